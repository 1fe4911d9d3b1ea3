"""Getting in: sign-in and sign-out, devices, and the sessions behind them."""

import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.low_level import ARGON2_VERSION

from server.domain.actor import SYSTEM, Actor
from server.domain.problems import Invalid, NotFound, NotSignedIn, TooManyAttempts
from server.store.events import AnySession, record
from server.store.gate import read_session, write_tx
from server.store.ids import new_id
from server.store.people import Device, Person, SignInAttempt, UserSession

CONSOLE_IDLE, CONSOLE_LIFE = timedelta(minutes=30), timedelta(hours=10)
DEVICE_IDLE, DEVICE_LIFE = timedelta(days=14), timedelta(days=30)
ATTEMPT_WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_LOGIN, ATTEMPTS_PER_ADDRESS = 8, 60
TOUCH_EVERY = timedelta(minutes=5)


def write_unknown_hash(hasher: PasswordHasher) -> str:
    """Looks like a hash of `hasher` and takes as long to verify, but its digest is of no password that anybody knows."""
    salt, digest = (
        b64encode(secrets.token_bytes(length)).rstrip(b"=").decode()
        for length in (hasher.salt_len, hasher.hash_len)
    )
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${digest}"


_hasher = PasswordHasher()
# Verified when the login is unknown, so that the answer takes as long as for a known one. Not computed: each process would
# pay a real hash at its start.
_NOBODY = write_unknown_hash(_hasher)


@dataclass(frozen=True)
class SignedIn:
    """`token` goes into the cookie and is stored nowhere."""

    token: str
    person: str
    expires_at: datetime


def hash_password(password: str) -> str:
    if len(password) < 8:
        raise Invalid("/password", "A password has at least 8 characters.")
    return _hasher.hash(password)


def sign_in(*, login: str, password: str, device: str | None, caller: Actor, at: datetime) -> SignedIn:
    """Start a session. Raises NotSignedIn with the same words for a wrong name and a wrong password, or TooManyAttempts.

    With `device` the session is bound to that device, which must belong to the person and not be revoked.
    """
    ip = caller.ip or ""
    session = read_session()
    _slow_down(session, login, ip, at)
    person = session.scalars(sa.select(Person).where(Person.login == login, Person.active)).one_or_none()
    stored = _NOBODY if person is None or person.password_hash is None else person.password_hash
    if not _password_fits(stored, password) or person is None:
        _keep_failure(login, ip, caller, at)
        raise NotSignedIn("Name or password is wrong.")
    person_id = person.id
    with write_tx() as tx:
        if device is not None:
            _own_device(tx, device, person_id)
        token = secrets.token_urlsafe(32)
        life = DEVICE_LIFE if device else CONSOLE_LIFE
        tx.add(_session_row(token, person_id, device, at, life))
        record(tx, "session.started", by=Actor(person_id, device=device, ip=caller.ip), at=at)
    return SignedIn(token, person_id, at + life)


def sign_out(*, token: str, by: Actor, at: datetime) -> None:
    """End a session. A session that is already gone is a quiet success."""
    with write_tx() as session:
        ended = session.execute(sa.delete(UserSession).where(UserSession.token_hash == hash_token(token)))
        if ended.rowcount:  # type: ignore[attr-defined] # CursorResult, which the stubs hide behind Result
            record(session, "session.ended", by=by, at=at)


def find_actor(*, token: str, at: datetime, ip: str | None, user_agent: str | None) -> Actor | None:
    """Who holds this token, or None when the session ended, idled out, or the person was disabled."""
    row = (
        read_session()
        .execute(
            sa.select(UserSession, Person)
            .join(Person, Person.id == UserSession.person_id)
            .where(UserSession.token_hash == hash_token(token), UserSession.expires_at > at, Person.active)
        )
        .one_or_none()
    )
    if row is None:
        return None
    user_session, person = row
    idle = DEVICE_IDLE if user_session.device_id else CONSOLE_IDLE
    if at - user_session.seen_at > idle:
        return None
    actor = Actor(person.id, person.name, frozenset(person.roles), user_session.device_id, ip, user_agent)
    if at - user_session.seen_at > TOUCH_EVERY:
        with write_tx() as session:
            session.execute(
                sa.update(UserSession).where(UserSession.token_hash == hash_token(token)).values(seen_at=at)
            )
    return actor


def enroll_device(*, name: str, public_key: dict[str, Any], token: str, by: Actor, at: datetime) -> str:
    """Make a device of the signed-in engineer and bind the session to it. Returns the device id."""
    if by.person is None:
        raise NotSignedIn("Sign in first.")
    device_id = "d-" + secrets.token_hex(16)
    with write_tx() as session:
        session.add(
            Device(id=device_id, person_id=by.person, name=name, public_key=public_key, enrolled_at=at)
        )
        session.execute(
            sa.update(UserSession)
            .where(UserSession.token_hash == hash_token(token))
            .values(device_id=device_id, expires_at=at + DEVICE_LIFE)
        )
        record(session, "device.enrolled", by=by, at=at, data={"device": device_id, "name": name})
    return device_id


def revoke_device(*, device: str, by: Actor, at: datetime) -> None:
    """Take a device's right to write; its sessions end at once. Its unsent work may still come to quarantine."""
    with write_tx() as session:
        found = session.get(Device, device)
        if found is None:
            raise NotFound(f"There is no device {device}.")
        if found.revoked_at is None:
            found.revoked_at = at
            session.execute(sa.delete(UserSession).where(UserSession.device_id == device))
            record(session, "device.revoked", by=by, at=at, data={"device": device})


def hash_token(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _session_row(token: str, person: str, device: str | None, at: datetime, life: timedelta) -> UserSession:
    return UserSession(
        token_hash=hash_token(token),
        person_id=person,
        device_id=device,
        started_at=at,
        seen_at=at,
        expires_at=at + life,
    )


def _own_device(session: AnySession, device: str, person: str) -> None:
    found = session.get(Device, device)
    if found is None or found.person_id != person:
        raise NotFound("This device is not enrolled for you; enrol it again.", device_unknown=True)
    if found.revoked_at is not None:
        raise NotSignedIn("This device was withdrawn.", device_revoked=True)


def _password_fits(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _slow_down(session: AnySession, login: str, ip: str, at: datetime) -> None:
    since = at - ATTEMPT_WINDOW
    count = sa.select(sa.func.count()).select_from(SignInAttempt).where(SignInAttempt.at > since)
    by_login = session.scalar(count.where(SignInAttempt.login == login)) or 0
    by_address = session.scalar(count.where(SignInAttempt.ip == ip)) or 0
    if by_login >= ATTEMPTS_PER_LOGIN or by_address >= ATTEMPTS_PER_ADDRESS:
        minutes = int(ATTEMPT_WINDOW.total_seconds() // 60)
        raise TooManyAttempts(f"Too many attempts. Try again in {minutes} minutes.", retry_after=minutes * 60)


def _keep_failure(login: str, ip: str, caller: Actor, at: datetime) -> None:
    with write_tx() as session:
        session.add(SignInAttempt(id=new_id(), login=login[:80], ip=ip[:64], at=at))
        session.execute(sa.delete(SignInAttempt).where(SignInAttempt.at < at - 4 * ATTEMPT_WINDOW))
        record(session, "session.refused", by=SYSTEM if caller.person is None else caller, at=at)
