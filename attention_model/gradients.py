"""Integrated gradients of the network by behaviour (Sundararajan et al. 2017), in numpy.

The path goes in a straight line from a session in which nothing was observed (all columns of a
token nought) to the session; along it the whole function is asked, queries and keys included,
where the network's own sum takes those as they are. Written out by hand because the pages of a
researcher are served without torch; a test compares it with torch's own gradients.

Letters as in `network`; T seconds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attention_model.network import GROUPS, HEADS, KEYS, Network
from attention_model.tokens import GROUP_OF

Single = NDArray[np.float32]

STEPS = 24  # 16 to 32 suffice (science paper)


def integrated_gradients(network: Network, token: Single, *, steps: int = STEPS) -> Single:
    """What each behaviour moves the last second's log odds by, (G,); `token` is (T, F).

    The sum over behaviours is the change from a session without any signal, but for the error of
    `steps` midpoints.
    """
    slope = np.zeros_like(token)
    for step in range(steps):
        slope += gradient(network, token * np.float32((step + 0.5) / steps))
    by_column = (slope / steps * token).sum(axis=0)
    return np.bincount(GROUP_OF, weights=by_column, minlength=GROUPS).astype(np.float32)


def gradient(network: Network, token: Single) -> Single:
    """Slope of the last second's log odds in each column of each second, (T, F)."""
    z = (token - network.mean) / network.scale
    embedded = z @ network.embed + network.embed_bias  # (T, D)
    hidden = np.maximum(embedded, 0)
    key = hidden @ network.key + network.key_bias  # (T, H K)
    query = hidden[-1] @ network.query + network.query_bias  # (H K,)
    inner = z @ network.value_in + network.value_in_bias  # (T, G V)
    value = np.maximum(inner, 0) @ network.value_out + network.value_out_bias
    heard = value.reshape(len(token), GROUPS, HEADS + 1)[:, :, 1:].sum(axis=1) + network.rest[1:]
    age = np.arange(len(token))[::-1, None].astype(np.float32)
    decay = np.exp(-age * network.rate)  # (T, H)
    match = (key * query).reshape(-1, HEADS, KEYS).sum(axis=2) * decay

    by_value = np.zeros((len(token), GROUPS, HEADS + 1), np.float32)
    by_value[:, :, 1:] = match[:, None, :]
    by_value[-1, :, 0] = 1.0  # what the present second adds by itself
    by_inner = (by_value.reshape(len(token), -1) @ network.value_out.T) * (inner > 0)
    weight = np.repeat(decay * heard, KEYS, axis=1)  # (T, H K)
    by_hidden = (weight * query) @ network.key.T
    by_hidden[-1] += (weight * key).sum(axis=0) @ network.query.T
    by_z = by_inner @ network.value_in.T + (by_hidden * (embedded > 0)) @ network.embed.T
    return np.asarray(by_z / network.scale, np.float32)
