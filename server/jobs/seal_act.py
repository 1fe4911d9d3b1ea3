"""Seals acts: checks and number, the page, the seal, the file, the register. Safe to stop and repeat between any two steps."""

from typing import TYPE_CHECKING, Any

from server.commands.acts import Reserved, make_addendum, reserve_act, seal_visit
from server.commands.knowledge import learn_from_visit
from server.domain.act_link import hash_of, token_of
from server.queries.acts import acts_to_seal, photo_names
from server.queries.visit_record import visit_record
from server.report.document import write_document

if TYPE_CHECKING:
    from server.core import Services


def run(services: "Services", payload: dict[str, Any]) -> None:
    seal(services, payload["act_id"])


def run_waiting(services: "Services", payload: dict[str, Any]) -> None:
    """A file of the visit came: try every act of it that waits."""
    for act_id in acts_to_seal(payload["visit"]):
        seal(services, act_id)


def run_addendum(services: "Services", payload: dict[str, Any]) -> None:
    """Whatever is late by now goes into one addendum; the next job of the same batch finds nothing left."""
    act_id = make_addendum(visit_id=payload["visit"], read_record=visit_record, at=services.clock())
    if act_id is not None:
        seal(services, act_id)
    run_waiting(services, payload)


def seal(services: "Services", act_id: str) -> None:
    """Seal one act, if it may be sealed now. The waiting or the alarm is written down otherwise."""
    reserved = reserve_act(
        act_id=act_id, seal_key=services.sealer.key_id, read_record=visit_record, at=services.clock()
    )
    if reserved is None:
        # A crash after the registration may have left it.
        services.acts.drop_draft(act_id)
        return
    pdf = services.acts.find_draft(act_id)
    if pdf is None:
        pdf = _print_and_seal(services, reserved)
        services.acts.keep_draft(act_id, pdf)
    seal_visit(
        act_id=act_id,
        pdf_sha256=services.acts.keep(pdf),
        token_hash=hash_of(token_of(services.settings.secret_key, act_id)),
        link_days=services.settings.act_link_days,
        learn=learn_from_visit,
        at=services.clock(),
    )
    services.acts.drop_draft(act_id)


def _print_and_seal(services: "Services", reserved: Reserved) -> bytes:
    names = photo_names(reserved.visit_id, [one["sha256"] for one in reserved.act["photos"]])
    photos = {sha256: services.files.read(name) for sha256, name in names.items()}
    document = write_document(reserved.act, reserved.statements, reserved.receipt, photos=photos)
    return services.sealer.seal(services.renderer.render(document))
