"""Teach the network: first to foresee the next second, then the hidden state of every second.

The labels are the simulator's hidden states, which no real class has: a public data set with
scrolling, pointer or gaze and probes does not exist. What the network knows is therefore what the
simulator's published magnitudes say; the mix with the simple model is fitted on probe answers.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from attention_model.augment import Augmentation, augmented, warped
from attention_model.network import Network
from attention_model.network_torch import AttentionNetwork
from attention_model.streams import Streams

HELD_OUT_P = 0.1  # of the people, for early stopping
PATIENCE = 4  # epochs without a better loss on them; early in the schedule it jumps
LEAST_SCALE = 0.05
FORESEEN_LIMIT = 4.0  # standard deviations; beyond it a rare event would be all that is learnt
WARM_UP_P = 0.1
LEAST_STEPS = 30  # so that the warm-up of a small training has more than one step


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the hyper-parameter study chooses, and what it does not."""

    width: int = 32
    units: int = 12
    learning_rate: float = 4e-3
    weight_decay: float = 0.01
    dropout_p: float = 0.1
    batch: int = 16
    epochs: int = 7
    pretraining_epochs: int = 1
    augmentation: Augmentation = field(default_factory=Augmentation)


class Writer(Protocol):
    """The part of a TensorBoard writer that is used."""

    def add_scalar(self, tag: str, scalar_value: float, global_step: int) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """The network and what its training looked like, epoch by epoch."""

    network: Network
    history: list[dict[str, float]]
    settings: Settings

    def described(self) -> dict[str, Any]:
        """For the metrics file."""
        return {"settings": asdict(self.settings), "history": self.history}


def writer_for(logs: Path | None) -> Writer | None:
    """A TensorBoard writer into `logs`; needs tensorboard (a development requirement)."""
    if logs is None:
        return None
    from torch.utils.tensorboard import SummaryWriter

    made: Writer = SummaryWriter(str(logs))
    return made


def teach(
    streams: Streams,
    *,
    seed: int,
    settings: Settings | None = None,
    logs: Path | None = None,
    say: Callable[[str], None] = print,
    heard: Callable[[float], None] = lambda _: None,
) -> Taught:
    """Train on whole people, stop early on others, and give the best epoch's weights.

    `heard` gets the loss on those others after each epoch, and may end the training by raising.
    """
    settings = settings or Settings()
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    people = rng.permutation(len(streams.token))
    held = max(int(len(people) * HELD_OUT_P), 1)
    taught, stopped_on = streams.of(people[held:]), streams.of(people[:held])
    model = AttentionNetwork(
        *_scales(taught.token),
        width=settings.width,
        units=settings.units,
        dropout_p=settings.dropout_p,
    )
    writer, history = writer_for(logs), []
    lesson = _Lesson(model, taught, settings, rng, torch.Generator().manual_seed(seed))
    if settings.pretraining_epochs:
        history += lesson.foresee(say, writer)
    history += lesson.estimate(stopped_on, say, writer, heard)
    return Taught(network=model.eval().exported(), history=history, settings=settings)


def _scales(token: NDArray[np.float16]) -> tuple[Tensor, Tensor]:
    some = torch.from_numpy(token[::4, ::7].astype(np.float32)).flatten(0, 1)
    return some.mean(0), some.std(0).clamp(min=LEAST_SCALE)


class _Lesson:
    def __init__(
        self,
        model: AttentionNetwork,
        streams: Streams,
        settings: Settings,
        rng: np.random.Generator,
        dice: torch.Generator,
    ) -> None:
        self.model = model
        self.streams = streams
        self.settings = settings
        self.rng = rng
        self.dice = dice

    def foresee(self, say: Callable[[str], None], writer: Writer | None) -> list[dict[str, float]]:
        """Self-supervised: the next second's token, no label read."""
        out = []
        run = _Run(self.model, self.settings, self.settings.pretraining_epochs, self._batches())
        for epoch in range(self.settings.pretraining_epochs):
            losses = [run.step(self._foreseen(token)) for token, _, _ in self._batched()]
            out.append({"foreseen_loss": float(np.mean(losses))})
            say(f"pretraining {epoch + 1}: {out[-1]['foreseen_loss']:.4f}")
            if writer is not None:
                writer.add_scalar("pretraining/loss", out[-1]["foreseen_loss"], epoch)
        return out

    def estimate(
        self,
        stopped_on: Streams,
        say: Callable[[str], None],
        writer: Writer | None,
        heard: Callable[[float], None],
    ) -> list[dict[str, float]]:
        """Supervised by the hidden state; ends with the epoch that strangers liked best."""
        settings, model = self.settings, self.model
        run = _Run(model, settings, settings.epochs, self._batches())
        history: list[dict[str, float]] = []
        best, best_loss, worse = copy.deepcopy(model.state_dict()), np.inf, 0
        for epoch in range(settings.epochs):
            model.train()
            losses = [run.step(self._missed(*batch)) for batch in self._batched()]
            held_loss = held_out_loss(model, stopped_on)
            history.append({"loss": float(np.mean(losses)), "held_out_loss": held_loss})
            say(f"epoch {epoch + 1}: {history[-1]['loss']:.4f}, strangers {held_loss:.4f}")
            if writer is not None:
                for name, value in history[-1].items():
                    writer.add_scalar(f"training/{name}", value, epoch)
            heard(held_loss)
            worse = 0 if held_loss < best_loss else worse + 1
            if held_loss < best_loss:
                best, best_loss = copy.deepcopy(model.state_dict()), held_loss
            if worse >= PATIENCE:
                break
        model.load_state_dict(best)
        return history

    def _batches(self) -> int:
        return max(len(self.streams.token) // self.settings.batch, 1)

    def _batched(self) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        order = self.rng.permutation(len(self.streams.token))
        how = self.settings.augmentation
        for batch in np.array_split(order, self._batches()):
            some = self.streams.of(batch)
            at = warped(some.token.shape[1], most=how.warp, dice=self.dice)
            token = torch.from_numpy(some.token.astype(np.float32))[:, at]
            yield (
                augmented(token, how, dice=self.dice),
                torch.from_numpy(some.is_off)[:, at].float(),
                torch.from_numpy(some.counts)[:, at].float(),
            )

    def _missed(self, token: Tensor, is_off: Tensor, counts: Tensor) -> Tensor:
        return _loss(self.model(token), is_off, counts)

    def _foreseen(self, token: Tensor) -> Tensor:
        wanted = ((token - self.model.mean) / self.model.scale)[:, 1:]
        wanted = wanted.clamp(-FORESEEN_LIMIT, FORESEEN_LIMIT)
        return functional.mse_loss(self.model.predicted(token)[:, :-1], wanted)


class _Run:
    """One optimiser over one schedule: warm-up, then cosine to nought."""

    def __init__(self, model: nn.Module, settings: Settings, epochs: int, batches: int) -> None:
        self.model = model
        self.optimiser = torch.optim.AdamW(
            model.parameters(), lr=settings.learning_rate, weight_decay=settings.weight_decay
        )
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimiser,
            settings.learning_rate,
            total_steps=max(epochs * batches + 1, LEAST_STEPS),
            pct_start=WARM_UP_P,
        )

    def step(self, loss: Tensor) -> float:
        """One step down `loss`; its value."""
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.schedule.step()
        return float(loss.item())


def _loss(logit: Tensor, is_off: Tensor, counts: Tensor) -> Tensor:
    each = functional.binary_cross_entropy_with_logits(logit, is_off, reduction="none")
    return (each * counts).sum() / counts.sum().clamp(min=1)


def held_out_loss(model: AttentionNetwork, streams: Streams, *, size: int = 50) -> float:
    """Mean loss a second on `streams`, as they are."""
    model.eval()
    total, seconds = 0.0, 0.0
    with torch.no_grad():
        for start in range(0, len(streams.token), size):
            some = streams.of(np.arange(start, min(start + size, len(streams.token))))
            counts = torch.from_numpy(some.counts).float()
            logit = model(torch.from_numpy(some.token.astype(np.float32)))
            loss = _loss(logit, torch.from_numpy(some.is_off).float(), counts)
            total += float(loss) * float(counts.sum())
            seconds += float(counts.sum())
    return total / max(seconds, 1.0)
