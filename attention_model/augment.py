"""What a lesson could also have looked like: sensors lost, signals lost, a drifting eye tracker."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from attention_model.features import Group
from attention_model.tokens import TOKEN_NAMES, columns_of

_HIT, _USUAL_HIT = TOKEN_NAMES.index("gaze.hit"), TOKEN_NAMES.index("gaze.usual_hit")
_HAS_GAZE = TOKEN_NAMES.index("gaze.has_gaze")
_COUNTED = (
    "scrolling.scrolls",
    "scrolling.reversals",
    "scrolling.jumps",
    "pointer.moves",
    "pointer.pauses",
    "clicks.clicks",
)
_COUNTS = torch.tensor([TOKEN_NAMES.index(name) for name in _COUNTED])
LONGEST_GAP_S = (10, 40)  # of lost gaze, evaluation paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Augmentation:
    """How often and how much; the chances are a lesson's, `event_p` and `warp` a second's."""

    gaze_lost_p: float = 0.35
    gaze_gap_p: float = 0.5
    pointer_lost_p: float = 0.1
    event_p: float = 0.05
    hit_drift: float = 0.05
    warp: float = 0.1


def without(token: Tensor, group: Group, *, where: Tensor) -> Tensor:
    """`token` (B, T, F) with every column of `group` absent in the lessons `where` (B,)."""
    columns = torch.from_numpy(columns_of(group))
    return token.masked_fill(where[:, None, None] & columns, 0.0)


def warped(seconds: int, *, most: float, dice: torch.Generator) -> Tensor:
    """The second to read at each second when time runs a little faster or slower, (T,)."""
    pace = 1 + most * (2 * torch.rand((), generator=dice).item() - 1)
    return (torch.arange(seconds) * pace).long().clamp(max=seconds - 1)


def augmented(token: Tensor, how: Augmentation, *, dice: torch.Generator) -> Tensor:
    """Lessons (B, T, F) as they might have been."""
    size, seconds, _ = token.shape

    def happens(p: float, *shape: int) -> Tensor:
        return torch.rand(shape, generator=dice) < p

    token = token.clone()
    lost = happens(how.event_p, size, seconds)
    token[..., _COUNTS] = token[..., _COUNTS] * ~lost[..., None]
    drift = torch.randn(size, 1, generator=dice) * how.hit_drift * token[..., _HAS_GAZE]
    token[..., _HIT] = token[..., _HIT] + drift * (token[..., _HIT] != 0)
    starts = torch.randint(0, max(seconds - LONGEST_GAP_S[1], 1), (size,), generator=dice)
    lengths = torch.randint(*LONGEST_GAP_S, (size,), generator=dice)
    place = torch.arange(seconds)
    gap = (place >= starts[:, None]) & (place < (starts + lengths)[:, None])
    gap &= happens(how.gaze_gap_p, size, 1)
    token = token.masked_fill(gap[..., None] & torch.from_numpy(columns_of("gaze")), 0.0)
    token = without(token, "gaze", where=happens(how.gaze_lost_p, size))
    return without(token, "pointer", where=happens(how.pointer_lost_p, size))
