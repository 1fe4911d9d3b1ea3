"""One sealed act for all tests of the verifier; rendering and sealing it takes the longest part of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from server.clients.pdf.weasy import WeasyRenderer
from server.clients.seal import key_folder
from server.clients.seal.pades import PadesSealer
from tests.report import samples
from tests.verify.acts import SealedAct, with_key

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def act(tmp_path_factory: pytest.TempPathFactory) -> SealedAct:
    folder = tmp_path_factory.mktemp("seal")
    sealer = PadesSealer(folder, name="Clearline IT Services", now=NOW)
    seal_key = key_folder.load_or_create(folder, name="Clearline IT Services", now=NOW)
    sample = with_key(samples.sample("solo-accepted-en", photo_count=1), sealer.key_id())
    unsealed = WeasyRenderer().render(sample.document())
    return SealedAct(sample, unsealed, sealer.seal(unsealed), sealer, seal_key, NOW)
