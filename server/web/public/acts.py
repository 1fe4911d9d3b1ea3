"""The public page of an act: for a customer who holds the link from the letter, and has no account."""

from threading import Lock

from flask import Blueprint, Response, render_template_string

from server.domain.actor import Actor
from server.domain.problems import NotFound, TooManyAttempts
from server.queries.acts import SealedAct, find_act_by_token
from server.report.act import short_code
from server.report.letter import file_name
from server.web.api import route
from server.web.auth import ANYONE, services
from server.web.console.acts import pdf_response
from server.web.public.words import PAGE, WORDS

public_acts = Blueprint("public_acts", __name__, url_prefix="/a")

PER_MINUTE = 30
_counts: dict[str, tuple[int, int]] = {}
_lock = Lock()


@public_acts.after_request
def _keep_private(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@route(public_acts, "GET", "/<token>", callers=ANYONE)
def page(actor: Actor, token: str) -> Response:
    """What was done, in both languages, and the sealed file."""
    _slow_down(actor)
    try:
        act = find_act_by_token(token, at=services().clock())
    except NotFound:
        return _html(render_template_string(PAGE, languages=WORDS, act=None), 404)
    return _html(render_template_string(PAGE, languages=WORDS, act=_shown(act), token=token), 200)


@route(public_acts, "GET", "/<token>/act.pdf", callers=ANYONE)
def download(actor: Actor, token: str) -> Response:
    """The sealed file."""
    _slow_down(actor)
    act = find_act_by_token(token, at=services().clock())
    return pdf_response(services().acts.read(act.sha256), file_name(act.receipt))


def _shown(act: SealedAct) -> dict[str, object]:
    content = act.act
    return {
        "number": act.number,
        "kind": content["kind"],
        "language": content["language"],
        "made": content["made"],
        "site": ", ".join(part for part in (content["site"]["name"], content["site"]["address"]) if part),
        "crew": ", ".join(one["name"] for one in content["crew"]),
        "result": (content.get("word") or content.get("refusal") or {"text": ""})["text"],
        "remedy": content["outcome"]["remedy"],
        "verified": [one for one in content["steps"] if one["role"] == "verify"],
        "code": short_code(act.receipt["content_hash"]),
        "sha256": act.sha256,
        "installation": act.receipt["installation"]["name"],
    }


def _html(text: str, status: int) -> Response:
    return Response(text, status=status, content_type="text/html; charset=utf-8")


def _slow_down(actor: Actor) -> None:
    """A guesser gets thirty tries a minute from one address. Raises TooManyAttempts."""
    minute = int(services().clock().timestamp()) // 60
    address = actor.ip or ""
    with _lock:
        if len(_counts) > 10_000:
            _counts.clear()
        last, count = _counts.get(address, (minute, 0))
        count = count + 1 if last == minute else 1
        _counts[address] = (minute, count)
    if count > PER_MINUTE:
        raise TooManyAttempts("Too many requests from your address. Try again in a minute.", retry_after=60)
