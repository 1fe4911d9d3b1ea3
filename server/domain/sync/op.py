"""What an op is: its envelope and which types may write which fields. What its value must be stands in `values`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.ids import is_id
from server.domain.sync.merge import FieldOp, ShownValue

OP_VERSION = 1
MAX_SEQ = 2**53 - 1
MAX_FIELD_LENGTH = 120
MAX_VECTOR = 200

ITEM_FIELDS = ("note/", "photo/", "part/", "time/", "article/")
FIELDS_OF_TYPE: dict[str, tuple[str, ...]] = {
    "answer.set": ("step/", "outcome/", "kit/"),
    "note.add": ("note/",),
    "photo.add": ("photo/",),
    "part.add": ("part/",),
    "time.add": ("time/",),
    "item.remove": (*ITEM_FIELDS, "kit/"),
    "caption.set": ("caption/",),
    "visit.status": ("status",),
    "sign.capture": ("sign/",),
    "sign.refuse": ("sign/",),
    "csat.set": ("csat",),
    "article.draft": ("article/",),
    "article.link": ("article/",),
}
KNOWN_FIELDS = frozenset(field for fields in FIELDS_OF_TYPE.values() for field in fields)
# Written by the server alone; a phone that sends one is told so.
SERVER_FIELDS = ("parsed/", "reading/")
NAMED_BY_UUID = (*ITEM_FIELDS, "caption/", "sign/")


class Refused(Exception):
    """A rule refuses the op: it is kept as quarantined. `reason` is a key of `reasons.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotUnderstood(Exception):
    """A later version may know this type, field or schema: the op is kept as deferred and replayed after an upgrade."""


@dataclass(frozen=True)
class Op:
    op_id: str
    seq: int
    type: str
    visit: str
    field: str
    value: Any
    seen: Mapping[str, int]
    over: tuple[str, ...]
    at: Mapping[str, Any]
    author: str
    prev: str
    tpl: str | None = None

    def on(self, device: str) -> FieldOp:
        """The op placed on the device that sent it."""
        shown = ShownValue(self.op_id, device, self.seq, self.value, self.author, self.at)
        return FieldOp(shown, self.seen, self.over)


def read_op(raw: Mapping[str, Any]) -> Op:
    """Raises NotUnderstood for what this version does not know, and Refused for what no version would take."""
    version, kind, field = raw.get("v"), raw.get("type"), raw.get("field")
    if kind == "raw":
        raise Refused("unreadable")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise Refused("malformed")
    if version > OP_VERSION or not isinstance(kind, str) or kind not in FIELDS_OF_TYPE:
        raise NotUnderstood
    if not isinstance(field, str) or len(field) > MAX_FIELD_LENGTH:
        raise Refused("malformed")
    _check_field(kind, field)
    if not is_id(raw.get("visit")) or not isinstance(raw.get("author"), str) or "value" not in raw:
        raise Refused("malformed")
    at, over, tpl = raw.get("at"), raw.get("over"), raw.get("tpl")
    if not isinstance(at, dict) or not isinstance(over, list) or not all(map(is_id, over)):
        raise Refused("malformed")
    return Op(
        op_id=raw["op_id"],
        seq=raw["seq"],
        type=kind,
        visit=raw["visit"],
        field=field,
        value=raw["value"],
        seen=_read_vector(raw.get("seen")),
        over=tuple(over),
        at=at,
        author=raw["author"],
        prev=str(raw.get("prev", "")),
        tpl=tpl if isinstance(tpl, str) else None,
    )


def _check_field(kind: str, field: str) -> None:
    prefix, slash, name = field.partition("/")
    family = prefix + slash
    if family in SERVER_FIELDS:
        raise Refused("field_of_other_type")
    if family not in KNOWN_FIELDS:
        raise NotUnderstood
    if family not in FIELDS_OF_TYPE[kind]:
        raise Refused("field_of_other_type")
    if slash and (not name or (family in NAMED_BY_UUID and not is_id(name))):
        raise Refused("malformed")


def _read_vector(seen: Any) -> Mapping[str, int]:
    if not isinstance(seen, dict) or len(seen) > MAX_VECTOR:
        raise Refused("malformed")
    if not all(
        isinstance(seq, int) and not isinstance(seq, bool) and 0 <= seq <= MAX_SEQ for seq in seen.values()
    ):
        raise Refused("malformed")
    return seen
