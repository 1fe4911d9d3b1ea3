"""The seal, opened when it is first needed: most processes never seal anything, and must not make a key by starting."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from server.clients.seal.protocol import Sealer
from server.domain.clock import Clock
from server.named import load


class LazySealer:
    def __init__(self, folder: Path, *, name: str, now: Clock) -> None:
        self._folder = folder
        self._name = name
        self._now = now

    def seal(self, pdf: bytes) -> bytes:
        return self._sealer.seal(pdf)

    def certificate_pem(self) -> bytes:
        return self._sealer.certificate_pem()

    def trusted_pem(self) -> bytes:
        return self._sealer.trusted_pem()

    def key_id(self) -> str:
        return self._sealer.key_id()

    @cached_property
    def _sealer(self) -> Sealer:
        open_sealer: Callable[..., Sealer] = load("server.clients.seal.pades:PadesSealer")
        return open_sealer(self._folder, name=self._name, now=self._now())
