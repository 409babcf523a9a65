"""Has others' tools judge a study's bundle, each in an environment of its own:

python scripts/check_bundle.py STUDY.zip

ralph's model of xAPI statements (PyPI ralph-malph) takes every statement; pyBKT fits the skills of
the DataShop transactions. Needs the network once, to install both. The last line is JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

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
    if len(sys.argv) != 2:
        sys.exit(f"Usage: python {sys.argv[0]} STUDY.zip")
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(sys.argv[1]) as archive:
            archive.extractall(Path(folder) / "bundle")
        for name, (packages, program, file) in TOOLS.items():
            found[name] = _judge(Path(folder), name, packages, program, file)
    sys.stdout.write(json.dumps(found) + "\n")


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
