"""200 small days of solo and joint visits: how often two seconds of processor time find the plan that CP-SAT proves best."""

import time

import dispatch
from dispatch import StopRule, solve
from tests.bench.figures import Figure
from tests.dispatch.either_or import make_day
from tests.dispatch.oracle import Unproven, prove_least_cost

DAYS, SECONDS, PROOF_SECONDS = 200, 2.0, 600.0


def measure() -> list[Figure]:
    dispatch.warm_up()
    found = 0
    longest = 0.0
    for number in range(DAYS):
        day = make_day(number)
        began = time.thread_time()
        plan = solve(day, stop=StopRule(seconds=SECONDS, processor_time=True))
        longest = max(longest, time.thread_time() - began)
        try:
            least = prove_least_cost(day, known=plan.total, seconds=PROOF_SECONDS)
        except Unproven as unproven:
            print(f"day {number}: {plan.total:g}, {unproven}", flush=True)
            continue
        found += plan.total == least
        if plan.total != least:
            print(f"day {number}: {plan.total:g} instead of {least:g}", flush=True)
    return [
        Figure(
            f"planner: proven optimum of small days within {SECONDS:g} s of processor time (longest {longest:.2f} s)",
            f"{found} of {DAYS}",
            f"{DAYS} of {DAYS}",
            is_over=found < DAYS,
        )
    ]
