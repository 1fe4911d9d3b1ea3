#!/bin/sh
# Both lock files, in this order: the dev set is the tighter one, the run set is cut from it.
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
"$uv" pip compile pyproject.toml --all-extras --group dev --universal --generate-hashes --no-header -q -o requirements-dev.lock
"$uv" pip compile pyproject.toml --all-extras --universal --generate-hashes --no-header -q -c requirements-dev.lock -o requirements.lock
