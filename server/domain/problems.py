"""What can go wrong and be said to a person: a stable code, a sentence, and the details that code needs."""

from typing import Any


class Problem(Exception):
    """An expected refusal. `code` never changes once released; `status` is the HTTP status the web layer answers with.

    `extra` members are added to the problem document as they are, so they must be JSON values without secrets.
    """

    status = 400
    code = "bad_request"

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra = extra


class Invalid(Problem):
    """A value is not allowed. Names the field as a JSON pointer, so that a form can mark it."""

    status = 422
    code = "invalid"

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail, errors=[{"pointer": pointer, "detail": detail}])


class NotFound(Problem):
    """The thing does not exist, or the person may not know that it does."""

    status = 404
    code = "not_found"


class NotSignedIn(Problem):
    status = 401
    code = "not_signed_in"


class Forbidden(Problem):
    status = 403
    code = "forbidden"


class CrossSite(Problem):
    status = 403
    code = "cross_site"


class TooManyAttempts(Problem):
    """`retry_after` is in seconds."""

    status = 429
    code = "too_many_attempts"


class WrongState(Problem):
    """The thing is not in a state that allows this step."""

    status = 409
    code = "wrong_state"


class Conflict(Problem):
    """The request is sound but collides with what is there; `code` says with what."""

    status = 409

    def __init__(self, code: str, detail: str, **extra: Any) -> None:
        super().__init__(detail, **extra)
        self.code = code


class Unavailable(Problem):
    """Try again later: the database or a needed part is not there now. `retry_after` is in seconds."""

    status = 503
    code = "unavailable"
