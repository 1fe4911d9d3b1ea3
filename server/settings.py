"""Settings: read once from the environment, typed and checked; a wrong value stops the start with its name.

Every setting is an environment variable `ONEVISIT_<NAME>`; a secret may come from the file that `ONEVISIT_<NAME>_FILE` names.
`DATABASE_URL` is read too, since hosting platforms set it.
"""

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.domain.live_check import read_ports
from server.domain.travel import read_speeds


class BadSetting(ValueError):
    """Names the variable, its value (never a secret's) and what is allowed."""


@dataclass(frozen=True)
class Settings:
    """All settings with their defaults. Times are in the unit that the name says."""

    data_dir: Path = Path(".onevisit")
    database_url: str = ""
    secret_key: str = ""
    host: str = "127.0.0.1"
    port: int = 8765
    base_url: str = ""
    organisation: str = "Onevisit demo"
    zone: str = "Europe/Moscow"
    language: str = "en"
    durability: str = "backup"
    queue_url: str = ""
    web_processes: int = 1
    worker_threads: int = 2
    stream_cap: int = 250
    trusted_proxies: int = 0
    mail: str = "file"
    mail_from: str = "acts@onevisit.example"
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = ""
    travel_speeds: str = "3:18,12:24,40"
    travel_road_factor: float = 1.35
    geocoders: str = ""
    routing: str = "off"
    routing_url: str = ""
    routing_days: int = 30
    live_checks: str = "off"
    live_checks_per_minute: int = 6
    sip_ports: str = "5060-5090"
    sip_user: str = ""
    sip_password: str = ""
    snmp_ports: str = "161"
    snmp_community: str = ""
    snmp_user: str = ""
    snmp_auth_key: str = ""
    snmp_auth_method: str = "sha256"
    snmp_privacy_key: str = ""
    snmp_privacy_method: str = "aes"
    act_link_days: int = 90
    repeat_days: int = 30
    replan_minutes: int = 10
    overrun_minutes: int = 15
    region_jobs: int = 300
    not_preferred_minutes: int = 5
    max_request_mb: int = 8
    log_level: str = "info"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https:")


