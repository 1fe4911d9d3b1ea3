"""The samples of `tests/vectors/network-cli`: what a switch printed and the rows that belong to it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).parents[1] / "vectors" / "network-cli"


@dataclass(frozen=True)
class Sample:
    platform: str
    command: str
    text: str
    rows: list[dict[str, Any]]

    def __str__(self) -> str:
        return f"{self.platform}: {self.command}"


def read_samples() -> list[Sample]:
    found = []
    for raw in sorted(HOME.glob("*/*/*.raw")):
        rows = yaml.load(
            raw.with_suffix(".yml").read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
        command = raw.parent.name.replace("_", " ")
        found.append(Sample(raw.parents[1].name, command, raw.read_text(), rows["parsed_sample"]))
    return found


SAMPLES = read_samples()


def sample(platform: str, command: str) -> Sample:
    return next(one for one in SAMPLES if (one.platform, one.command) == (platform, command))
