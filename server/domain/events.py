"""The kinds of event: what each one says, and which jobs follow from it. Nothing else in the product signals anything."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EventKind:
    """`reactions` names the jobs that are enqueued in the transaction that writes the event; empty means: none, on purpose."""

    name: str
    says: str
    reactions: tuple[str, ...] = ()


def _kinds(*kinds: EventKind) -> dict[str, EventKind]:
    return {kind.name: kind for kind in kinds}


K = EventKind
KINDS = _kinds(
    K("installation.created", "The database was made; its first epoch begins."),
    K("installation.backed_up", "A backup was finished and checked; phones may forget what it holds."),
    K("installation.restored", "A backup was restored; a new epoch begins, the last hash kept is named."),
    K("person.added", "A person got an account."),
    K("person.changed", "Name, roles, language, skills or shift of a person changed."),
    K(
        "person.absent",
        "A person is away for a time; planned visits in it need a new crew.",
        ("notice_change",),
    ),
    K(
        "person.absence_removed",
        "A person is not away after all; the days of the absence can be planned with them.",
        ("notice_change",),
    ),
    K("session.started", "A person signed in."),
    K("session.refused", "A sign-in failed: unknown name, wrong password, or too many attempts."),
    K("session.ended", "A person signed out, or the session was revoked."),
    K("device.enrolled", "A phone became a device of one engineer and registered its key."),
    K("device.revoked", "A device lost its right to write; its sessions ended at once."),
    K("device.key_reused", "A device came back from an old backup and used a sequence number again."),
    K(
        "device.gap_freed",
        "A device no longer keeps operations that the server lost; the missing range is named.",
    ),
    K("customer.added", "A customer was added."),
    K("site.added", "A site was added."),
    K("site.changed", "Address, hours, access notes or place of a site changed."),
    K("site.person_set", "An engineer is preferred at a site, or may not go there.", ("notice_change",)),
    K("site.person_cleared", "An engineer goes to a site like everybody else again."),
    K("site.networks_set", "The networks of a site in which live checks may ask are others; all are named."),
    K("check.asked", "Somebody asked the server to check a device at a site.", ("live_check",)),
    K("check.answered", "A live check ended: what the device said, or why there is no answer."),
    K("address.asked", "Somebody asked where an address is.", ("find_address",)),
    K("address.answered", "The address services answered, or none could be asked."),
    K("ticket.opened", "A customer's request came in."),
    K("ticket.edited", "Text, contact, asset, priority or due time of a ticket changed."),
    K("ticket.triaged", "The first line asked, checked and decided; parts and kit are known."),
    K("ticket.solved_remotely", "The first line solved it without a trip.", ("learn_remote_fix",)),
    K(
        "ticket.returned",
        "The ticket went back from ready to triage: something was not clear enough to plan.",
    ),
    K("ticket.ready", "The ticket waits for a plan.", ("notice_change",)),
    K("ticket.planned", "A published visit covers the ticket."),
    K("ticket.started", "The crew is on the way."),
    K("ticket.done", "The ticket ended with a sign-off, or a refusal or absence that a dispatcher settled."),
    K("ticket.cancelled", "The customer or the dispatcher withdrew the ticket."),
    K("proposal.asked", "A dispatcher, or a change of the day, asked for a plan of it.", ("plan_day",)),
    K("proposal.ready", "The planner has a proposal, or says why it has none."),
    K("proposal.cancelled", "A proposal was stopped or discarded, or a newer one took its place."),
    K("proposal.seen", "A dispatcher looked at a proposal."),
    K("proposal.lock_set", "A visit of a proposal is kept in the next plan of the day, or no longer."),
    K("scenario.asked", "A lead asked what recent days would have been with a change.", ("run_scenario",)),
    K("scenario.ready", "A scenario has its figures, or says why it has none."),
    K("scenario.cancelled", "A lead stopped a scenario."),
    K(
        "visit.published",
        "A visit was promised; it appears on the phones of its crew. By hand: `rules` that it breaks, and the `reason`.",
    ),
    K(
        "visit.crew_changed",
        "The crew or its times changed; `added` and `removed` name people, `reason` says why a promise moved.",
    ),
    K("visit.cancelled", "A visit was called off before it ended.", ("notice_change",)),
    K("visit.locked", "A visit keeps its crew and time when the day is planned again."),
    K("visit.unlocked", "A visit may move again when the day is planned again."),
    K("visit.overran", "A visit goes on past its promised end.", ("notice_change",)),
    K("visit.travelling", "The crew is on the way."),
    K("visit.arrived", "The crew is on site."),
    K("visit.work_done", "The work is done; the customer's word is next."),
    K("visit.aborted", "The crew left without finishing, for a coded reason.", ("notice_change",)),
    K("visit.field_changed", "One field of a visit got one more value from a phone or the console."),
    K(
        "reading.received",
        "The output of a device was pasted into a step; it is read into facts of the visit.",
        ("read_output",),
    ),
    K("visit.signed", "The customer signed what was shown.", ("seal_act",)),
    K("visit.not_accepted", "The customer tried it and said no; the ticket stays open.", ("seal_act",)),
    K("visit.refused", "The customer refused to sign or nobody was there.", ("seal_act",)),
    K("visit.settled", "A dispatcher settled a refusal or absence."),
    K("visit.sealed", "The act of the visit is sealed.", ("mail_act",)),
    K("visit.addendum_due", "Facts came after the sign-off that the act does not cover.", ("seal_addendum",)),
    K(
        "visit.addendum_sealed",
        "An addendum to the act, or a further act of the visit, is sealed.",
        ("mail_act",),
    ),
    K("act.waiting", "An act waits for files or operations that it covers."),
    K("act.alarmed", "An act cannot be sealed: something differs from what was signed."),
    K("act.mailed", "The act went to the customer by mail."),
    K("act.link_revoked", "The public link of an act was ended."),
    K("csat.given", "A rating came in. The event says only that, never the mark."),
    K("file.stored", "All bytes of a file are here, their hash is right.", ("seal_waiting_acts",)),
    K("op.quarantined", "An operation was refused by a rule; it is kept for a person to look at."),
    K(
        "op.deferred",
        "An operation is not understood by this version; it is kept and replayed after an upgrade.",
    ),
    K("op.settled", "A person attached a kept operation to a visit or dismissed it with a reason."),
    K(
        "op.raised",
        "An operation needs a look although it was applied (late author, second value under one id).",
    ),
    K("article.drafted", "A closed visit or remote fix wrote a new article."),
    K("article.strengthened", "A closed visit or remote fix added its evidence to an article."),
    K("article.edited", "A person changed an article."),
    K("article.published", "A person published a draft."),
    K("article.retired", "A person took an article out of use."),
    K(
        "catalogue.published",
        "A person published a version of a template or a symptom, or an older one again.",
    ),
    K("catalogue.updated", "Newer templates and symptoms came with the program; `files` names them."),
    K("ticket.owner_changed", "The ticket has another owner, or none."),
    K("swarm.joined", "Colleagues were pulled in on a ticket, with a question; its owner keeps it."),
    K("swarm.left", "Somebody who was pulled in on a ticket helps no longer."),
    K("wip.overridden", "A limit on work in progress was overridden, with a reason."),
    K("wip.limit_set", "A limit on work in progress was changed."),
    K("job.retried", "A person let a job run again that was given up."),
    K("demo.loaded", "The demo data were loaded."),
    K("demo.removed", "The demo data were removed."),
)
