"""Home-care instances planned by OR-Tools routing too, with equal processor time: who is cheaper, by how much.

Each service of a patient is a node, as crews are not either-or here. Its routes with their starts are priced by the
planner's judge. OR-Tools is measured in two ways, each with two tries of half of the time, the cheaper plan counting:

* plainly: two of its well-known strategies for a first plan, the starts of a joint job tied by constraints;
* as well as we could set it up: its best strategy with the starts bound by precedences, and the planner's own plan from
  before any search given to it.

Guided local search follows in all four.
"""

import csv
import itertools
import math
import statistics
import time
from collections.abc import Callable

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

import dispatch
from dispatch import Plan, Problem, Route, Stop, StopRule, check, price_plan, solve
from tests.bench.figures import Figure
from tests.bench.planner.home_care import find_instances, read_instance

# None of them was used to choose the planner's schedule (E2, E5, F3, G9) or the settings below (C1, D1, E1, F1, G1).
SIZES, NUMBERS = "CDEFG", (4, 8)
SECONDS, THREADS = 10.0, 2
GOAL = 1.5
OFFICE = "office"
# Distances have three decimals; the routing solver knows whole numbers only.
SCALE = 1000
# Nobody is so late that this cuts off a plan worth having, counted from the last due time.
HORIZONS = 3
PLAIN_STRATEGIES = ("PARALLEL_CHEAPEST_INSERTION", "PATH_CHEAPEST_ARC")
# By far the cheapest first plans of all strategies of OR-Tools 9.15 here; half of the others find none.
STRATEGY, FOLLOWED_BY = "LOCAL_CHEAPEST_COST_INSERTION", "GUIDED_LOCAL_SEARCH"
# On a busy machine the clock runs ahead of the processor; the search is ended by the latter.
LONGEST_WAIT = 12


def measure() -> list[Figure]:
    folder = find_instances()
    if folder is None:
        print("The public home-care instances are not here; set ONEVISIT_SHARED.")
        return []
    dispatch.warm_up()
    with (folder / "best_known.csv").open(encoding="utf-8") as file:
        names = {row["label"]: row["instance"] for row in csv.DictReader(file)}
    ratios: dict[str, dict[str, list[float]]] = {way: {size: [] for size in SIZES} for way in WAYS}
    for size in SIZES:
        for label in (f"{size}{number}" for number in NUMBERS):
            problem = read_instance(folder, names[label])
            ours = solve(problem, stop=StopRule(seconds=SECONDS, processor_time=True), threads=THREADS).total
            print(f"{label}: planner {ours:.2f}", flush=True)
            for way, ask in WAYS.items():
                theirs = ask(problem)
                ratios[way][size] += [theirs / ours] if theirs else []
    return [
        figure
        for way, of_sizes in ratios.items()
        for figure in (
            *(_figure(f"instances {size}, {way}", of_sizes[size], asked=len(NUMBERS)) for size in SIZES),
            _figure(
                f"all, {way}",
                list(itertools.chain(*of_sizes.values())),
                asked=len(SIZES) * len(NUMBERS),
                goal=GOAL,
            ),
        )
    ]


def _ask_plainly(problem: Problem) -> float | None:
    plans = {
        strategy: solve_by_routing(problem, SECONDS, strategy, tie_by_constraints=True)
        for strategy in PLAIN_STRATEGIES
    }
    for strategy, plan in plans.items():
        print(f"    routing, {strategy}: {_show(plan)}", flush=True)
    return min((plan.total for plan in plans.values() if plan), default=None)


def _ask_at_its_best(problem: Problem) -> float | None:
    """None when it finds no plan of its own: what it makes of ours would only flatter us then."""
    own = solve_by_routing(problem, SECONDS, STRATEGY)
    first = solve(problem, stop=StopRule(iterations=0))
    given = solve_by_routing(problem, SECONDS, STRATEGY, first)
    print(
        f"    routing, {STRATEGY}: {_show(own)}, from a plan of {first.total:.2f} {_show(given)}", flush=True
    )
    return min(plan.total for plan in (own, given) if plan) if own else None


WAYS: dict[str, Callable[[Problem], float | None]] = {
    "set up plainly": _ask_plainly,
    "set up at its best": _ask_at_its_best,
}


def _show(plan: Plan | None) -> str:
    return f"{plan.total:.2f}" if plan else "none"


def _figure(what: str, ratios: list[float], *, asked: int, goal: float | None = None) -> Figure:
    name = (
        f"planner: {what}, cost of OR-Tools routing over ours, {SECONDS * THREADS:g} s of processor time each,"
        f" geometric mean of {len(ratios)}"
    )
    if len(ratios) < asked:
        name += f" (no plan of their own for {asked - len(ratios)} more)"
    if not ratios:
        return Figure(name, "none")
    mean = statistics.geometric_mean(ratios)
    reached = f"{mean:.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    return Figure(name, reached, f"{goal:g}" if goal else "", is_over=goal is not None and mean < goal)


def solve_by_routing(
    problem: Problem,
    seconds: float,
    strategy: str,
    first: Plan | None = None,
    *,
    tie_by_constraints: bool = False,
) -> Plan | None:
    """The best plan found in so many seconds of processor time, accepted by the judge; None when there is none.

    `first`: the plan to begin with, in place of one that the strategy makes.
    """
    return _Routing(problem, tie_by_constraints).search(seconds, strategy, first)


