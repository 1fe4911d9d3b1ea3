"""Random numbers of our own, so that a seed means the same on every machine and in every thread."""

# Elements of compiled records have no static type.
# mypy: disable-error-code="no-any-return"

from __future__ import annotations

import numpy as np

from dispatch.kernel import arrays as of
from dispatch.kernel.jit import compiled
from dispatch.kernel.layout import Handle

_12, _25, _27, _11 = np.uint64(12), np.uint64(25), np.uint64(27), np.uint64(11)
_STAR = np.uint64(2685821657736338717)


@compiled
def random_float(w: Handle) -> float:
    """In [0, 1): xorshift64* (Vigna 2016)."""
    state = of.random(w)[0]
    state ^= state >> _12
    state ^= state << _25
    state ^= state >> _27
    of.random(w)[0] = state
    return float((state * _STAR) >> _11) * (1.0 / 9007199254740992.0)


@compiled
def random_below(w: Handle, bound: int) -> int:
    return int(random_float(w) * bound)


@compiled
def random_job(w: Handle) -> int:
    """A job in the focus of the search."""
    return int(of.focus(w)[random_below(w, len(of.focus(w)))])
