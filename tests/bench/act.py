"""From facts to a sealed act: render in its child process, and seal."""

import tempfile
import time
from pathlib import Path

from server.clients.pdf.weasy import WeasyRenderer
from server.clients.seal.pades import PadesSealer
from server.domain.clock import utc_now
from server.report.document import Document, write_document
from tests.bench.figures import Figure, p50_p95
from tests.report import samples


def measure() -> list[Figure]:
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        sealer = PadesSealer(Path(folder), name="Bench", now=utc_now())
        for name, document in _documents():
            # As in the worker: the process of the next act loads while this one is rendered and sealed.
            renderer = WeasyRenderer(keeps_spare=True)
            renders, seals, size = [], [], 0
            for _ in range(8):
                began = time.perf_counter()
                pdf = renderer.render(document)
                rendered = time.perf_counter()
                size = len(sealer.seal(pdf))
                renders.append(rendered - began)
                seals.append(time.perf_counter() - rendered)
            figures.append(Figure(f"{name}: render", p50_p95(renders)))
            figures.append(Figure(f"{name}: seal", p50_p95(seals)))
            figures.append(Figure(f"{name}: size", f"{size / 1024:.0f} KB"))
    return figures


def _documents() -> list[tuple[str, Document]]:
    short = samples.sample("solo-accepted-en", photo_count=1)
    long = samples.sample("every-kind-ru", photo_count=12)
    return [
        (name, write_document(one.act, one.statements, one.receipt, photos=one.photos))
        for name, one in (("short act, 1 photo", short), ("long act, 12 photos", long))
    ]
