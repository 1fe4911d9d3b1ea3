"""Writes docs/events.md from the kinds of event, so that the page cannot say something else: `python -m tests.architecture.event_page`."""

from server.domain.events import KINDS, EventKind
from tests.architecture.sources import ROOT

PAGE = ROOT / "docs" / "events.md"
HEAD = """\
# Events

Every command writes its change and its events in one transaction; `server/store/events.py` numbers them with `rev`, chains them by hash and
enqueues the jobs named here. The log is the audit trail, the phones' feed, the live stream of the console and the trigger of follow-up work;
nothing else signals anything. An event says who (person and device, or the system), when (the server's time, and the device's time for facts
recorded on site) and about what (ticket, visit, field, operation).

A kind is never renamed once released; a changed meaning gets a new name. This page is made from `server/domain/events.py` by
`python -m tests.architecture.event_page`. A job in the last column runs after the commit, may run twice, and is kept with its error until a
person retries it.

| kind | what happened | then |
|---|---|---|
"""


def page() -> str:
    """The whole text, in the order of the registry."""
    return HEAD + "".join(_row(kind) for kind in KINDS.values())


def _row(kind: EventKind) -> str:
    jobs = ", ".join(f"`{job}`" for job in kind.reactions) or "nothing"
    return f"| `{kind.name}` | {kind.says} | {jobs} |\n"


if __name__ == "__main__":
    PAGE.write_text(page())
