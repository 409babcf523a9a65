"""Has others' tools judge a study's bundle:

    python scripts/check_bundle.py STUDY.zip [AGAIN.zip]

AGAIN.zip is the same study exported again: its bytes have to be the same. pandas, polars, DuckDB
and R (where `Rscript` is there; Debian's r-base-core) read every table and have to find the same
rows and columns; the DataShop file goes through the checker of the tests. Two more come into
environments of their own, which needs the network: ralph's model of xAPI statements (PyPI
ralph-malph) takes every statement, and pyBKT fits the skills of the DataShop transactions. The last
line is JSON; the exit is 1 where anything was refused or differs.
"""

from __future__ import annotations

import filecmp
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.research.datashop_rules import problems_in  # noqa: E402 - found by the line above

# One line a file: its name, rows and columns, as R's own reader finds them.
R_READS = """
for (path in commandArgs(trailingOnly = TRUE)) {
  rows <- read.csv(path, stringsAsFactors = FALSE)
  cat(basename(path), nrow(rows), ncol(rows), "\\n")
}
"""
Shape = tuple[int, int]

RALPH = """
import json, sys
from ralph.models.xapi.base.statements import BaseXapiStatement
count, refused = 0, []
for line in open(sys.argv[1], encoding="utf-8"):
    count += 1
    try:
        BaseXapiStatement(**json.loads(line))
    except ValueError as error:
        refused.append(str(error)[:300])
print(json.dumps({"statement_count": count, "refused_count": len(refused), "why": refused[:3]}))
"""
PYBKT = """
import json, sys, warnings
warnings.filterwarnings("ignore")
import pandas as pd
from pyBKT.models import Model
rows = pd.read_csv(sys.argv[1], sep="\\t", dtype=str, keep_default_na=False)
rows = rows[(rows["Outcome"] != "HINT") & (rows["KC (Skill)"] != "")]
data = pd.DataFrame({
    "user_id": rows["Anon Student Id"], "skill_name": rows["KC (Skill)"],
    "correct": (rows["Outcome"] == "CORRECT").astype(int), "order_id": range(len(rows)),
})
model = Model(seed=1, num_fits=1)
model.fit(data=data)
rmse = float(model.evaluate(data=data, metric="rmse"))
print(json.dumps({
    "answer_count": len(data), "skill_count": int(data.skill_name.nunique()),
    "rmse_p": round(rmse, 4),
}))
"""
# pyBKT's metrics call scikit-learn in ways that its later versions refuse.
TOOLS = {
    "ralph": (("ralph-malph[cli]",), RALPH, "xapi/statements.jsonl"),
    "pyBKT": (
        ("pyBKT==1.4.3", "scikit-learn<1.5", "numpy<2", "pandas<3", "setuptools<80"),
        PYBKT,
        "datashop/transactions.txt",
    ),
}


def main() -> None:
    if len(sys.argv) not in (2, 3):
        sys.exit(f"Usage: python {sys.argv[0]} STUDY.zip [AGAIN.zip]")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with zipfile.ZipFile(sys.argv[1]) as archive:
            archive.extractall(folder / "bundle")
        found: dict[str, Any] = _own(folder / "bundle")
        if len(sys.argv) == 3:
            found["is_same_again"] = filecmp.cmp(sys.argv[1], sys.argv[2], shallow=False)
        for tool, (packages, program, file) in TOOLS.items():
            found[tool] = _judge(folder, tool, packages, program, file)
    sys.stdout.write(json.dumps(found) + "\n")
    sys.exit(1 if _is_bad(found) else 0)


def _is_bad(found: dict[str, Any]) -> bool:
    return bool(
        found["broken_sums"]
        or found["unlike_tables"]
        or found["datashop_problems"]
        or not found.get("is_same_again", True)
        or found["ralph"]["refused_count"]
    )


def _own(bundle: Path) -> dict[str, Any]:
    """What needs no environment of its own."""
    sums = [line.split("  ") for line in (bundle / "SHA256SUMS").read_text().splitlines()]
    shapes = {
        "pandas": _by_pandas(bundle),
        "polars": _by_polars(bundle),
        "duckdb": _by_duckdb(bundle),
        "csv in pandas": _by_csv(bundle),
    }
    if shutil.which("Rscript"):
        shapes["R"] = _by_r(bundle)
    usual = shapes["pandas"]
    return {
        "file_count": len(sums),
        "broken_sums": [
            name
            for digest, name in sums
            if hashlib.sha256((bundle / name).read_bytes()).hexdigest() != digest
        ],
        "readers": list(shapes),
        "rows": {name: rows for name, (rows, _columns) in usual.items()},
        "unlike_tables": {
            reader: {name: shape for name, shape in found.items() if shape != usual[name]}
            for reader, found in shapes.items()
            if found != usual
        },
        "datashop_problems": problems_in((bundle / "datashop" / "transactions.txt").read_text())[
            :5
        ],
    }


def _by_pandas(bundle: Path) -> dict[str, Shape]:
    return {path.stem: pd.read_parquet(path).shape for path in sorted(bundle.glob("parquet/*"))}


def _by_polars(bundle: Path) -> dict[str, Shape]:
    return {path.stem: pl.read_parquet(path).shape for path in sorted(bundle.glob("parquet/*"))}


def _by_csv(bundle: Path) -> dict[str, Shape]:
    paths = sorted(bundle.glob("csv/*"))
    return {path.stem: pd.read_csv(path, low_memory=False).shape for path in paths}


def _by_duckdb(bundle: Path) -> dict[str, Shape]:
    found = {}
    with duckdb.connect() as database:
        for path in sorted(bundle.glob("parquet/*")):
            table = database.read_parquet(str(path))
            [(rows,)] = table.aggregate("count(*)").fetchall()
            found[path.stem] = (rows, len(table.columns))
    return found


def _by_r(bundle: Path) -> dict[str, Shape]:
    paths = [str(path) for path in sorted(bundle.glob("csv/*"))]
    done = subprocess.run(
        ["Rscript", "-e", R_READS, *paths], check=True, capture_output=True, text=True
    )
    found = {}
    for line in done.stdout.splitlines():
        name, rows, columns = line.split()
        found[name.removesuffix(".csv")] = (int(rows), int(columns))
    return found


def _judge(
    folder: Path, name: str, packages: tuple[str, ...], program: str, file: str
) -> dict[str, object]:
    home = folder / name
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
    done = subprocess.run(
        [python, "-c", program, folder / "bundle" / file],
        check=True,
        capture_output=True,
        text=True,
    )
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


if __name__ == "__main__":
    main()
