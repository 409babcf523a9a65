"""Policies: one file each; adding one is a file and a line here."""

from __future__ import annotations

from tutor.domain.policy.adaptive import Adaptive
from tutor.domain.policy.base import Policy
from tutor.domain.policy.fixed import Fixed
from tutor.domain.policy.proactive import Proactive
from tutor.domain.policy.yoked import Yoked

POLICIES: tuple[Policy, ...] = (Fixed(), Proactive(), Adaptive(), Yoked())
_BY_NAME = {policy.name: policy for policy in POLICIES}


def policy_named(name: str) -> Policy:
    """The policy called `name`; raises KeyError naming the policies there are."""
    try:
        return _BY_NAME[name]
    except KeyError:
        raise KeyError(f"no policy {name!r}, there are {', '.join(_BY_NAME)}") from None


def policy_or_control(name: str) -> Policy:
    """The policy called `name`, or the control for a session whose policy is no more."""
    return _BY_NAME.get(name, POLICIES[0])


__all__ = ["POLICIES", "Policy", "policy_named", "policy_or_control"]
