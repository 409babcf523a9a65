"""What explains a bundle: its README, the consents in numbers, the model, the policies."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings

from attention_model.signals import SIGNALS
from tutor.domain.policy import POLICIES
from tutor.research.bundle.extent import Extent
from tutor.studies.models import Study
from tutor.studies.selectors import ConsentCounts, consent_counts

MODEL = Path("attention_model") / "weights" / "attention.json"
CARD = Path("docs") / "model_card.md"
NOTEBOOK = Path(settings.BASE_DIR) / "docs" / "notebooks" / "open-a-bundle.ipynb"
NOTEBOOK_IN_BUNDLE = "open-this-bundle.ipynb"


def consent_document(study: Study) -> str:
    """Numbers of people; a number below the study's smallest group says only that it is below."""
    counts = consent_counts(study)
    return _json({"wording_version": study.consent_version, **_coarse(counts, study.smallest_cell)})


def _coarse(counts: ConsentCounts, smallest: int) -> dict[str, int | str]:
    return {
        f"{name}_count": value if value == 0 or value >= smallest else f"below {smallest}"
        for name, value in asdict(counts).items()
    }


def protocol_document(study: Study) -> str:
    return f"# {study.title}\n\n{study.protocol.strip()}\n"


def wording_document(study: Study) -> str:
    heading = f"# What learners were asked (version {study.consent_version})"
    return f"{heading}\n\n{study.consent_text.strip()}\n"


def model_card() -> str:
    path = Path(settings.BASE_DIR) / CARD
    return path.read_text() if path.exists() else "No model card is shipped with this version.\n"


def versions_document() -> str:
    """What made the numbers: policies, signals, the model's weights, the writer of Parquet."""
    return _json(
        {
            "policies": {policy.name: policy.version for policy in POLICIES},
            "signals": [signal.NAME for signal in SIGNALS],
            "model": _model(),
            "pyarrow": pa.__version__,
        }
    )


def _model() -> dict[str, Any]:
    path = Path(settings.BASE_DIR) / MODEL
    if not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_text())
    return {name: found[name] for name in ("fingerprint", "format") if name in found}


def readme(extent: Extent, counts: dict[str, int]) -> str:
    study = extent.study
    lines = "\n".join(f"| {name} | {count} |" for name, count in counts.items())
    shifted = (
        "Every learner's dates are moved into the past by whole weeks of their own: weekdays and "
        "times of day are true, dates are not, and no two learners can be set side by side in time."
        if study.is_time_shifted
        else "Dates are true."
    )
    return f"""# {study.title}

A bundle of the study `{study.slug}`: {len(extent.learners)} learners, {len(extent.lines)} sessions.

| File | Rows |
|---|---|
{lines}

* `parquet/` and `csv/` hold the same tables; `codebook.md` says what every column is.
  `sessions` joins all others by `session`, `activity_trials` by `learner`, `content` by `item`.
* `datashop/transactions.txt` is for DataShop; `xapi/statements.jsonl` for any store of xAPI,
  by the profile in `xapi/profile.md`.
* `open-this-bundle.ipynb` checks the sums, opens the tables and draws a session.
* `protocol.md`, `consent.md`, `consent_counts.json`: what was planned, asked and answered.
* `model_card.md`, `versions.json`: what estimated and decided.
* `SHA256SUMS` checks all of it: `sha256sum -c SHA256SUMS`.

Learners, sessions, classes and page starts are keyed pseudonyms of this study alone. Groups of
fewer than {study.smallest_cell} learners are not told apart. {shifted}

Only learners whose consent to this study was in force are in here; whoever withdraws is absent from
the next bundle, and you are asked to work with the newest. Made again over the same records, the
bundle has the same bytes:

    manage.py export_study {study.slug} --out {study.slug}.zip
"""


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2, sort_keys=True) + "\n"
