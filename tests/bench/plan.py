"""A plan of the demo's day: from the question to a proposal that a dispatcher can publish."""

import tempfile
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import dispatch
from server.app import create_app
from server.commands.plans import ask_proposal
from server.demo.load import load_demo
from server.domain.actor import SYSTEM
from server.jobs import plan_day
from server.settings import Settings, complete
from server.store import migrate
from server.store.gate import db
from server.store.visits import Proposal
from tests.bench.figures import Figure

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Moscow"))


def measure() -> list[Figure]:
    dispatch.warm_up()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(complete(Settings(data_dir=Path(folder))), clock=lambda: NINE)
        migrate.upgrade(app, name="Bench", zone="Europe/Moscow", at=NINE)
        with app.app_context():
            load_demo(language="en", zone="Europe/Moscow", at=NINE)
            began = time.perf_counter()
            proposal = ask_proposal(day=NINE.date(), by=SYSTEM, at=NINE)
            plan_day.run(app.extensions["onevisit"], {"proposal": proposal})
            seconds = time.perf_counter() - began
            db.session.rollback()
            found = db.session.get(Proposal, proposal)
            assert found is not None
            assert found.result is not None, found.error
            visits, left = found.result["visits"], found.result["unplanned"]
    joint = sum(len(visit["crew"]) > 1 for visit in visits)
    return [
        Figure(
            f"proposal for the demo's day, {len(visits)} visits ({joint} joint), {len(left)} left out",
            f"{seconds:.1f} s",
        )
    ]
