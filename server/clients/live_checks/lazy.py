"""A kind of live check whose libraries are loaded when it is first asked: few processes ever are."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from server.clients.live_checks.protocol import LiveAnswer, LiveChecker
from server.domain.check_networks import CheckNetworks
from server.domain.live_check import LiveTarget

PLACE = "server.clients.live_checks"


class LazyChecker:
    """`module` has a function `build`, which is called with `settings`."""

    def __init__(self, module: str, **settings: str) -> None:
        self._module = module
        self._settings = settings

    def ask(self, target: LiveTarget, networks: CheckNetworks) -> LiveAnswer:
        build: Callable[..., LiveChecker] = importlib.import_module(f"{PLACE}.{self._module}").build
        return build(**self._settings).ask(target, networks)
