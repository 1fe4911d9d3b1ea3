"""The device behind a request: locked, known on this database line, not withdrawn, and of the engineer who is signed in."""

import sqlalchemy as sa

from server.domain.actor import Actor
from server.domain.problems import Forbidden, NotSignedIn
from server.domain.sync.line import DeviceRevoked, DeviceUnknown, EpochChanged
from server.store.events import AnySession, get_installation
from server.store.people import Device


def lock_device(session: AnySession, *, device: str, epoch: str, by: Actor) -> Device:
    """The row, locked until the commit. Raises DeviceUnknown, DeviceRevoked, NotSignedIn, Forbidden or EpochChanged.

    A withdrawn device is told so even when its session has ended.
    """
    row = session.scalars(sa.select(Device).where(Device.id == device).with_for_update()).one_or_none()
    if row is not None and row.revoked_at is not None:
        raise DeviceRevoked
    if by.person is None:
        raise NotSignedIn("Sign in first.")
    current = get_installation(session).epoch
    if row is None:
        raise DeviceUnknown(current)
    # Any device of the same engineer will do: the session follows the newest, and an answer with a new id may get lost.
    if row.person_id != by.person:
        raise Forbidden("This device belongs to another engineer; sign in with that name.")
    if epoch != current:
        raise EpochChanged(current, row.last_seq)
    return row
