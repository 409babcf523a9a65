"""The draw of arms: decided by the experiment and the unit alone, in the planned shares."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.experiments.assignment import draw, is_held_out
from tutor.domain.experiments.design import ArmKind, ArmPlan, Design, Rules, Stratum, Unit, problems

CONTROL = ArmPlan(key="usual", kind=ArmKind.CONTROL, policy="fixed")
QUESTIONS = ArmPlan(key="questions", kind=ArmKind.TREATMENT, policy="proactive")
HELD_OUT = ArmPlan(key="kept", kind=ArmKind.HOLD_OUT, policy="fixed")
DESIGN = Design(key="1:one", unit=Unit.LEARNER, arms=(CONTROL, QUESTIONS))
BLOCKED = replace(DESIGN, block=4)
KEPT_BACK = replace(DESIGN, arms=(*DESIGN.arms, HELD_OUT), hold_out_p=0.1)


def arms(design: Design, units: int) -> Counter[str]:
    return Counter(draw(design, unit=f"learner-{n}", number=n).arm.key for n in range(units))


def test_the_same_unit_always_gets_the_same_arm() -> None:
    assert draw(DESIGN, unit="bo") == draw(DESIGN, unit="bo")


def test_another_experiment_draws_anew() -> None:
    other = replace(DESIGN, key="2:one")
    units = [f"learner-{n}" for n in range(2_000)]
    agree = sum(draw(DESIGN, unit=u).arm == draw(other, unit=u).arm for u in units)
    assert agree == pytest.approx(1_000, abs=130)


def test_arms_come_in_their_shares() -> None:
    threes = replace(DESIGN, arms=(CONTROL, replace(QUESTIONS, weight=3)))
    assert arms(threes, 4_000)["questions"] == pytest.approx(3_000, abs=140)
    assert threes.share_p(threes.arm("questions")) == 0.75


@given(st.integers(min_value=0, max_value=50), st.text(max_size=5))
def test_every_block_holds_each_arm_in_its_share(block: int, stratum: str) -> None:
    drawn = Counter(
        draw(BLOCKED, unit=f"u{n}", stratum=stratum, number=4 * block + n).arm.key for n in range(4)
    )
    assert drawn == {"usual": 2, "questions": 2}


def test_blocks_of_two_strata_are_not_in_step() -> None:
    ones = [draw(BLOCKED, unit="u", stratum="8A", number=n).arm.key for n in range(60)]
    twos = [draw(BLOCKED, unit="u", stratum="8B", number=n).arm.key for n in range(60)]
    assert ones != twos


def test_a_unit_held_out_takes_no_place_in_a_block() -> None:
    units = [f"learner-{n}" for n in range(3_000)]
    held = [unit for unit in units if is_held_out(KEPT_BACK, unit=unit)]
    assert len(held) == pytest.approx(300, abs=60)
    drawn = draw(replace(KEPT_BACK, block=4), unit=held[0], number=0)
    assert (drawn.arm.key, drawn.propensity_p) == ("kept", 0.1)


def test_propensities_of_all_arms_sum_to_one() -> None:
    assert sum(KEPT_BACK.share_p(arm) for arm in KEPT_BACK.arms) == pytest.approx(1)


def test_a_sound_design_has_no_problems() -> None:
    for design in (DESIGN, BLOCKED, KEPT_BACK, replace(DESIGN, unit=Unit.PART)):
        assert problems(design) == []


def test_all_problems_are_told_at_once() -> None:
    broken = Design(
        key="k",
        unit=Unit.PART,
        arms=(
            replace(QUESTIONS, policy="magic", weight=0, rules=Rules(without=("sing",))),
            replace(QUESTIONS, kind=ArmKind.YOKED),
        ),
        block=3,
        strata=(Stratum.PRIOR,),
        hold_out_p=0.8,
    )
    told = "\n".join(problems(broken))
    for part in (
        "Two arms are called 'questions'",
        "has to be the control",
        "no policy 'magic'",
        "weight is 0",
        "sing is no change",
        "a yoked arm and the policy `yoked` go together",
        "needs both an arm for it and a share",
        "0.8",
        "cannot be stratified by prior",
        "blocks are for people",
        "repeats a whole session",
    ):
        assert part in told
