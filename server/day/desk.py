"""Somebody at a desk: a console user who speaks the public API and signs in again when the session idled out."""

import uuid
from typing import Any

import requests


class Refused(Exception):
    """The server said no; `code` is the problem's stable word."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code')}: {problem.get('detail')}")
        self.status = status
        self.code = str(problem.get("code"))
        self.problem = problem


class Desk:
    """One console user. Every change carries its own Idempotency-Key."""

    def __init__(self, base_url: str, login: str, password: str) -> None:
        self._base = base_url
        self._login = {"login": login, "password": password}
        self._http = requests.Session()
        self._http.headers["Origin"] = base_url
        self.sign_in()

    def sign_in(self) -> None:
        answer = self._http.post(f"{self._base}/api/session", json=self._login, timeout=30)
        if not answer.ok:
            raise Refused(answer.status_code, answer.json())

    def get(self, path: str, **query: Any) -> Any:
        return self._call("GET", path, params={k: v for k, v in query.items() if v is not None})

    def post(self, path: str, body: Any = None) -> Any:
        return self._change("POST", path, body)

    def put(self, path: str, body: Any) -> Any:
        return self._change("PUT", path, body)

    def list_all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """All items of a list, page after page."""
        items: list[dict[str, Any]] = []
        cursor: str | None = None
        while True:
            page = self.get(path, cursor=cursor, **query)
            items.extend(page["items"])
            cursor = page.get("next")
            if not cursor:
                return items

    def fetch(self, path: str) -> requests.Response:
        """The raw answer, for files."""
        return self._send("GET", path, {})

    def _change(self, method: str, path: str, body: Any) -> Any:
        return self._call(
            method, path, json={} if body is None else body, headers={"Idempotency-Key": str(uuid.uuid4())}
        )

    def _call(self, method: str, path: str, **request: Any) -> Any:
        answer = self._send(method, path, request)
        if not answer.ok:
            raise Refused(answer.status_code, answer.json())
        return answer.json() if answer.content else None

    def _send(self, method: str, path: str, request: dict[str, Any]) -> requests.Response:
        answer = self._http.request(method, self._base + path, timeout=60, **request)
        if answer.status_code == 401:
            self.sign_in()
            answer = self._http.request(method, self._base + path, timeout=60, **request)
        return answer
