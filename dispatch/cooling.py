"""How hot a search is: from hot to cold once in a large problem, many times over where the bounds allow it."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.stopping import StopRule

# Iterations of one cooling: those of a few jobs take a tenth of a second, those of a hundred as long as there is.
SHORTEST, FOR_EACH_PAIR = 20_000, 130
STEPS = 40
# From so much of the time on, the number of iterations that fit into it can be told.
TELLING_SHARE = 0.02
# A search with less than this share of a cooling begins colder: it could not bring order into all that great heat stirs up.
FULL_HEAT_SHARE, LEAST_HEAT, HEAT_POWER = 0.3, 0.3, 0.4


@dataclass(slots=True)
class Cooling:
    """With iterations as the only bound the answers depend on iterations alone, so that a run can be repeated."""

    jobs: int
    stop: StopRule
    _times: float = 0.0

    @property
    def length(self) -> int:
        return max(SHORTEST, FOR_EACH_PAIR * self.jobs * self.jobs)

    @property
    def longest_run(self) -> int:
        """So many iterations at most may pass at one temperature."""
        return max(1, self.length // STEPS)

    @property
    def warmth(self) -> float:
        """How hot this search may begin, as a share of the heat of a full cooling, 0 to 1."""
        if not self._times:
            return 1.0
        return float(max(LEAST_HEAT, min(1.0, (self._times / FULL_HEAT_SHARE) ** HEAT_POWER)))

    def locate(self, *, share: float, iterations: int) -> tuple[int, float]:
        """Which cooling this is, from 0 on, and how much of it is over, 0 to 1."""
        if self.stop.seconds is None and self.stop.iterations is None:
            return iterations // self.length, iterations % self.length / self.length
        if not self._times and self.stop.seconds is None and self.stop.iterations is not None:
            self._times = self.stop.iterations / self.length
        if not self._times and share >= TELLING_SHARE:
            self._times = iterations / share / self.length
        passed = share * max(1, round(self._times))
        return int(passed), passed % 1.0
