"""What a phone loads before the first screen: gzip sizes of the built field app, with a budget that must hold."""

import gzip
import re
from pathlib import Path

from server.web.pages import BUILT
from tests.bench.figures import Figure

SCRIPT_BUDGET_KB = 45
WORKER_BUDGET_KB = 12
IN_PAGE = re.compile(r'(?:src|href)="/([^"]+\.(?:js|css))"')
# Only imports that run before the script does; `import("./late.js")` waits until somebody asks.
IN_SCRIPT = re.compile(r'(?:\bfrom|\bimport)\s*"(\./[^"]+\.js)"')


def measure() -> list[Figure]:
    script = script_kb()
    style = sum(_size(name) for name in _named_by_page() if name.endswith(".css")) / 1024
    worker = _size("sw.js") / 1024
    return [
        Figure(
            "field app: JavaScript before the first screen, gzip",
            f"{script:.1f} KB",
            f"{SCRIPT_BUDGET_KB} KB",
            is_over=script > SCRIPT_BUDGET_KB,
        ),
        Figure("field app: style sheet, gzip", f"{style:.1f} KB"),
        Figure(
            "service worker, gzip",
            f"{worker:.1f} KB",
            f"{WORKER_BUDGET_KB} KB",
            is_over=worker > WORKER_BUDGET_KB,
        ),
    ]


def script_kb() -> float:
    """Scripts that the page names, and what they import before they run."""
    return sum(_size(name) for name in first_scripts()) / 1024


def first_scripts() -> set[str]:
    waiting = [name for name in _named_by_page() if name.endswith(".js")]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        folder = Path(name).parent
        waiting += [str(folder / other) for other in IN_SCRIPT.findall((BUILT / name).read_text())]
    return found


def _named_by_page() -> list[str]:
    return IN_PAGE.findall((BUILT / "index.html").read_text())


def _size(name: str) -> int:
    return len(gzip.compress((BUILT / name).read_bytes(), 9))
