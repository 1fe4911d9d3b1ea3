"""Sends a sealed act to the customer, with its SHA-256 in the text: a copy in their mailbox is the best evidence."""

from typing import TYPE_CHECKING, Any

from server.clients.mail.protocol import AttachedFile, Letter, MailNotSent
from server.commands.acts import mark_mailed
from server.domain.act_link import token_of
from server.jobs.runner import GiveUp
from server.queries.acts import SealedAct, find_sealed_act
from server.report.letter import act_letter, file_name

if TYPE_CHECKING:
    from server.core import Services


def run(services: "Services", payload: dict[str, Any]) -> None:
    """Raises GiveUp when nobody has an address, or a mail server refused for good."""
    act = find_sealed_act(payload["act_id"])
    if act is None or act.mailed_at is not None or services.mailer is None:
        return
    if not act.recipients:
        raise GiveUp(
            f"Nobody to send {act.number} to: neither the contact nor {act.customer} has a mail address."
        )
    for letter in _letters(services, act):
        try:
            services.mailer.send(letter)
        except MailNotSent as failure:
            if failure.is_final:
                raise GiveUp(f"{act.number} could not be sent to {letter.to}: {failure}") from failure
            raise
    mark_mailed(act_id=act.act_id, recipients=len(act.recipients), at=services.clock())


def _letters(services: "Services", act: SealedAct) -> list[Letter]:
    link = f"{services.settings.base_url}/a/{token_of(services.settings.secret_key, act.act_id)}"
    subject, text = act_letter(act.act, act.receipt, sha256=act.sha256, link=link if act.has_link else "")
    file = AttachedFile(file_name(act.receipt), services.acts.read(act.sha256))
    return [
        Letter(
            key=act.act_id,
            to=to,
            subject=subject,
            text=text,
            language=act.act["language"],
            attachments=(file,),
        )
        for to in act.recipients
    ]
