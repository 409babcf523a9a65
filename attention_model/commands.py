"""The command lines. The last line of each is one JSON object with units in its names."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent


def main(arguments: Sequence[str]) -> int:
    """Run one command; 0 when it did what it was asked."""
    # One thread: on a small machine two threads of linear algebra fight each other.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    options = _parser().parse_args(arguments)
    found = COMMANDS[options.command](options)
    print(json.dumps(found, allow_nan=False))
    return 0 if found.get("holds", True) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m attention_model")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="make the shipped weights again")
    train.add_argument("--data", type=Path, help="folder of vwm-probes (default: shared data)")
    train.add_argument("--out", type=Path, default=Path(__file__).parent / "weights")
    train.add_argument("--learners", type=int, default=1_600)
    train.add_argument("--seed", type=int, default=1)
    train.add_argument("--logs", type=Path, help="write TensorBoard logs into this folder")
    evaluate = commands.add_parser("evaluate", help="score every rung on a data set")
    evaluate.add_argument("--data", type=Path, help="folder of the data set")
    evaluate.add_argument("--format", required=True, help="a data set's name, or simulator")
    evaluate.add_argument("--learners", type=int, default=1_500, help="of the simulator")
    evaluate.add_argument("--json", type=Path, help="write the whole report here")
    evaluate.add_argument("--plots", type=Path, help="write pictures into this folder")
    evaluate.add_argument(
        "--weights",
        nargs="?",
        const=Path(__file__).parent / "weights",
        type=Path,
        help="score these weights (default: the shipped ones) instead of training",
    )
    evaluate.add_argument("--calibrate-probes", type=int, help="first use each person's first N")
    evaluate.add_argument("--seed", type=int, default=1)
    compare = commands.add_parser("compare", help="hold weights made again beside the shipped ones")
    compare.add_argument("--weights", type=Path, required=True, help="folder of those made again")
    search = commands.add_parser("search", help="run the hyper-parameter study of the network")
    search.add_argument("--trials", type=int, default=12)
    search.add_argument("--learners", type=int, default=240)
    search.add_argument("--seed", type=int, default=31)
    search.add_argument("--json", type=Path, help="write the whole study here")
    transfer = commands.add_parser("transfer", help="ask what was learnt elsewhere of real people")
    transfer.add_argument(
        "--data", type=Path, help="folder of the data sets (default: shared data)"
    )
    transfer.add_argument("--json", type=Path, help="write the whole report here")
    transfer.add_argument("--seed", type=int, default=1)
    card = commands.add_parser("card", help="write the model card from the measured reports")
    card.add_argument("--out", type=Path, default=REPOSITORY / "docs" / "model_card.md")
    simulate = commands.add_parser("simulate", help="simulate learners and count what they did")
    simulate.add_argument("--learners", type=int, default=10)
    simulate.add_argument("--minutes", type=float, default=25.0)
    simulate.add_argument("--seed", type=int, default=1)
    simulate.add_argument("--world", default="markov")
    return parser


def shared_data() -> Path:
    """The folder of public data sets, from ATTUNE_SHARED_DATA or beside the checkout."""
    default = REPOSITORY.parent / "shared" / "data"
    return Path(os.environ.get("ATTUNE_SHARED_DATA", default)) / "attention"


def _train(options: argparse.Namespace) -> dict[str, object]:
    from attention_model.train import train

    folder = options.data or shared_data() / "vwm-probes"
    if not folder.exists():
        if options.data:
            sys.exit(f"{folder}: no such folder; give --data the folder of vwm-probes")
        print(f"{folder} is not there: training on the simulator alone", file=sys.stderr)
        folder = None
    return train(
        real_folder=folder,
        out_folder=options.out,
        learners=options.learners,
        seed=options.seed,
        say=_say,
        logs=options.logs,
    )


def _evaluate(options: argparse.Namespace) -> dict[str, object]:
    from attention_model.datasets import DataSetError
    from attention_model.evaluate import evaluate
    from attention_model.weights_file import WeightsError

    if options.format == "simulator":
        return _evaluate_simulator(options)
    if options.data is None:
        sys.exit("--data is missing: give the folder of the data set")
    try:
        report = evaluate(
            folder=options.data,
            data_format=options.format,
            weights=options.weights,
            uses_weights=options.weights is not None,
            calibrate_probes=options.calibrate_probes,
            plots=options.plots,
            seed=options.seed,
        )
    except (DataSetError, WeightsError) as error:
        sys.exit(str(error))
    _keep(report, options.json)
    return {key: report[key] for key in ("format", "people", "probes", "positive_p", "models")}


def _evaluate_simulator(options: argparse.Namespace) -> dict[str, object]:
    from attention_model.simulated_ladder import simulated_ladder

    report = simulated_ladder(learners=options.learners, seed=options.seed, say=_say)
    _keep(report, options.json)
    return report


def _compare(options: argparse.Namespace) -> dict[str, object]:
    from attention_model.compare import compare
    from attention_model.weights_file import WeightsError

    try:
        found = compare(options.weights)
    except WeightsError as error:
        sys.exit(str(error))
    for line in found["figures"]:
        bounds = f"({line['low']:.4f} to {line['high']:.4f})"
        verdict = "holds" if line["holds"] else "does not hold"
        name = f"{line['source']} {line['figure']}"
        _say(f"{name:24} shipped {line['shipped']:.4f} {bounds}, again {line['again']}: {verdict}")
    return found


def _search(options: argparse.Namespace) -> dict[str, object]:
    from attention_model.search import search

    found = search(trials=options.trials, learners=options.learners, seed=options.seed, say=_say)
    _keep(found, options.json)
    return {"trials": len(found["trials"]), "best": found["trials"][found["best"]]}


def _transfer(options: argparse.Namespace) -> dict[str, object]:
    from attention_model.datasets import DataSetError
    from attention_model.transfer import transfer
    from attention_model.weights_file import WeightsError

    try:
        found = transfer(options.data or shared_data(), seed=options.seed, say=_say)
    except (DataSetError, WeightsError) as error:
        sys.exit(str(error))
    _keep(found, options.json)
    return found


def _keep(report: Mapping[str, object], path: Path | None) -> None:
    if path is not None:
        path.write_text(json.dumps(report, indent=1, allow_nan=False) + "\n")


def _card(options: argparse.Namespace) -> dict[str, object]:
    from attention_model.card import write_card

    return write_card(options.out)


def _simulate(options: argparse.Namespace) -> dict[str, object]:
    from attention_model.datasets.simulated import simulated_class
    from attention_model.simulate import World

    made = simulated_class(
        options.learners, seed=options.seed, minutes=options.minutes, world=World(options.world)
    )
    states = [state for states in made.states for state in states]
    return {
        "learners": options.learners,
        "events": sum(len(recording.events) for recording in made.recordings),
        "probes": len(states),
        "off_task_p": round(sum(state != "on_task" for state in states) / max(len(states), 1), 4),
    }


COMMANDS: dict[str, Callable[[argparse.Namespace], dict[str, object]]] = {
    "train": _train,
    "evaluate": _evaluate,
    "compare": _compare,
    "search": _search,
    "transfer": _transfer,
    "card": _card,
    "simulate": _simulate,
}


def _say(text: str) -> None:
    print(text, file=sys.stderr)
