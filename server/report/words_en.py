"""English words of the act: `ACT` goes into act.json (twin: pwa/src/lib/act/words-en.ts), `PAGE` only onto the page, `LETTER` into the mail."""

ACT: dict[str, str] = {
    "absent": "Nobody was there to sign",
    "accepted": "Accepted",
    "accepted_with_remarks": "Accepted with remarks",
    "conflict": "Answered differently, not settled",
    "done": "Done",
    "fail": "Not in order",
    "hours": "h",
    "minutes": "min",
    "na": "Not applicable",
    "no": "No",
    "not_accepted": "Not accepted",
    "not_done": "Not done",
    "omission": "Not included",
    "omission_of": "Answers of {person} after {after}",
    "open": "Left open",
    "output_of_device": "Output of a device, lines",
    "pass": "In order",
    "photo_many": "photos",
    "photo_one": "photo",
    "read_from_device": "Read from the output of the device",
    "refused": "The customer did not sign",
    "travel": "Travel",
    "work": "Work",
    "yes": "Yes",
}

UNITS: dict[str, str] = {}

MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)


def day(year: int, month: int, day_of_month: int) -> str:
    return f"{day_of_month} {MONTHS[month - 1]} {year}"


def number(digits: str) -> str:
    return digits


PAGE: dict[str, str] = {
    "addendum_unsigned": "Written by the system from answers that came after the signature. The customer has not signed this addendum.",
    "answer": "Answer",
    "answer_by": "Who, when",
    "assets": "Equipment",
    "by": "By",
    "captured": "taken",
    "cause": "Cause",
    "claimed": "Only claimed",
    "claimed_1": "That the named person typed the name and drew the signature.",
    "claimed_2": "The place and the clock, as the device reported them.",
    "claimed_refusal": "The reason, the place and the clock, as the engineer and the device reported them.",
    "clause": "Agreement on signing",
    "code_hint": "Write it down: it is made from everything this act says.",
    "consent": "Consent given before signing",
    "crew": "Engineers",
    "customer": "Customer",
    "date": "Date",
    "details": "Details",
    "document_shown": "showed a document",
    "done_part": "What was done",
    "duration": "Duration",
    "embedded": "The records act.json, statement.json and receipt.json are attached to this file.",
    "evidence": "Evidence",
    "files": "Fingerprints (SHA-256)",
    "first_act": "Belongs to act",
    "found": "What was found",
    "from": "From",
    "header_changed": "After signing, the office changed the record of the visit here; the act keeps what was shown",
    "kicker_act": "Act of completed work",
    "kicker_addendum": "Addendum to an act",
    "kicker_refusal": "Record of a visit without a signature",
    "known_on_site": "known on site",
    "lead": "lead",
    "left_open": "Left open or not included",
    "name": "Name",
    "no_answer": "Nothing was recorded.",
    "no_cause": "No cause was recorded.",
    "no_photo": "The photo is not part of this file.",
    "no_remedy": "No work was recorded.",
    "note_on_seal": "Note",
    "notes": "Notes",
    "number": "No.",
    "of": "of",
    "one_time_code": "one-time code",
    "own_phone": "own phone",
    "page": "page",
    "parts": "Parts used",
    "photos": "Photos",
    "place": "Place",
    "proved": "Proved",
    "proved_1": "The content has not changed since it was sealed by {installation}.",
    "proved_2": "The record was signed with the key of a registered device.",
    "proved_3": "On each device, answers keep the order in which they were given.",
    "proved_addendum": "Device signature: none. This addendum was made on the server.",
    "put_right": "Not in order, put right",
    "quantity": "Quantity",
    "reason": "Reason",
    "received": "Received by the server",
    "remarks": "Remarks",
    "reported": "What was reported",
    "said_by": "Said by",
    "sealed": "Sealed",
    "serial": "Serial number",
    "short_code": "Short code",
    "signature": "Signature",
    "signed_at": "Signed at, by the device",
    "signed_by": "Signed by",
    "signer_basis": "Acts on the basis of",
    "signer_identified": "Identified",
    "spent": "Time spent",
    "step": "Step",
    "summary": "{answered} of {steps} steps answered, {photos} photos attached",
    "title_accepted": "Work done and accepted",
    "title_accepted_with_remarks": "Work done, accepted with remarks",
    "title_addendum": "What came after the act",
    "title_no_word": "Work done",
    "title_not_accepted": "Work not accepted",
    "title_absent": "Nobody was there to sign",
    "title_refused": "The customer did not sign",
    "triage": "Checked before the visit",
    "trusted_none": "Trusted time: none. The times are those of the device and of the server; no independent service confirms them.",
    "trusted_tsa": "Trusted time: confirmed by {tsa}.",
    "to": "To",
    "total": "Total",
    "verified": "What was verified",
    "verify_how": "Check this file with: onevisit verify act.pdf",
    "visit": "Visit",
    "what": "What",
    "word": "The customer's word",
    "work_of": "Work",
}

LETTER: dict[str, str] = {
    "act": "Act",
    "addendum": "Addendum",
    "link": "\nThe same act online: {link}\n",
    "refusal": "Record of the visit",
    "subject": "{title} {number}, {site}",
    "text": (
        "{title} {number} is attached.\n"
        "\n"
        "Customer: {customer}\n"
        "Place: {site}\n"
        "Date: {made}\n"
        "Result: {word}\n"
        "Short code: {code}\n"
        "\n"
        "Please keep this letter. The fingerprint below belongs to the attached file; if the file is ever changed, it no"
        " longer fits.\n"
        "SHA-256: {sha256}\n"
        "\n"
        "{installation}\n"
    ),
    "unsigned": "added after the signature, not signed by the customer",
}
