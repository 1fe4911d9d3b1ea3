"""The same days planned by OR-Tools routing with equal CPU time: who is cheaper, by how much.

OR-Tools is told which crew goes to a job before it starts, as it has no either-or: the crew of the planner's own first
plan. So it may choose routes and order for the jobs, with the starts of a crew tied together. Its search knows travel,
visits, lateness, windows, breaks and shifts. Two first-solution strategies are tried, each with half of the time, and
the better one counts.
"""

import math

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

import dispatch
from dispatch import Plan, Problem, StopRule, read_problem, solve
from tests.bench.figures import Figure
from tests.bench.planner.regions import make_region

SIZES = ((50, 18), (75, 26), (100, 34), (150, 50))
SEEDS = (1, 2)
SECONDS = 20.0
STRATEGIES = ("PARALLEL_CHEAPEST_INSERTION", "PATH_CHEAPEST_ARC")
FOLLOWED_BY = "GUIDED_LOCAL_SEARCH"


def measure() -> list[Figure]:
    dispatch.warm_up()
    ratios, without = [], 0
    for jobs, engineers in SIZES:
        for seed in SEEDS:
            problem = read_problem(make_region(jobs=jobs, engineers=engineers, seed=seed))
            ours = solve(problem, stop=StopRule(seconds=SECONDS), seed=seed).total
            first = solve(problem, stop=StopRule(iterations=0), seed=seed)
            costs = [solve_by_routing(problem, first, strategy, SECONDS / 2) for strategy in STRATEGIES]
            theirs = min((cost for cost in costs if cost is not None), default=None)
            print(f"{jobs} jobs, seed {seed}: planner {ours:.0f}, routing {theirs}", flush=True)
            if theirs is None:
                without += 1
            else:
                ratios.append(theirs / ours)
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else math.nan
    return [
        Figure(
            f"planner: cost of OR-Tools routing, crews fixed to our first plan, over ours, {SECONDS:g} CPU s each, geometric mean of {len(ratios)} days"
            f" (no plan on {without} more)",
            f"{mean:.3f}",
            "> 1",
            is_over=mean <= 1,
        )
    ]


def solve_by_routing(problem: Problem, first: Plan, strategy: str, seconds: float) -> float | None:
    """The cost of the routing solver's best plan, or None when it found none."""
    model = _Routing(problem, first)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = getattr(routing_enums_pb2.FirstSolutionStrategy, strategy)
    parameters.local_search_metaheuristic = getattr(routing_enums_pb2.LocalSearchMetaheuristic, FOLLOWED_BY)
    parameters.time_limit.FromMilliseconds(int(seconds * 1000))
    solution = model.routing.SolveWithParameters(parameters)
    return float(solution.ObjectiveValue() + model.constant) if solution else None


class _Routing:
    """One node for each share of a job: the parts that one engineer does there."""

    def __init__(self, problem: Problem, first: Plan) -> None:
        self.problem = problem
        self.shares = [(job, stop.parts) for job in problem.jobs for stop in first.crew_of(job.id).values()]
        left_out = [job for job in problem.jobs if not first.crew_of(job.id)]
        self.constant = sum(job.unplanned_cost for job in left_out)
        crew = len(problem.engineers)
        places = [problem.places[job.location] for job, _ in self.shares]
        self._node_places = places + [problem.places[e.shift.origin] for e in problem.engineers]
        depots = [len(places) + number for number in range(crew)]
        self.manager = pywrapcp.RoutingIndexManager(len(self._node_places), crew, depots, depots)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self._price()
        self._time()
        self._staff()

    def _price(self) -> None:
        visit = int(self.problem.costs.visit)

        def travel_and_visit(origin: int, destination: int) -> int:
            node = self.manager.IndexToNode(destination)
            return self._travel(origin, destination) + (visit if node < len(self.shares) else 0)

        self.routing.SetArcCostEvaluatorOfAllVehicles(self.routing.RegisterTransitCallback(travel_and_visit))

    def _time(self) -> None:
        def work_and_travel(origin: int, destination: int) -> int:
            return self._work(self.manager.IndexToNode(origin)) + self._travel(origin, destination)

        callback = self.routing.RegisterTransitCallback(work_and_travel)
        horizon = int(max(e.shift.end + e.shift.overtime for e in self.problem.engineers))
        self.routing.AddDimension(callback, horizon, horizon, False, "time")
        self.time = self.routing.GetDimensionOrDie("time")
        lengths = [self._work(node) for node in range(len(self._node_places))]
        visits = [0] * self.routing.Size()
        for index in range(self.routing.Size()):
            visits[index] = lengths[self.manager.IndexToNode(index)]
        solver = self.routing.solver()
        for number, engineer in enumerate(self.problem.engineers):
            start, end = self.routing.Start(number), self.routing.End(number)
            shift = engineer.shift
            self.time.CumulVar(start).SetMin(int(shift.start))
            self.time.CumulVar(end).SetMax(int(shift.end + shift.overtime))
            self.time.SetCumulVarSoftUpperBound(end, int(shift.end), int(self.problem.costs.overtime))
            rests = [
                solver.FixedDurationIntervalVar(
                    int(rest.earliest), int(rest.latest), int(rest.duration), False, f"rest {number}"
                )
                for rest in engineer.breaks
            ]
            self.time.SetBreakIntervalsOfVehicle(rests, number, visits)

    def _staff(self) -> None:
        solver = self.routing.solver()
        nodes: dict[str, list[int]] = {}
        for node, (job, parts) in enumerate(self.shares):
            index = self.manager.NodeToIndex(node)
            nodes.setdefault(job.id, []).append(index)
            starts = self.time.CumulVar(index)
            starts.SetRange(int(job.window.earliest), int(job.window.latest))
            weight = int(self.problem.costs.lateness * job.weight * len(parts))
            self.time.SetCumulVarSoftUpperBound(index, int(job.due), weight)
            unable = [
                number
                for number, engineer in enumerate(self.problem.engineers)
                if not all(engineer.can_do(job.part(part)) for part in parts)
            ]
            # SetAllowedVehiclesForIndex cannot be called from Python in this version.
            self.routing.VehicleVar(index).RemoveValues(unable)
        for job in self.problem.jobs:
            crew = nodes.get(job.id, [])
            if not crew:
                continue
            share = -(-int(job.unplanned_cost) // len(crew))
            for index in crew:
                self.routing.AddDisjunction([index], share)
            for other in crew[1:]:
                solver.Add(self.routing.ActiveVar(crew[0]) == self.routing.ActiveVar(other))
                solver.Add(self.time.CumulVar(crew[0]) == self.time.CumulVar(other))
                both_go = self.routing.ActiveVar(other)
                differ = self.routing.VehicleVar(crew[0]) != self.routing.VehicleVar(other)
                solver.Add(differ >= both_go)

    def _travel(self, origin: int, destination: int) -> int:
        places = self._node_places
        here, there = places[self.manager.IndexToNode(origin)], places[self.manager.IndexToNode(destination)]
        return int(self.problem.travel[here][there])

    def _work(self, node: int) -> int:
        if node >= len(self.shares):
            return 0
        job, parts = self.shares[node]
        return int(sum(job.part(part).duration for part in parts))
