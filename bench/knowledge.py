"""How well the learner models predict answers, on learners whose knowledge is known.

    python bench/knowledge.py [--learners N] [--seed S]
    python bench/knowledge.py PATH

With a PATH it reads that response log, a file or a folder with a split (layouts:
`python -m tutor.domain.learner.benchmark --help`). Without one the learners are made here: each has
an ability and a level in every skill that practice raises and days away lower; questions have
effects of their own and one to three skills. Nobody's model is the one that made them. Learners are
held out whole, and a question is one event. The table has, beside it, the figure on rows, in which
a question with two skills appears twice. The last line is JSON.
"""

from __future__ import annotations

import json
import math
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import dataclass
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tutor.domain.learner.benchmark.compare import HEADER, NO_ITEMS, as_json, compare
from tutor.domain.learner.benchmark.logs import Event, History, Log
from tutor.domain.learner.benchmark.reading import LogError, read_log

SKILLS = 12
ITEMS_A_SKILL = 15
DAY_S = 86_400
HELD_OUT_P = 0.3
# Fewer leave some skill without an answer to fit it on.
LEAST_LEARNERS = 10


@dataclass(frozen=True, kw_only=True)
class SyntheticItem:
    name: str
    skills: tuple[int, ...]
    ease: float


def synthetic_log(*, learners: int, seed: int) -> Log:
    """The same log for the same seed; the last three learners in ten are held out."""
    rng = Random(seed)
    items = [
        _item(skill, number, rng) for skill in range(SKILLS) for number in range(ITEMS_A_SKILL)
    ]
    gains = [rng.uniform(0.08, 0.3) for _ in range(SKILLS)]
    eases = [rng.gauss(0.0, 0.7) for _ in range(SKILLS)]
    histories = [
        _history(f"learner {number}", items=items, gains=gains, eases=eases, rng=rng)
        for number in range(learners)
    ]
    cut = round(learners * (1 - HELD_OUT_P))
    return Log(
        name=f"synthetic, seed {seed}",
        train=tuple(histories[:cut]),
        test=tuple(histories[cut:]),
    )


def _item(skill: int, number: int, rng: Random) -> SyntheticItem:
    """Every third question has a second skill, every ninth a third one."""
    more = (number % 3 == 0) + (number % 9 == 0)
    others = rng.sample([one for one in range(SKILLS) if one != skill], more)
    return SyntheticItem(
        name=f"{skill}.{number}", skills=(skill, *others), ease=rng.gauss(0.0, 0.9)
    )


def _history(
    name: str,
    *,
    items: list[SyntheticItem],
    gains: list[float],
    eases: list[float],
    rng: Random,
) -> History:
    """Two to eight days of practice, some days apart; what was learnt fades in between."""
    ability, forgetting = rng.gauss(0.3, 0.9), rng.uniform(0.02, 0.15)
    learnt = [0.0] * SKILLS
    met_s = [0.0] * SKILLS
    events, at_s = [], 0.0
    for _ in range(rng.randint(2, 8)):
        at_s += DAY_S * rng.randint(1, 6)
        skill = rng.randrange(SKILLS)
        for _ in range(rng.randint(5, 18)):
            if rng.random() < 0.25:
                skill = rng.randrange(SKILLS)
            item = items[skill * ITEMS_A_SKILL + rng.randrange(ITEMS_A_SKILL)]
            levels = [
                eases[one] + learnt[one] * math.exp(-forgetting * (at_s - met_s[one]) / DAY_S)
                for one in item.skills
            ]
            # The weakest of the skills holds the answer up.
            logit = ability + min(levels) + item.ease
            is_right = rng.random() < 0.03 + 0.92 / (1 + math.exp(-logit))
            events.append(_event(item, is_right=is_right, at_s=at_s))
            for one, level in zip(item.skills, levels, strict=True):
                learnt[one] = level - eases[one] + gains[one] * (1.3 if is_right else 0.8)
                met_s[one] = at_s
            at_s += rng.uniform(20, 120)
    return History(learner=name, events=tuple(events))


def _event(item: SyntheticItem, *, is_right: bool, at_s: float) -> Event:
    skills = tuple(f"skill {one}" for one in item.skills)
    return Event(item=item.name, skills=skills, is_right=is_right, at_s=at_s)


def main() -> int:
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path, nargs="?", help="a response log in place of made ones")
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.learners < LEAST_LEARNERS:
        parser.error(
            f"--learners {arguments.learners}: give at least {LEAST_LEARNERS}, three in ten of "
            "them are held out"
        )
    try:
        log = (
            synthetic_log(learners=arguments.learners, seed=arguments.seed)
            if arguments.path is None
            else read_log(arguments.path)
        )
    except (LogError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    if not log.has_items:
        print(NO_ITEMS)
    print(HEADER, flush=True)
    comparison = compare(log, tell=lambda line: print(line, flush=True))
    print(json.dumps(as_json(comparison)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
