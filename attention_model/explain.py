"""Why an estimate is what it is: additive contributions of named behaviours.

Both models are sums, so each behaviour's part is exact: its weighted features, what it told the
filter (which keeps its evidence apart by behaviour), and its column of the network, whose values
are never mixed between behaviours. Contributions are log odds against a learner of whom that
behaviour was not observed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attention_model.baseline import ABSENCES
from attention_model.features import FEATURES, GROUPS, INDEX, Group
from attention_model.state_filter import EVIDENCE_GROUPS
from attention_model.tokens import TOKEN_GROUPS

Floats = NDArray[np.float64]

# Never shown as a reason: the clock is no behaviour, and the remainder of the filter has no name.
UNNAMED: frozenset[str] = frozenset({"context", "steadiness"})
NAMED_GROUPS: tuple[Group, ...] = tuple(group for group in GROUPS if group not in UNNAMED)
_FEATURE_GROUP = np.array([GROUPS.index(feature.group) for feature in FEATURES])
_FILTER = INDEX["filter_logit"]
_EVIDENCE_GROUP = np.array([GROUPS.index(name) for name in EVIDENCE_GROUPS])
_TOKEN_GROUP = np.array([GROUPS.index(group) for group in TOKEN_GROUPS])
_ABSENCE_GROUP = np.array([_FEATURE_GROUP[INDEX[witness]] for witness in ABSENCES.values()])
_SPREAD = np.zeros((len(FEATURES) + len(ABSENCES), len(GROUPS)))
_SPREAD[np.arange(len(FEATURES)), _FEATURE_GROUP] = 1.0
_SPREAD[len(FEATURES) + np.arange(len(ABSENCES)), _ABSENCE_GROUP] = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One behaviour's part in an estimate.

    `feature` is the feature of that group that moved it most, `value` what was observed (unit in
    `features.FEATURES`), `contribution` the group's log odds (above nought: towards off task),
    `words_key` the sentence that a screen shows.
    """

    feature: str
    group: str
    contribution: float
    value: float
    words_key: str


def contributions(
    terms: Floats, attribution: Floats, filter_weight: Floats, told: Floats
) -> Floats:  # (B, groups)
    """Log odds by feature group.

    `terms` (B, F + A) are weight times design; `attribution` (B, G) is the filter's evidence by
    behaviour, and `filter_weight` (B,) the log odds that one unit of the filter's logit is worth;
    `told` (B, G + 1) is the network's part by behaviour and its rest, which has no name.
    """
    by_group = terms @ _SPREAD
    heard = attribution * filter_weight[:, None]
    steadiness = GROUPS.index("steadiness")
    for column, group in enumerate(_EVIDENCE_GROUP):
        by_group[:, group] += heard[:, column]
    by_group[:, steadiness] -= heard.sum(axis=1)
    by_group[:, _TOKEN_GROUP] += told[:, : len(TOKEN_GROUPS)]
    by_group[:, steadiness] += told[:, len(TOKEN_GROUPS)]
    return np.asarray(by_group)


def reasons(by_group: Floats, terms: Floats, x: Floats) -> tuple[Reason, ...]:
    """Named behaviours, first those that carry the estimate. Shapes: (groups,), (F + A,), (F,).

    The order is by contribution in the direction of their sum: ordered by size alone, two strong
    behaviours that cancel each other came first and deleting them moved little.
    """
    found = []
    for group in NAMED_GROUPS:
        index = GROUPS.index(group)
        members = np.flatnonzero((index == _FEATURE_GROUP) & ~np.isnan(x))
        if not members.size or by_group[index] == 0.0:
            continue
        toward = terms[members] * np.sign(by_group[index])
        strongest = int(members[np.argmax(toward)])
        found.append(
            Reason(
                feature=FEATURES[strongest].name,
                group=group,
                contribution=float(by_group[index]),
                value=float(x[strongest]),
                words_key=FEATURES[strongest].words_key,
            )
        )
    direction = 1.0 if sum(reason.contribution for reason in found) >= 0 else -1.0
    return tuple(sorted(found, key=lambda reason: -direction * reason.contribution))
