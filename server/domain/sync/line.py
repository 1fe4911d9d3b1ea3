"""What a device and the server must agree on before anything else: device, epoch, and what cannot be lost any more."""

from server.domain.problems import Conflict, Forbidden

# The oldest app that is told nothing; an older one is asked to update and goes on working.
MIN_APP = "0.1.0"


class DeviceRevoked(Forbidden):
    """The device lost its right to write; its unsent work may still come to the quarantine."""

    code = "device_revoked"

    def __init__(self) -> None:
        super().__init__("This device was withdrawn.")


class DeviceUnknown(Forbidden):
    """This database line does not know the device: it is younger than the backup that was restored."""

    code = "device_unknown"

    def __init__(self, epoch: str) -> None:
        super().__init__("This server does not know the device; enrol it again.", epoch=epoch, last_seq=0)


class EpochChanged(Conflict):
    """The server stands on another database line. `last_seq` is the last op it still has of the device."""

    def __init__(self, epoch: str, last_seq: int) -> None:
        super().__init__("epoch", "The server was restored; pull anew.", epoch=epoch, last_seq=last_seq)


def durable_rev(*, rev: int, backed_up: int, at_commit: bool) -> int:
    """The highest rev that the server cannot lose (sync protocol, section 5)."""
    return rev if at_commit else min(backed_up, rev)
