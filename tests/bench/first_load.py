"""What a phone loads before the first screen: gzip sizes of the built field app."""

import gzip
import re

from server.web.pages import BUILT
from tests.bench.figures import Figure

REFERENCE = re.compile(r'(?:src|href)="(/[^"]+\.(?:js|css))"')


def measure() -> list[Figure]:
    page = (BUILT / "index.html").read_text()
    names = REFERENCE.findall(page)
    script = sum(_size(name) for name in names if name.endswith(".js"))
    style = sum(_size(name) for name in names if name.endswith(".css"))
    return [
        Figure("field app: JavaScript before the first screen, gzip", f"{script / 1024:.1f} KB", "45 KB"),
        Figure("field app: style sheet, gzip", f"{style / 1024:.1f} KB"),
        Figure("service worker, gzip", f"{_size('/sw.js') / 1024:.1f} KB", "12 KB"),
    ]


def _size(name: str) -> int:
    return len(gzip.compress((BUILT / name.lstrip("/")).read_bytes(), 9))
