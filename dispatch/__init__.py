"""Who goes, with whom, when: a problem in, a plan out. Knows nothing of tickets, databases or the web."""

from dispatch.check import Violation, check, moved_jobs, price_plan
from dispatch.explain import explain
from dispatch.faults import Fault, InvalidProblem
from dispatch.insert import Place, insert, polish, rank_places
from dispatch.plan import InvalidPlan, Plan, Rest, Route, Search, Stop, Unplanned, plan_from_json
from dispatch.prepared import PreparedPlan
from dispatch.problem import Problem
from dispatch.reading import read_problem
from dispatch.regions import cut_out, join_parts, solve_by_regions, split
from dispatch.search import Impossible
from dispatch.solve import Progress, RejectedPlan, solve
from dispatch.stopping import StopRule
from dispatch.unplanned import explain_unplanned
from dispatch.warm import warm_up
from dispatch.words import Words

__all__ = [
    "Fault",
    "Impossible",
    "InvalidPlan",
    "InvalidProblem",
    "Place",
    "Plan",
    "PreparedPlan",
    "Problem",
    "Progress",
    "RejectedPlan",
    "Rest",
    "Route",
    "Search",
    "Stop",
    "StopRule",
    "Unplanned",
    "Violation",
    "Words",
    "check",
    "cut_out",
    "explain",
    "explain_unplanned",
    "insert",
    "join_parts",
    "moved_jobs",
    "plan_from_json",
    "polish",
    "price_plan",
    "rank_places",
    "read_problem",
    "solve",
    "solve_by_regions",
    "split",
    "warm_up",
]
