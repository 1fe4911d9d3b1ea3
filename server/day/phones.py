"""Engineers' phones: the real phone core in a Node process, driven over a pipe, talking HTTP to the server."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PWA = Path(__file__).resolve().parents[2] / "pwa"


class PhoneRefused(Exception):
    """The phone's core answered with a problem; `code` is its stable word."""

    def __init__(self, code: str, message: str, details: dict[str, Any]) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.details = details


class Phone:
    """One engineer's phone. Every command of pwa/harness/commands.ts is a call of `do`."""

    def __init__(self, fleet: "PhoneFleet", name: str) -> None:
        self._fleet = fleet
        self.name = name

    def do(self, command: str, /, **arguments: Any) -> Any:
        """Obey a command and return its result. Raises PhoneRefused."""
        return self._fleet.say({"phone": self.name, "do": command, **arguments})

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.do("state")
        return state

    def unsent(self) -> int:
        status = self.state()["status"]
        return int(status["unsentOps"]) + int(status["unsentFiles"])


class PhoneFleet:
    """Several phones in one Node process."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._process = subprocess.Popen(
            ["node", "--import", "tsx", "harness/phone.ts"],
            cwd=PWA,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def phone(self, name: str, *, seed: int = 1) -> Phone:
        self.say({"phone": name, "do": "create", "base": self._base_url, "seed": seed})
        return Phone(self, name)

    def say(self, command: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(
                f"The phones' process ended (exit code {self._process.wait(5)}) at {command['do']}"
            )
        reply = json.loads(line)
        if not reply["ok"]:
            error = reply["error"]
            raise PhoneRefused(error["code"], error["message"], error["details"])
        return reply["result"]

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)


def is_available() -> bool:
    """Whether Node and the packages of the field app are here."""
    return shutil.which("node") is not None and (PWA / "node_modules" / "tsx").exists()


@contextmanager
def phone_fleet(base_url: str) -> Iterator[PhoneFleet]:
    """Phones that talk to the server at `base_url`, closed at the end."""
    fleet = PhoneFleet(base_url)
    try:
        yield fleet
    finally:
        fleet.close()
