"""Pictures of a visit, for people who may see the visit."""

from server.domain.actor import Actor
from server.domain.problems import NotFound
from server.store.crews import is_or_was_assigned
from server.store.field import StoredFile
from server.store.gate import read_session

SEES_ALL = ("operator", "dispatcher", "expert", "lead")


def get_clean_name(*, visit: str, sha256: str, by: Actor) -> str:
    """The name of the clean copy. Raises NotFound, also when the bytes were no picture that may be shown."""
    session = read_session()
    if not by.may(*SEES_ALL) and not is_or_was_assigned(session, visit, by.person):
        raise NotFound("There is no such picture.")
    stored = session.get(StoredFile, (visit, sha256))
    if stored is None or stored.clean_name is None:
        raise NotFound("There is no such picture.")
    return stored.clean_name
