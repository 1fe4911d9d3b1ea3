"""The server of the day: a fresh installation with the demo's people and sites, on a free loopback port, on the day's clock."""

import socket
import threading
from pathlib import Path
from types import TracebackType

import structlog
from werkzeug.serving import make_server

from server.app import create_app
from server.day.clock import DayClock
from server.demo.load import load_places
from server.jobs.handlers import HANDLERS
from server.jobs.runner import run_due_jobs
from server.settings import Settings, complete
from server.store import migrate

IDLE_SECONDS = 0.2


class Host:
    """Starts on entry; on exit stops the web server and the worker. `settings.data_dir` keeps what the day made."""

    def __init__(self, folder: Path, clock: DayClock, *, language: str) -> None:
        self._clock = clock
        self._language = language
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self.worker_errors: list[str] = []
        # The port is taken before the application is made: mails carry links with it.
        self._socket = socket.create_server(("127.0.0.1", 0))
        port = self._socket.getsockname()[1]
        self.base_url = f"http://127.0.0.1:{port}"
        self.settings = complete(
            Settings(
                data_dir=folder,
                organisation="Peremychka IT (demo)",
                durability="commit",
                port=port,
                base_url=self.base_url,
            )
        )
        self.app = create_app(self.settings, clock=clock)
        self._server = make_server("127.0.0.1", port, self.app, threaded=True, fd=self._socket.fileno())

    def __enter__(self) -> "Host":
        migrate.upgrade(self.app, name=self.settings.organisation, zone=self.settings.zone, at=self._clock())
        with self.app.app_context():
            load_places(language=self._language, zone=self.settings.zone, at=self._clock())
        for work in (self._server.serve_forever, self._work):
            thread = threading.Thread(target=work, daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        for thread in self._threads:
            thread.join(timeout=20)
        self._server.server_close()
        self._socket.close()

    def _work(self) -> None:
        while not self._stopping.wait(IDLE_SECONDS):
            try:
                with self.app.app_context():
                    run_due_jobs(self.app.extensions["onevisit"], HANDLERS)
            except Exception as error:  # noqa: BLE001 - shown in the report; a dead worker would look like a slow one
                self.worker_errors.append(repr(error))
                structlog.get_logger().exception("worker of the day")
