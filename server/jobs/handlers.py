"""Which function runs which kind of job. A kind that is not here stays in the ledger for a version that knows it."""

from server.jobs import (
    find_address,
    join_regions,
    learn_remote_fix,
    mail_act,
    plan_day,
    plan_region,
    read_output,
    replan,
    run_scenario,
    seal_act,
)
from server.jobs.runner import Handler

HANDLERS: dict[str, Handler] = {
    "seal_act": Handler(seal_act.run, tries=3),
    "seal_waiting_acts": Handler(seal_act.run_waiting, tries=3),
    "seal_addendum": Handler(seal_act.run_addendum, tries=3),
    "mail_act": Handler(mail_act.run, tries=8),
    "plan_day": Handler(plan_day.run, tries=2, given_up=plan_day.give_up),
    "plan_region": Handler(plan_region.run, tries=3, given_up=plan_day.give_up),
    "join_regions": Handler(join_regions.run, tries=3, given_up=plan_day.give_up),
    "run_scenario": Handler(run_scenario.run, tries=2, given_up=run_scenario.give_up),
    "notice_change": Handler(replan.notice, tries=3),
    "replan": Handler(replan.run, tries=3),
    "find_address": Handler(find_address.run, tries=2),
    "read_output": Handler(read_output.run, tries=3),
    "learn_remote_fix": Handler(learn_remote_fix.run),
}
