"""The policy of the how-to is whole: it passes what every policy of the registry has to pass."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest

from tests.domain.policy import test_conformance as suite
from tests.domain.policy.situations import READING, situation
from tutor.domain.policy.base import Policy
from tutor.domain.policy.situation import Action, Trigger

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "add-a-policy.md"


def written_policy() -> Policy:
    [code] = re.findall(r"```python\n(.*?)```", HOW_TO.read_text(), flags=re.DOTALL)
    module = ModuleType("patient")
    exec(compile(code, str(HOW_TO), "exec"), module.__dict__)  # noqa: S102 - our own document
    made: Policy = module.Patient()
    return made


def checks_of_one_policy() -> list[Callable[..., Any]]:
    """The suite's tests that are given a policy."""
    found = []
    for name, check in vars(suite).items():
        marks = [mark.name for mark in getattr(check, "pytestmark", [])]
        if name.startswith("test_") and "parametrize" in marks and _takes_policy(check):
            found.append(check)
    return found


def _takes_policy(check: Callable[..., Any]) -> bool:
    return "policy" in inspect.signature(check).parameters


@pytest.mark.parametrize("check", checks_of_one_policy(), ids=lambda check: check.__name__)
def test_the_written_policy_passes_the_suite(check: Callable[..., Any]) -> None:
    check(policy=written_policy())


def test_the_suite_was_found() -> None:
    assert len(checks_of_one_policy()) >= 10


def test_it_asks_at_every_second_part() -> None:
    policy = written_policy()
    asked = situation(Trigger.SEGMENT_FINISHED, place=READING)
    assert READING.segment % 2 == 0
    chosen = policy.step(asked, rng=Random(1))
    assert {each.action for each in chosen.alternatives} == {Action.CHECK, Action.STAY}