SECRETS = frozenset(
    {
        "secret_key",
        "smtp_password",
        "database_url",
        "sip_password",
        "snmp_community",
        "snmp_auth_key",
        "snmp_privacy_key",
    }
)
CHOICES = {
    "durability": ("backup", "commit"),
    "mail": ("file", "smtp", "off"),
    "language": ("en", "ru"),
    "routing": ("off", "osrm", "valhalla"),
    "live_checks": ("off", "on"),
    "snmp_auth_method": ("sha", "sha256", "sha512"),
    "snmp_privacy_method": ("aes", "aes256"),
    "log_level": ("debug", "info", "warning", "error"),
}
# RFC 3414, 11.2
SHORTEST_SNMP_KEY = 8
RANGES = {
    "port": (0, 65535),
    "web_processes": (1, 64),
    "worker_threads": (1, 64),
    "stream_cap": (1, 4000),
    "trusted_proxies": (0, 5),
    "smtp_port": (1, 65535),
    "travel_road_factor": (1, 3),
    "routing_days": (1, 365),
    "live_checks_per_minute": (1, 120),
    "act_link_days": (1, 3650),
    "repeat_days": (1, 365),
    "replan_minutes": (0, 1440),
    "overrun_minutes": (5, 240),
    "region_jobs": (20, 5000),
    "not_preferred_minutes": (0, 240),
    "max_request_mb": (1, 200),
}


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Raises BadSetting. Makes the data folder and, on first use, a random secret key in it."""
    values: dict[str, Any] = {}
    for field in fields(Settings):
        text = _raw(environ, field.name)
        if text is not None:
            values[field.name] = _typed(field.name, text)
    return complete(Settings(**values))


def complete(settings: Settings) -> Settings:
    """Fill what depends on the data folder; also used by tests that build Settings themselves."""
    data_dir = _writable(settings.data_dir.resolve())
    changes: dict[str, Any] = {"data_dir": data_dir}
    if not settings.database_url:
        changes["database_url"] = f"sqlite:///{data_dir / 'onevisit.db'}"
    elif settings.database_url.startswith(("postgres://", "postgresql://")):
        changes["database_url"] = "postgresql+psycopg://" + settings.database_url.split("://", 1)[1]
    url = changes.get("database_url", settings.database_url)
    if settings.web_processes > 1 and url.startswith("sqlite"):
        raise BadSetting("ONEVISIT_WEB_PROCESSES above 1 needs PostgreSQL: one process serves a SQLite file")
    if not settings.secret_key:
        changes["secret_key"] = _kept_secret(data_dir / "secret_key")
    if not settings.base_url:
        changes["base_url"] = f"http://localhost:{settings.port}"
    try:
        read_speeds(settings.travel_speeds)
    except ValueError as error:
        raise BadSetting(f"ONEVISIT_TRAVEL_SPEEDS={settings.travel_speeds!r}: {error}") from None
    if settings.routing != "off" and not settings.routing_url.startswith(("http://", "https://")):
        raise BadSetting(
            f"ONEVISIT_ROUTING={settings.routing} needs ONEVISIT_ROUTING_URL, such as http://osrm.example:5000"
        )
    _check_live_checks(settings)
    try:
        ZoneInfo(settings.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadSetting(
            f"ONEVISIT_ZONE={settings.zone!r} is not a time zone; use a name such as Europe/Moscow"
        ) from None
    return replace(settings, **changes)


def _check_live_checks(settings: Settings) -> None:
    for name in ("sip_ports", "snmp_ports"):
        text = getattr(settings, name)
        try:
            read_ports(text)
        except ValueError as error:
            raise BadSetting(f"ONEVISIT_{name.upper()}={text!r}: {error}") from None
    for name in ("snmp_auth_key", "snmp_privacy_key"):
        if 0 < len(getattr(settings, name)) < SHORTEST_SNMP_KEY:
            raise BadSetting(
                f"ONEVISIT_{name.upper()} is too short; SNMP wants {SHORTEST_SNMP_KEY} characters"
            )
    if settings.snmp_privacy_key and not settings.snmp_auth_key:
        raise BadSetting("ONEVISIT_SNMP_PRIVACY_KEY needs ONEVISIT_SNMP_AUTH_KEY as well")
    if settings.snmp_auth_key and not settings.snmp_user:
        raise BadSetting("ONEVISIT_SNMP_AUTH_KEY needs ONEVISIT_SNMP_USER as well")


def _writable(data_dir: Path) -> Path:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir):
            return data_dir
    except OSError as error:
        raise BadSetting(f"ONEVISIT_DATA_DIR={data_dir} cannot be written: {error.strerror}") from None


def _raw(environ: Mapping[str, str], name: str) -> str | None:
    variable = f"ONEVISIT_{name.upper()}"
    if name in SECRETS and (path := environ.get(f"{variable}_FILE")):
        try:
            return Path(path).read_text().strip()
        except OSError as error:
            raise BadSetting(f"{variable}_FILE={path!r} cannot be read: {error.strerror}") from None
    if name == "database_url" and variable not in environ:
        return environ.get("DATABASE_URL")
    return environ.get(variable)


def _typed(name: str, text: str) -> object:
    kind = Settings.__dataclass_fields__[name].type
    variable = f"ONEVISIT_{name.upper()}"
    if kind is Path:
        return Path(text)
    if kind is int or kind is float:
        try:
            number = kind(text)
        except ValueError:
            raise BadSetting(f"{variable}={text!r} is not a number") from None
        low, high = RANGES[name]
        if not low <= number <= high:
            raise BadSetting(f"{variable}={text} is out of range; allowed is {low} to {high}")
        return number
    if name in CHOICES and text not in CHOICES[name]:
        raise BadSetting(f"{variable}={text!r} is not allowed; use one of {', '.join(CHOICES[name])}")
    return text


def _kept_secret(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret
