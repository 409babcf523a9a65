"""The attention network as it serves: one step a second, constant state, only numpy.

Causal multi-head attention in its retention form (Sun et al. 2023): head h keeps
S = sum over past seconds i of e^(-rate_h (t - i)) k_i v_i, so the time between two seconds is the
weight's decay, and reads q_t S. Queries and keys see the whole second; values are made a behaviour
group at a time and never mixed, so the output is a sum over groups and over past seconds, exactly:
what a group and what an earlier second contributed needs no approximation. A group that was never
observed adds nought; what is left then (the base and the clock of the heads) is the last column.

Letters: B learners, F token columns, D width, H heads, K key width, G groups, V value units.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from attention_model.tokens import TOKEN_GROUPS

Single = NDArray[np.float32]
Rows = NDArray[np.intp]

HEADS, KEYS = 8, 6
GROUPS = len(TOKEN_GROUPS)
COLUMNS = GROUPS + 1  # the groups, and the rest
MEMORY = (HEADS * KEYS, COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Weights. `embed` (F, D), `query` and `key` (D, H K), `value_in` (F, G V) block-diagonal,
    `value_out` (G V, G (H + 1)) block-diagonal, its first column of each group what the present
    second adds by itself; `rate` (H,) per second; `mean`, `scale` (F,) of the
    tokens; `bias` (1,)."""

    mean: Single
    scale: Single
    embed: Single
    embed_bias: Single
    query: Single
    query_bias: Single
    key: Single
    key_bias: Single
    value_in: Single
    value_in_bias: Single
    value_out: Single
    value_out_bias: Single
    rest: Single
    rate: Single
    bias: Single

    def parts(self, token: Single) -> tuple[Single, Single, Single, Single]:
        """Queries and keys (B, H K), values (B, G + 1, H), and what now adds (B, G + 1)."""
        z = (token - self.mean) / self.scale
        hidden = np.maximum(z @ self.embed + self.embed_bias, 0)
        query = hidden @ self.query + self.query_bias
        key = hidden @ self.key + self.key_bias
        units = np.maximum(z @ self.value_in + self.value_in_bias, 0)
        value = np.empty((len(token), COLUMNS, HEADS + 1), np.float32)
        value[:, :GROUPS] = (units @ self.value_out + self.value_out_bias).reshape(
            -1, GROUPS, HEADS + 1
        )
        value[:, GROUPS] = self.rest
        return query, key, value[:, :, 1:], value[:, :, 0]

    def step(self, memory: Single, token: Single) -> tuple[Single, Single]:
        """One second on: memory (B, H K, G + 1) and the log odds by group and rest (B, G + 1)."""
        query, key, value, now = self.parts(token)
        keep = np.repeat(np.exp(-self.rate), KEYS).astype(np.float32)
        by_key = np.repeat(value.transpose(0, 2, 1), KEYS, axis=1)  # (B, H K, G + 1)
        by_key *= key[:, :, None]
        by_key += memory * keep[None, :, None]
        told: Single = np.matmul(query[:, None, :], by_key)[:, 0] + now
        told[:, GROUPS] += self.bias[0]
        return by_key, told

    def run(self, token: Single) -> Single:
        """Log odds by group and rest of every second of lessons (B, T, F): (B, T, G + 1)."""
        memory, told = np.zeros((len(token), *MEMORY), np.float32), []
        for second in range(token.shape[1]):
            memory, now = self.step(memory, np.ascontiguousarray(token[:, second], np.float32))
            told.append(now)
        return np.stack(told, axis=1)

    def weights_over(self, token: Single) -> Single:
        """What each second's each group gives to the last second's log odds, (T, G + 1).

        `token` is (T, F), one learner's, a second apart; the sum over seconds is the last `step`.
        """
        query, key, value, now = self.parts(token)
        age = np.arange(len(token))[::-1, None].astype(np.float32)
        decay = np.exp(-age * self.rate)  # (T, H)
        match = (key * query[-1]).reshape(-1, HEADS, KEYS).sum(axis=2) * decay
        given = np.einsum("th,tgh->tg", match, value).astype(np.float32)
        given[-1] += now[-1]
        given[-1, GROUPS] += self.bias[0]
        return np.asarray(given)

    def parameters(self) -> int:
        """How many numbers were learnt; the zeros outside the blocks are none."""
        return sum(
            int(np.count_nonzero(getattr(self, item.name)))
            for item in fields(self)
            if item.name not in {"mean", "scale"}
        )
