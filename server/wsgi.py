"""What gunicorn serves. One process on SQLite: a second server on the same file is refused by its lock."""

import fcntl
import os
import sys

from server.app import create_app
from server.core import Services
from server.locks import SERVER_LOCK
from server.logs import configure_logs
from server.settings import BadSetting, Settings, read_settings
from server.web.console.stream import end_streams_on_stop
from server.web.health import get_acts_probe


def _claim_sqlite(settings: Settings) -> int | None:
    """Hold a lock for the life of the process. One SSE hub, one feed poller, one limiter: so one server a file."""
    if not settings.is_sqlite:
        return None
    path = settings.data_dir / SERVER_LOCK
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(
            f"onevisit: another server already uses {settings.data_dir}; stop it or set ONEVISIT_DATA_DIR"
        )
    return descriptor


try:
    settings = read_settings()
    configure_logs(settings.log_level)
    lock = _claim_sqlite(settings)
    app = create_app(settings)
    services: Services = app.extensions["onevisit"]
    services.bell.open()
except BadSetting as error:
    sys.exit(f"onevisit: {error}")
end_streams_on_stop(app)
get_acts_probe(app).begin()
