"""The attention network as it learns: whole lessons at once, in chunks, in torch.

The same sums as `network.Network.step`, which a test compares. Letters as there; T seconds,
C seconds of a chunk, N chunks.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from attention_model.compat import override
from attention_model.network import GROUPS, HEADS, KEYS, Network
from attention_model.tokens import GROUP_OF, WIDTH

CHUNK_S = 50
HALF_LIVES_S = (2.0, 400.0)  # the first and the last head, in equal ratios between


class AttentionNetwork(nn.Module):
    """Tokens (B, T, F) to log odds of being off task, (B, T)."""

    def __init__(
        self,
        mean: Tensor,
        scale: Tensor,
        *,
        width: int = 32,
        units: int = 12,
        dropout_p: float = 0.1,
    ) -> None:
        super().__init__()
        self.mean, self.scale = nn.Buffer(mean), nn.Buffer(scale)
        self.embed = nn.Linear(WIDTH, width)
        self.query, self.key = nn.Linear(width, HEADS * KEYS), nn.Linear(width, HEADS * KEYS)
        nn.init.constant_(self.query.bias, 0.5)
        nn.init.constant_(self.key.bias, 0.5 / KEYS)
        self.value_in = nn.Linear(WIDTH, GROUPS * units)
        self.value_out = nn.Linear(GROUPS * units, GROUPS * (HEADS + 1))
        group = torch.from_numpy(GROUP_OF)
        unit_group = torch.arange(GROUPS).repeat_interleave(units)
        out_group = torch.arange(GROUPS).repeat_interleave(HEADS + 1)
        self.mask_in = nn.Buffer((unit_group[:, None] == group[None]).float())
        self.mask_out = nn.Buffer((out_group[:, None] == unit_group[None]).float())
        with torch.no_grad():  # blocks are narrower than the layer that the defaults assume
            self.value_in.weight *= 2.5
            self.value_out.weight *= 2.0
        first, last = (math.log(math.log(2) / half_life) for half_life in HALF_LIVES_S)
        self.log_rate = nn.Parameter(torch.linspace(first, last, HEADS))
        self.bias = nn.Parameter(torch.tensor(-0.8))
        self.dropout = nn.Dropout(dropout_p)
        self.next_token = nn.Linear(HEADS * GROUPS, WIDTH)

    @override
    def forward(self, token: Tensor) -> Tensor:
        reads, now = self.reads((token - self.mean) / self.scale)
        logit: Tensor = self.dropout(reads).sum(dim=(-1, -2)) + now.sum(-1) + self.bias
        return logit

    def predicted(self, token: Tensor) -> Tensor:
        """The next second's standardised token, (B, T, F): what is learnt without any label."""
        reads, _ = self.reads((token - self.mean) / self.scale)
        out: Tensor = self.next_token(reads.flatten(-2))
        return out

    def reads(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """What each head reads of each group (B, T, H, G), and what now adds (B, T, G)."""
        size, seconds, _ = z.shape
        hidden = functional.relu(self.embed(z))
        query = self.query(hidden).view(size, seconds, HEADS, KEYS)
        key = self.key(hidden).view(size, seconds, HEADS, KEYS)
        units = functional.relu(
            functional.linear(z, self.value_in.weight * self.mask_in, self.value_in.bias)
        )
        value = functional.linear(
            units, self.value_out.weight * self.mask_out, self.value_out.bias
        ).view(size, seconds, GROUPS, HEADS + 1)
        scale = torch.exp(0.5 * self.log_rate)[:, None]  # so that slow heads do not outshout
        return self._retain(query, key * scale, value[..., 1:].transpose(-1, -2)), value[..., 0]

    def _retain(self, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Retention in chunks: within a chunk by a decay matrix, between chunks by the state."""
        seconds = query.shape[1]
        padding = -seconds % CHUNK_S

        def in_chunks(one: Tensor) -> Tensor:  # (B, H, N, C, .)
            padded = functional.pad(one, (0, 0, 0, 0, 0, padding))
            chunked = padded.view(len(one), -1, CHUNK_S, HEADS, one.shape[-1])
            return chunked.permute(0, 3, 1, 2, 4)

        q, k, v = in_chunks(query), in_chunks(key), in_chunks(value)
        rate = torch.exp(self.log_rate)
        place = torch.arange(CHUNK_S)
        age = (place[:, None] - place[None]).float()
        decay = torch.exp(-rate[:, None, None] * age.clamp(min=0)) * (age >= 0)  # (H, C, C)
        inner = ((q @ k.transpose(-1, -2)) * decay[None, :, None]) @ v
        to_end = torch.exp(-rate[:, None] * (CHUNK_S - 1 - place)).view(1, HEADS, 1, CHUNK_S, 1)
        added = (k * to_end).transpose(-1, -2) @ v  # (B, H, N, K, G)
        keep = torch.exp(-rate * CHUNK_S).view(1, HEADS, 1, 1)
        state, states = torch.zeros_like(added[:, :, 0]), []
        for chunk in range(added.shape[2]):
            states.append(state)
            state = state * keep + added[:, :, chunk]
        from_start = torch.exp(-rate[:, None] * (place + 1)).view(1, HEADS, 1, CHUNK_S, 1)
        outer = (q * from_start) @ torch.stack(states, 2)
        out = (inner + outer).permute(0, 2, 3, 1, 4).flatten(1, 2)  # (B, T, H, G)
        kept: Tensor = out[:, :seconds]
        return kept

    @classmethod
    def loaded(cls, network: Network) -> AttentionNetwork:
        """The network that serves as one that has gradients; what `exported` took apart again."""
        units = network.value_in.shape[1] // GROUPS
        mean, scale = torch.from_numpy(network.mean), torch.from_numpy(network.scale)
        made = cls(mean, scale, width=network.embed.shape[1], units=units)
        values = network.value_out_bias.copy()
        values[-(HEADS + 1) :] += network.rest  # the rest may come from any group
        with torch.no_grad():
            made.log_rate.copy_(torch.log(torch.from_numpy(network.rate)))
            made.bias.copy_(torch.from_numpy(network.bias)[0])
            keys = torch.exp(-0.5 * made.log_rate).repeat_interleave(KEYS).numpy()
            for layer, weight, bias in (
                (made.embed, network.embed, network.embed_bias),
                (made.query, network.query, network.query_bias),
                (made.key, network.key * keys, network.key_bias * keys),
                (made.value_in, network.value_in, network.value_in_bias),
                (made.value_out, network.value_out, values),
            ):
                layer.weight.copy_(torch.from_numpy(weight.T.copy()))
                layer.bias.copy_(torch.from_numpy(bias))
        return made

    def _unobserved(self) -> Tensor:
        """What each group gives where it is not observed, (G, H + 1): its columns are noughts."""
        z = -self.mean / self.scale
        units = functional.relu(
            functional.linear(z, self.value_in.weight * self.mask_in, self.value_in.bias)
        )
        value = functional.linear(units, self.value_out.weight * self.mask_out, self.value_out.bias)
        return value.view(GROUPS, HEADS + 1)

    def exported(self) -> Network:
        """The weights as they serve; the scale of each head goes into its keys."""
        scale = np.exp(0.5 * _array(self.log_rate)).repeat(KEYS)
        usual = self._unobserved()
        return Network(
            mean=_array(self.mean),
            scale=_array(self.scale),
            embed=_array(self.embed.weight.T),
            embed_bias=_array(self.embed.bias),
            query=_array(self.query.weight.T),
            query_bias=_array(self.query.bias),
            key=_array(self.key.weight.T) * scale,
            key_bias=_array(self.key.bias) * scale,
            value_in=_array((self.value_in.weight * self.mask_in).T),
            value_in_bias=_array(self.value_in.bias),
            value_out=_array((self.value_out.weight * self.mask_out).T),
            value_out_bias=_array(self.value_out.bias - usual.flatten()),
            rest=_array(usual.sum(0)),
            rate=_array(torch.exp(self.log_rate)),
            bias=_array(self.bias),
        )


def _array(value: Tensor) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.ascontiguousarray(value.detach().numpy(), np.float32)
