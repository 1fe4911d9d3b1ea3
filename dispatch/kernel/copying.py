"""Array copies that allocate nothing: the compiled search runs without a memory manager."""

from __future__ import annotations

from dispatch.kernel.jit import compiled
from dispatch.kernel.layout import Ints


@compiled
def copy_ints(target: Ints, source: Ints) -> None:
    for at in range(len(target)):
        target[at] = source[at]


@compiled
def copy_rows(target: Ints, source: Ints) -> None:
    for row in range(target.shape[0]):
        for at in range(target.shape[1]):
            target[row, at] = source[row, at]
