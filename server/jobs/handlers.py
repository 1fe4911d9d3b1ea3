"""Which function runs which kind of job. A kind that is not here stays in the ledger for a version that knows it."""

from server.jobs.runner import Handler

HANDLERS: dict[str, Handler] = {}
