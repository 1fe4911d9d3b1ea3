"""The command line: solve, insert, check, explain. Exit 0 done, 1 the plan breaks a rule, 2 bad input."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import NoReturn

from dispatch.check import check
from dispatch.explain import explain
from dispatch.faults import InvalidProblem, one_line, show
from dispatch.files import BadInput, read_json, write_text
from dispatch.insert import insert
from dispatch.places_in_words import explain_no_place, explain_place
from dispatch.plan import InvalidPlan, Plan, plan_from_json
from dispatch.problem import Problem
from dispatch.reading import read_problem
from dispatch.search import Impossible
from dispatch.solve import solve
from dispatch.stopping import StopRule
from dispatch.words import Words


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line; --help shows the rest."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{one_line(message)}\n")


def main(arguments: list[str] | None = None) -> int:
    options = _build_parser().parse_args(arguments)
    try:
        result: int = options.run(options)
    except InvalidProblem as error:
        return _complain(str(error))
    except InvalidPlan as error:
        return _complain("\n".join(error.faults))
    except (BadInput, Impossible) as error:
        return _complain(str(error))
    return result


def _complain(text: str) -> int:
    print(text, file=sys.stderr)
    return 2


def _build_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m dispatch", description="Plan visits; files are JSON.")
    commands = parser.add_subparsers(required=True)

    solving = commands.add_parser("solve", help="make a plan")
    solving.add_argument("problem")
    solving.add_argument("--seconds", type=_not_negative, help="wall time (10 unless --iterations is given)")
    solving.add_argument(
        "--iterations", type=_count, help="bound the work instead; the run can be repeated exactly"
    )
    solving.add_argument("--seed", type=int, default=1)
    solving.add_argument(
        "--threads", type=_at_least_one, default=None, help="seeds searched at once (default: the cores)"
    )
    solving.add_argument("--start", help="a plan to begin from and to stay close to")
    solving.add_argument("--out", help="where the plan goes (default: standard output)")
    solving.set_defaults(run=_solve)

    inserting = commands.add_parser("insert", help="ranked places for one job")
    inserting.add_argument("problem")
    inserting.add_argument("plan")
    inserting.add_argument("--job", required=True)
    inserting.add_argument("--top", type=_at_least_one, default=5)
    inserting.set_defaults(run=_insert)

    checking = commands.add_parser("check", help="judge a plan")
    checking.add_argument("problem")
    checking.add_argument("plan")
    checking.add_argument("--start", help="the plan that `moved` is counted against")
    checking.set_defaults(run=_check)

    explaining = commands.add_parser("explain", help="why a job is where it is")
    explaining.add_argument("problem")
    explaining.add_argument("plan")
    explaining.add_argument("--job", required=True)
    explaining.add_argument("--language", choices=("en", "ru"), default="en")
    explaining.set_defaults(run=_explain)
    return parser


def _solve(options: argparse.Namespace) -> int:
    problem = _read_problem(options.problem)
    start = _read_plan(options.start) if options.start else None
    seconds = options.seconds
    if seconds is None and options.iterations is None:
        seconds = 10.0
    plan = solve(
        problem,
        stop=StopRule(seconds=seconds, iterations=options.iterations),
        seed=options.seed,
        start=start,
        threads=options.threads or os.cpu_count() or 1,
    )
    text = json.dumps(plan.to_json(), ensure_ascii=False, indent=1)
    if options.out:
        write_text(options.out, text + "\n")
    else:
        print(text)
    return 0


def _insert(options: argparse.Namespace) -> int:
    problem, plan = _read_both(options)
    _require_job(problem, options.job)
    places = insert(problem, plan, options.job, top=options.top)
    described = [
        {**place.to_json(), "reason": explain_place(problem, options.job, places[0], place)}
        for place in places
    ]
    print(json.dumps(described, ensure_ascii=False, indent=1))
    if not places:
        print(explain_no_place(problem, plan, options.job), file=sys.stderr)
    return 0


def _check(options: argparse.Namespace) -> int:
    problem = _read_problem(options.problem)
    start = _read_plan(options.start) if options.start else None
    try:
        violations = [str(violation) for violation in check(problem, _read_plan(options.plan), start=start)]
    except InvalidPlan as error:
        violations = [f"malformed: {fault}" for fault in error.faults]
    for violation in violations:
        print(violation)
    return 1 if violations else 0


def _explain(options: argparse.Namespace) -> int:
    problem, plan = _read_both(options)
    _require_job(problem, options.job)
    print(explain(problem, plan, options.job, Words(options.language)))
    return 0


def _read_both(options: argparse.Namespace) -> tuple[Problem, Plan]:
    """Problem and plan, the plan judged: places in or words about a broken plan would mislead."""
    problem, plan = _read_problem(options.problem), _read_plan(options.plan)
    violations = check(problem, plan)
    if violations:
        raise BadInput("\n".join(f"{options.plan}: {violation}" for violation in violations))
    return problem, plan


def _require_job(problem: Problem, job_id: str) -> None:
    if job_id not in {job.id for job in problem.jobs}:
        raise BadInput(f"--job: there is no job {show(job_id)}; allowed: a job of the problem")


def _read_problem(path: str) -> Problem:
    return read_problem(read_json(path))


def _read_plan(path: str) -> Plan:
    return plan_from_json(read_json(path))


def _not_negative(text: str) -> float:
    value = float(text)
    # Nothing compares with NaN.
    if not value >= 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return value


def _count(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return value


def _at_least_one(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return value


if __name__ == "__main__":
    sys.exit(main())
