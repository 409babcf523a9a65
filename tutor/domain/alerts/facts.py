"""What the rules may know of one learner's session. Frozen, plain, the same for every rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, kw_only=True)
class Try:
    """One checked answer: `outcome` is right, almost or not_yet; `at_ms` is epoch time."""

    item: int
    outcome: str
    at_ms: int
    is_rapid: bool = False


@dataclass(frozen=True, kw_only=True)
class Hinted:
    """One hint that was shown; the bottom-out is the one that gives the worked answer."""

    item: int
    at_ms: int
    is_bottom_out: bool = False


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of one learner's session. `tries` and `hints` are oldest first.

    Presence fields are None where the learner did not agree to show them, or nothing was sensed.
    `counted_from_ms`: a teacher has seen to what was before; only what came after counts.
    """

    is_started: bool = True
    is_finished: bool = False
    last_seen_ms: int = 0
    tries: Sequence[Try] = ()
    hints: Sequence[Hinted] = ()
    wheel_skill: str = ""
    wheel_opportunities: int = 0
    wheel_right: int = 0
    hidden_ms: int | None = None
    idle_ms: int | None = None
    is_sensed: bool = False
    is_on_break: bool = False
    counted_from_ms: int = 0
    # An accommodation: how much longer a wait may be before it counts as one.
    extra_time_p: float = 1.0

    def since(self, at_ms: int) -> Facts:
        """The facts that came after `at_ms`."""
        return replace(
            self,
            tries=[one for one in self.tries if one.at_ms > at_ms],
            hints=[one for one in self.hints if one.at_ms > at_ms],
            counted_from_ms=at_ms,
        )

    def wrong_run(self) -> Sequence[Try]:
        """The answers since the last one that was right or almost right, all of them not yet."""
        return _run_of_wrong(self.tries)

    def wrong_run_on_item(self) -> Sequence[Try]:
        """The same, of the answers to the exercise that was answered last."""
        if not self.tries:
            return ()
        item = self.tries[-1].item
        return _run_of_wrong([one for one in self.tries if one.item == item])

    def rapid_run(self) -> Sequence[Try]:
        for index in range(len(self.tries) - 1, -1, -1):
            if not self.tries[index].is_rapid:
                return self.tries[index + 1 :]
        return self.tries

    def hints_since_right(self) -> list[Hinted]:
        right = [one.at_ms for one in self.tries if one.outcome == "right"]
        since_ms = max(right, default=0)
        return [one for one in self.hints if one.at_ms > since_ms]

    def bottom_outs(self) -> list[Hinted]:
        """The bottom-outs since the last right answer to an exercise that was not shown first."""
        shown = {one.item: one.at_ms for one in self.hints if one.is_bottom_out}
        unaided = [
            one.at_ms
            for one in self.tries
            if one.outcome == "right" and one.at_ms < shown.get(one.item, one.at_ms + 1)
        ]
        since_ms = max(unaided, default=0)
        return [one for one in self.hints if one.is_bottom_out and one.at_ms > since_ms]


def _run_of_wrong(tries: Sequence[Try]) -> Sequence[Try]:
    for index in range(len(tries) - 1, -1, -1):
        if tries[index].outcome != "not_yet":
            return tries[index + 1 :]
    return tries
