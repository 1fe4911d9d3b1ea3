"""Which function runs which kind of job. A kind that is not here stays in the ledger for a version that knows it.

These are names and not imports: who only rings for a job must not load the planner and the seal.
"""

from server.jobs.runner import Handler
from server.named import later

HANDLERS: dict[str, Handler] = {
    "seal_act": Handler(later("server.jobs.seal_act:run"), tries=3),
    "seal_waiting_acts": Handler(later("server.jobs.seal_act:run_waiting"), tries=3),
    "seal_addendum": Handler(later("server.jobs.seal_act:run_addendum"), tries=3),
    "mail_act": Handler(later("server.jobs.mail_act:run"), tries=8),
    "plan_day": Handler(
        later("server.jobs.plan_day:run"), tries=2, given_up=later("server.jobs.plan_day:give_up")
    ),
    "plan_region": Handler(
        later("server.jobs.plan_region:run"), tries=3, given_up=later("server.jobs.plan_day:give_up")
    ),
    "join_regions": Handler(
        later("server.jobs.join_regions:run"), tries=3, given_up=later("server.jobs.plan_day:give_up")
    ),
    "run_scenario": Handler(
        later("server.jobs.run_scenario:run"), tries=2, given_up=later("server.jobs.run_scenario:give_up")
    ),
    "notice_change": Handler(later("server.jobs.replan:notice"), tries=3),
    "replan": Handler(later("server.jobs.replan:run"), tries=3),
    "find_address": Handler(later("server.jobs.find_address:run"), tries=2),
    "live_check": Handler(
        later("server.jobs.live_check:run"), tries=2, given_up=later("server.jobs.live_check:give_up")
    ),
    "read_output": Handler(later("server.jobs.read_output:run"), tries=3),
    "learn_remote_fix": Handler(later("server.jobs.learn_remote_fix:run")),
}

# What the worker looks after by itself from time to time.
WATCH = later("server.jobs.replan:watch")
