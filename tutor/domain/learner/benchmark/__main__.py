"""python -m tutor.domain.learner.benchmark PATH: learner models on a response log."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from pathlib import Path

from tutor.domain.learner.benchmark import reading
from tutor.domain.learner.benchmark.compare import HEADER, MODELS, NO_ITEMS, as_json, compare
from tutor.domain.learner.benchmark.default import Default
from tutor.domain.learner.benchmark.reading import LogError, read_log
from tutor.domain.learner.benchmark.weights import weights_text

_BY_NAME = {model.name: model for model in MODELS}


def main() -> int:
    arguments = _arguments()
    try:
        log = read_log(arguments.path)
    except (LogError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    if arguments.fit is not None:
        model = Default()
        model.fit(log.questions().train)
        arguments.fit.write_text(weights_text(model.tracer, log=log), encoding="utf-8")
        print(f"{arguments.fit}: weights fitted on {len(log.train)} learners")
        return 0
    if not log.has_items:
        print(NO_ITEMS)
    print(HEADER, flush=True)
    comparison = compare(
        log,
        models=[_BY_NAME[name] for name in arguments.models],
        with_rows=not arguments.leak_free,
        tell=lambda line: print(line, flush=True),
    )
    result = json.dumps(as_json(comparison))
    if arguments.json is not None:
        arguments.json.write_text(result + "\n", encoding="utf-8")
    print(result)
    return 0


def _arguments() -> Namespace:
    parser = ArgumentParser(
        prog="python -m tutor.domain.learner.benchmark",
        description=reading.__doc__,
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.add_argument("path", type=Path, help="a log, or a folder with a split of one")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--leak-free", action="store_true", help="leave the figure on rows out")
    parser.add_argument("--models", nargs="+", choices=_BY_NAME, default=list(_BY_NAME))
    parser.add_argument(
        "--fit", type=Path, help="fit our weights on the log's training learners and write them"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
