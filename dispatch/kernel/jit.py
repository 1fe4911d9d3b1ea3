"""How the kernel is compiled and where its machine code is kept between starts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numba

P = ParamSpec("P")
R = TypeVar("R")


def _keep_machine_code_apart_by_source() -> None:
    """Numba notices a changed file, not a changed callee, so the cache folder carries the sources' digest."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for source in sorted(folder.glob("*.py")):
        digest.update(source.read_bytes())
    base = Path(os.environ.get("NUMBA_CACHE_DIR") or folder.parent.parent / ".numba_cache")
    target = base / f"dispatch-{digest.hexdigest()[:16]}"
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RuntimeError(
            f"The planner keeps its machine code in {base}, which cannot be written ({error.strerror}). "
            "Set NUMBA_CACHE_DIR to a folder that can."
        ) from error
    setattr(numba.config, "CACHE_DIR", str(target))  # noqa: B010 (numba builds its settings at run time)


_keep_machine_code_apart_by_source()


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile once, keep on disk, run without the interpreter lock. Typed as the plain function."""
    # Without numba's memory manager nothing is counted on the way, and nothing can be allocated.
    options: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
    wrapped: Callable[P, R] = numba.njit(**options)(function)
    return wrapped