class _Routing:
    """One node for each service. The prices of lateness are in the search, that of the largest one is not.

    Priced as well (as the span of a dimension that every lateness pushes up) it made the plans dearer on the whole.
    """

    def __init__(self, problem: Problem, tie_by_constraints: bool) -> None:
        self.problem = problem
        self.services = [(job, part) for job in problem.jobs for part in job.parts]
        places = [problem.places[OFFICE], *(problem.places[job.location] for job, _ in self.services)]
        self.manager = pywrapcp.RoutingIndexManager(len(places), len(problem.engineers), 0)
        self.routing = pywrapcp.RoutingModel(self.manager)
        travel = [[round(problem.travel[here][there] * SCALE) for there in places] for here in places]
        work = [0, *(round(part.duration * SCALE) for _, part in self.services)]
        # Matrices, as every call back into Python would cost the solver time.
        self.routing.SetArcCostEvaluatorOfAllVehicles(self.routing.RegisterTransitMatrix(travel))
        lengths = [[length + drive for drive in row] for length, row in zip(work, travel, strict=True)]
        horizon = round(max(job.due for job in problem.jobs) * HORIZONS * SCALE)
        self.routing.AddDimension(
            self.routing.RegisterTransitMatrix(lengths), horizon, horizon, False, "time"
        )
        self.time = self.routing.GetDimensionOrDie("time")
        self._bind_services()
        self._bind_crews(tie_by_constraints)

    def _bind_services(self) -> None:
        for node, (job, part) in enumerate(self.services, start=1):
            index = self.manager.NodeToIndex(node)
            self.time.CumulVar(index).SetMin(round(job.window.earliest * SCALE))
            self.time.SetCumulVarSoftUpperBound(index, round(job.due * SCALE), 1)
            unable = [
                number for number, engineer in enumerate(self.problem.engineers) if not engineer.can_do(part)
            ]
            # SetAllowedVehiclesForIndex cannot be called from Python in this version.
            self.routing.VehicleVar(index).RemoveValues(unable)

    def _bind_crews(self, tie_by_constraints: bool) -> None:
        """The gap between two services; as precedences both ways it is seen by every filter, as a constraint it is not."""
        solver = self.routing.solver()
        node = 1
        for job in self.problem.jobs:
            if len(job.parts) > 1:
                one, other = self.manager.NodeToIndex(node), self.manager.NodeToIndex(node + 1)
                solver.Add(self.routing.VehicleVar(one) != self.routing.VehicleVar(other))
                least, most = round(job.gap.min * SCALE), round(job.gap.max * SCALE)
                if tie_by_constraints:
                    solver.Add(self.time.CumulVar(other) >= self.time.CumulVar(one) + least)
                    solver.Add(self.time.CumulVar(other) <= self.time.CumulVar(one) + most)
                else:
                    self.time.AddNodePrecedence(one, other, least)
                    self.time.AddNodePrecedence(other, one, -most)
            node += len(job.parts)

    def search(self, seconds: float, strategy: str, first: Plan | None) -> Plan | None:
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = getattr(routing_enums_pb2.FirstSolutionStrategy, strategy)
        parameters.local_search_metaheuristic = getattr(
            routing_enums_pb2.LocalSearchMetaheuristic, FOLLOWED_BY
        )
        # Linear programs that time the routes are worth their price for a first plan, and are not for changing one.
        parameters.disable_scheduling_beware_this_may_degrade_performance = first is not None
        parameters.time_limit.FromMilliseconds(int(seconds * LONGEST_WAIT * 1000))
        best: tuple[float, Plan | None] = math.inf, None
        self.routing.CloseModelWithParameters(parameters)

        def look() -> None:
            nonlocal best
            if time.thread_time() - began > seconds:
                self.routing.solver().FinishCurrentSearch()
            elif self.routing.CostVar().Max() < best[0]:
                best = self.routing.CostVar().Max(), self._read_plan()

        self.routing.AddAtSolutionCallback(look)
        began = time.thread_time()
        if first is None:
            self.routing.SolveWithParameters(parameters)
        else:
            given = self.routing.ReadAssignmentFromRoutes(self._write_routes(first), True)
            self.routing.SolveFromAssignmentWithParameters(given, parameters)
        return best[1]

    def _write_routes(self, plan: Plan) -> list[list[int]]:
        nodes = {(job.id, part.id): node for node, (job, part) in enumerate(self.services, start=1)}
        days = {
            route.engineer: [
                self.manager.NodeToIndex(nodes[stop.job, part]) for stop in route.stops for part in stop.parts
            ]
            for route in plan.routes
        }
        return [days.get(engineer.id, []) for engineer in self.problem.engineers]

    def _read_plan(self) -> Plan:
        routes = []
        for number, engineer in enumerate(self.problem.engineers):
            stops = []
            index = self.routing.NextVar(self.routing.Start(number)).Value()
            while not self.routing.IsEnd(index):
                job, part = self.services[self.manager.IndexToNode(index) - 1]
                start = self.time.CumulVar(index).Min() / SCALE
                stops.append(Stop(job.id, (part.id,), start, start, start + part.duration))
                index = self.routing.NextVar(index).Value()
            if stops:
                home = self.problem.travel_between(self.problem.job(stops[-1].job).location, OFFICE)
                routes.append(Route(engineer.id, tuple(stops), (), stops[-1].end + home))
        return self._price(Plan(tuple(routes), (), {}))

    def _price(self, bare: Plan) -> Plan:
        plan = Plan(bare.routes, (), price_plan(self.problem, bare))
        violations = check(self.problem, plan)
        if violations:
            raise RuntimeError("; ".join(str(violation) for violation in violations))
        return plan
