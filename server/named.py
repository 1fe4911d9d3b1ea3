"""Code by its name, loaded when it is first needed: what a process never does costs it nothing at its start.

Names are `package.module:attribute`. A test loads every name that stands in a table.
"""

import importlib
from collections.abc import Callable
from typing import Any


def load(name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


def later(name: str) -> Callable[..., Any]:
    """A function that loads the named one when it is called."""

    def call(*arguments: Any, **options: Any) -> Any:
        return load(name)(*arguments, **options)

    call.__name__ = name
    return call
