"""The kinds of live check that an installation has. Their libraries are loaded when one is first asked: few processes ever are."""

from __future__ import annotations

from server.clients.live_checks.protocol import LiveAnswer, LiveChecker
from server.domain.check_networks import CheckNetworks
from server.domain.live_check import LiveKind, LiveTarget
from server.named import load
from server.settings import Settings


class LazyChecker:
    """`opened_by` names the function that makes the checker of these settings."""

    def __init__(self, opened_by: str, settings: Settings) -> None:
        self._opened_by = opened_by
        self._settings = settings

    def ask(self, target: LiveTarget, networks: CheckNetworks) -> LiveAnswer:
        checker: LiveChecker = load(self._opened_by)(self._settings)
        return checker.ask(target, networks)


def build_live_checks(settings: Settings) -> dict[LiveKind, LiveChecker]:
    """Empty when they are off."""
    if settings.live_checks == "off":
        return {}
    sip = LazyChecker("server.clients.live_checks.sip:open_sip", settings)
    snmp = LazyChecker("server.clients.live_checks.snmp:open_snmp", settings)
    return {LiveKind.SIP_OPTIONS: sip, LiveKind.SIP_REGISTRATION: sip, LiveKind.SNMP_PORT: snmp}
