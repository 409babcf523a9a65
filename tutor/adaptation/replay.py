"""Derives a session's decisions again from what was stored with each, and says what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import msgspec
from django.db.models import QuerySet

from attention_model.compat import override
from tutor.adaptation.gather import as_json
from tutor.adaptation.models import Decision
from tutor.domain.policy import Policy, policy_named
from tutor.domain.policy.situation import Situation
from tutor.domain.policy.steered import step


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One decision that would come out otherwise now. `stored` and `derived` hold what differs."""

    session: str
    ordinal: int
    stored: dict[str, Any]
    derived: dict[str, Any]

    @override
    def __str__(self) -> str:
        return f"{self.session} #{self.ordinal}: stored {self.stored}, derived {self.derived}"


def differences(
    decisions: QuerySet[Decision], *, policy: str | None = None
) -> Iterator[Difference]:
    """What another derivation gives: by the policy that decided, or by the one named `policy`."""
    rows = decisions.select_related("session").order_by("session_id", "ordinal")
    for decision in rows.iterator(chunk_size=500):
        found = difference(decision, policy=policy)
        if found is not None:
            yield found


def difference(decision: Decision, *, policy: str | None = None) -> Difference | None:
    """None where the decision is derived exactly as it was stored."""
    stored = _stored(decision)
    try:
        derived = _derived(decision, policy)
    except (KeyError, msgspec.ValidationError) as error:
        derived = {"error": str(error)}
    if policy is not None:
        # Another policy answers to other names; what counts is what it would have done.
        compared = {"action", "target", "error"}
        stored = {key: value for key, value in stored.items() if key in compared}
        derived = {key: value for key, value in derived.items() if key in compared}
    if stored == derived:
        return None
    keys = [key for key in {**stored, **derived} if stored.get(key) != derived.get(key)]
    return Difference(
        session=str(decision.session.public_id),
        ordinal=decision.ordinal,
        stored={key: stored.get(key) for key in keys},
        derived={key: derived.get(key) for key in keys},
    )


def _derived(decision: Decision, name: str | None) -> dict[str, Any]:
    policy = policy_named(name or decision.policy)
    situation = msgspec.convert(decision.situation, Situation)
    choice = step(policy, situation, rng=Random(decision.seed))  # noqa: S311 - replayable dice
    return {**as_json(choice), "version": _version(policy)}


def _version(policy: Policy) -> str:
    return f"{policy.name} {policy.version}"


def _stored(decision: Decision) -> dict[str, Any]:
    return {
        "action": decision.action,
        "target": decision.target,
        "propensity_p": decision.propensity_p,
        "alternatives": decision.alternatives,
        "reason_code": decision.reason_code,
        "reason_values": decision.reason_values,
        "version": f"{decision.policy} {decision.policy_version}",
    }
