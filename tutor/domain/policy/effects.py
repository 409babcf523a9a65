"""What an interruption is worth: the prior of the adaptive policy, from published effects.

Effects are standardised mean differences, halved, because published effects shrink when they meet
a classroom. `always` holds whether or not the learner was elsewhere, `if_off` comes on top of it
where they were. Sources: retrieval practice in psychology classes 0.56 (Schwieren et al. 2017);
a question and rereading at detected mind wandering 0.47 (D'Mello et al. 2017); rereading and
self-explanation, one week later, 0.35 and 0.31 (Mills et al. 2021); segmenting 0.32 and 0.36 (Rey
et al. 2019); short breaks, vigour 0.36 (Albulescu et al. 2022; for performance nothing is shown).
"""

from __future__ import annotations

from dataclasses import dataclass

from tutor.domain.policy.situation import Action

SHRINK = 0.5
# Without questions ahead a second costs what it would have taught: rereading just pays where it is
# as likely as not that its part was missed, 0.165 * 0.5 / 20 s; a question would always pay.
MOMENT_PRICE = 0.004
# The caps allow three interruptions a lesson, so while there are questions ahead the price of one
# is the better place that it uses up. The first just pays where 0.32 of a part was off task, about
# as usual: (0.28 + 0.235 * 0.32) / 20 s. The fewer are left the better the next place has to be,
# 0.36 and 0.39: a learner whose estimates stay flat is asked once or twice. Both figures were set
# by simulation, on other seeds than the study's.
QUESTION_PRICE = 0.0178
USED_PRICE = 0.0004


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """`cost_s`: seconds of the lesson that it takes: a question read and answered, a key paragraph
    reread with care, a part of 45 s that takes a quarter longer in steps, an offer declined."""

    always: float
    if_off: float
    cost_s: float


EFFECTS: dict[Action, Effect] = {
    Action.CHECK: Effect(always=0.56, if_off=0.47, cost_s=20),
    Action.REREAD: Effect(always=0.0, if_off=0.33, cost_s=20),
    Action.SHORTEN: Effect(always=0.34, if_off=0.0, cost_s=12),
    Action.BREAK: Effect(always=0.36, if_off=0.0, cost_s=5),
}


def question_price(used: int) -> float:
    """The price of a question's second where `used` of the lesson's interruptions are used up.

    >>> [round(question_price(used), 4) for used in (0, 1, 2)]
    [0.0178, 0.0182, 0.0186]
    """
    return QUESTION_PRICE + USED_PRICE * used


def worth(action: Action, *, p_off_task: float, price: float) -> float:
    """The expected effect at this chance of being off task, less the `price` a second of its time.

    >>> here = {p: worth(Action.CHECK, p_off_task=p, price=QUESTION_PRICE) for p in (0.3, 0.5)}
    >>> {p: round(is_worth, 3) for p, is_worth in here.items()}
    {0.3: -0.005, 0.5: 0.042}
    """
    effect = EFFECTS[action]
    gain = SHRINK * (effect.always + effect.if_off * p_off_task)
    return gain - price * effect.cost_s
