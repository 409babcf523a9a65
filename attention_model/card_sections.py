"""Sections of the model card beside the tables of figures: each is one report, put in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Report = Mapping[str, Any]

COMMANDS = {
    "simulator": "python -m attention_model evaluate --format simulator --json "
    "attention_model/weights/reports/simulator.json",
    "transfer": "python -m attention_model transfer --json "
    "attention_model/weights/reports/transfer.json",
    "inference": "python bench/inference.py --json attention_model/weights/reports/inference.json",
}
PERTURBED = {
    "lost_signals": "of all signals lost",
    "wrong_area": "of fixations on no area or a wrong one",
    "restless_hand": "of seconds with made-up pointer and scroll (adversarial)",
    "still_hand": "of pointer and scroll signals held back (adversarial)",
}


def stale(found: Mapping[str, Report], digest: str) -> Iterator[str]:
    """A warning for each report that was measured with other weights than those that ship."""
    for name, command in COMMANDS.items():
        if name in found and found[name].get("weights") != digest:
            yield f"**{name} was measured with other weights than those that ship: `{command}`.**"


def training(metrics: Report) -> str:
    """How the network was taught, and what compressing it costs."""
    network = metrics["network"]
    settings, history = network["settings"], network["history"]
    taught = [one for one in history if "held_out_loss" in one]
    best = min(range(len(taught)), key=lambda index: taught[index]["held_out_loss"])
    lines = [
        "## How the network was taught",
        "",
        f"On every second of {metrics['simulated_learners']:,} lessons of simulated learners, a "
        "tenth of them held out for early stopping. First "
        f"{settings['pretraining_epochs']} epoch without labels (the next second is foreseen), "
        f"then {len(taught)} of at most {settings['epochs']} epochs on the hidden state; epoch "
        f"{best + 1} ships, with a loss of {taught[best]['held_out_loss']:.4f} on strangers "
        f"({taught[0]['held_out_loss']:.4f} after the first). AdamW, learning rate up to "
        f"{settings['learning_rate']:g} (warm-up, then cosine to nought), weight decay "
        f"{settings['weight_decay']:g}, dropout {settings['dropout_p']:g}, batches of "
        f"{settings['batch']} lessons. Augmentation: time warped by up to "
        f"{settings['augmentation']['warp']:.0%}, {settings['augmentation']['event_p']:.0%} of "
        "seconds lose their counts, gaze lost in "
        f"{settings['augmentation']['gaze_lost_p']:.0%} of lessons and for 10 to 40 s in "
        f"{settings['augmentation']['gaze_gap_p']:.0%}, a drifting eye tracker, no pointer in "
        f"{settings['augmentation']['pointer_lost_p']:.0%}.",
    ]
    if "seconds" in metrics:
        lines[-1] += f" `make train` took {metrics['seconds'] / 60:.0f} minutes on a shared core."
    if "forms" in network:
        lines += ["", *_forms(network["forms"])]
    return "\n".join(lines)


def _forms(forms: list[Report]) -> Iterator[str]:
    yield "| form of the network | bytes | ms for 1,024 learners' second | mean drift | largest |"
    yield "|---|---|---|---|---|"
    for one in forms:
        name = "**int8 (shipped)**" if one["form"] == "int8" else one["form"]
        yield (
            f"| {name} | {one['bytes']:,} | {one['step_ms']:.1f} | {one['mean_drift']:.4f} | "
            f"{one['largest_drift']:.4f} |"
        )
    yield ""
    yield (
        "Drift is in log odds, over whole lessons. Every form is unpacked to 32 bits, so "
        "compression saves the file and no time; a pruned matrix is multiplied whole as well."
    )


def study(report: Report) -> str:
    """The hyper-parameter study: every trial, the bad ones too."""
    trials = sorted(report["trials"], key=lambda one: (one["loss"] is None, one["loss"] or 0.0))
    names = list(report["searched"])
    rows = [
        f"| {one['number']} | {'-' if one['loss'] is None else format(one['loss'], '.4f')} | "
        + " | ".join(f"{one['parameters'][name]:.3g}" for name in names)
        + f" | {one['state']} |"
        for one in trials
    ]
    return "\n".join(
        [
            "## The hyper-parameter study",
            "",
            f"{len(trials)} trials on {report['learners']} other simulated learners, "
            f"{report['epochs']} epochs each, {report['seconds'] / 60:.0f} minutes "
            "(`python -m attention_model search`, tree-structured Parzen estimator, median "
            "pruning). Trial 0 is the settings the study began from. The loss is that on held-out "
            f"people, {report['learners'] // 10} of them, so differences of a few thousandths are "
            "noise; the study is a check that nothing in reach is much better, and the number of "
            "lessons and epochs was chosen apart from it, on a validation class of 500.",
            "",
            "| trial | loss | " + " | ".join(name.replace("_", " ") for name in names) + " | |",
            "|---" * (len(names) + 3) + "|",
            *rows,
        ]
    )


def robustness(report: Report) -> str:
    """The curves: what is left when signals are lost, wrong or made up."""
    clean = report["as_it_was"]
    rows = [
        f"| {one['share_p']:.0%} {PERTURBED[name]} | {one['auc']:.3f} | "
        f"{one['auc_simple']:.3f} | {one['mean_moved_p']:+.3f} | {one['strange_p']:.1%} |"
        for name, curve in report["curves"].items()
        for one in curve
    ]
    return "\n".join(
        [
            f"### When signals are lost, wrong or made up ({report['learners']} of these people)",
            "",
            "| what | shipped AUC | logistic with filter | mean estimate moved | too strange |",
            "|---|---|---|---|---|",
            f"| as it was | {clean['auc']:.3f} | {clean['auc_simple']:.3f} | +0.000 | "
            f"{clean['strange_p']:.1%} |",
            *rows,
        ]
    )


def transfer(report: Report) -> str:
    """What was learnt in one place, asked in another."""
    lines = [
        "## Transfer to people it never saw",
        "",
        "Each source is asked as it is, and after calibration: two Platt parameters and the spread "
        f"of levels from other people of the target, and each person's first "
        f"{report['first_probes']} answers, which are not scored. mindless-reading publishes "
        "measurements and no events, so nothing can be transferred to it.",
        "",
        "| target | source | AUC as it is | within people | AUC calibrated | Brier | ECE |",
        "|---|---|---|---|---|---|---|",
    ]
    for target, one in report["targets"].items():
        for source, told in one["sources"].items():
            raw, own = told["as_it_is"], told["calibrated"]
            note = " (has seen these people)" if told["has_seen_target"] else ""
            lines.append(
                f"| {target} | {source}{note} | {_bounds(raw, 'auc')} | "
                f"{_bounds(raw, 'auc_within')} | {own['auc']:.3f} | {own['brier']:.4f} | "
                f"{own['ece']:.3f} |"
            )
        here = one["learnt_here"]
        lines.append(
            f"| {target} | learnt here, held out, with time on task | {_bounds(here, 'auc')} | "
            f"{_bounds(here, 'auc_within')} | - | {here['brier']:.4f} | {here['ece']:.3f} |"
        )
    return "\n".join(lines)


def _bounds(one: Report, name: str) -> str:
    return f"{one[name]:.3f} ({one[f'{name}_low']:.3f}-{one[f'{name}_high']:.3f})"


def cost(report: Report) -> str:
    """What a second costs: `bench/inference.py`."""
    return "\n".join(
        [
            "## What it costs",
            "",
            f"{report['learners']:,} learners with {report['events_per_learner']} new events each, "
            f"one thread, `python bench/inference.py`: {report['batch_1024_ms']:.1f} ms of CPU a "
            f"batch (median of {report['rounds']}, half of which close a second), "
            f"{report['us_per_learner']:.0f} us a learner; "
            f"{report['speedup_over_unbatched']:.0f} times less than the same estimator a learner "
            f"at a time, {report['speedup_over_window']:.0f} times less than reading the last 90 s "
            f"again. A learner's state is {report['state_bytes']:,} bytes, the process "
            f"{report['worker_mb']} MB.",
            "",
            f"A batch that closes a second takes {report['batch_closing_a_second_ms']:.1f} ms, one "
            f"within a second {report['batch_within_a_second_ms']:.1f} ms. Where it goes, measured "
            "in a run of its own, mean over both kinds:",
            "",
            "| part | ms |",
            "|---|---|",
            *(f"| {name} | {value:.1f} |" for name, value in report["profile_ms"].items()),
        ]
    )
