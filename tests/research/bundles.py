"""A bundle in memory, for the tests that read it."""

from __future__ import annotations

import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from tutor.research.bundle.build import Built, Watch, build_bundle
from tutor.research.pseudonyms import load_pseudonyms
from tutor.studies.models import Study


@dataclass(frozen=True)
class Bundle:
    data: bytes
    built: Built

    @property
    def zip(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self.data))

    def parquet(self, name: str) -> pd.DataFrame:
        return pq.read_table(io.BytesIO(self.zip.read(f"parquet/{name}.parquet"))).to_pandas()

    def csv(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.zip.open(f"csv/{name}.csv"), low_memory=False)

    def text(self, name: str) -> str:
        return self.zip.read(name).decode()


def make_bundle(study: Study, *, watch: Watch = lambda _progress: None) -> Bundle:
    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as scratch:
        built = build_bundle(
            out,
            study=study,
            installation=load_pseudonyms(),
            scratch=Path(scratch),
            watch=watch,
        )
    return Bundle(out.getvalue(), built)
