# What ./run can do. Sourced by ./run; defines functions only.

usage() {
  cat <<'TEXT'
Onevisit: one on-site ticket, one visit.

  ./run                    set up, migrate, load the demo on first start, serve the web and the worker
  ./run test [ARGS]        set up with browser and PDF tools, check, run the whole suite (ARGS go to pytest)
  ./run check              format, lint, types, import contracts, app types, catalogue, generated files
  ./run day [--seed N] [--json FILE] [--keep DIR]
                           play a whole working day against a fresh server, and check what must always hold
  ./run demo load|remove   load or remove the demo data
  ./run bench [NAME]       measure; numbers go to docs/performance.md
  ./run faults [NAME]      the long fault runs
  ./run work               a worker alone, for an installation with several
  ./run shell              a Python shell inside the app

Settings are environment variables ONEVISIT_*; docs/operating.md lists them. DATABASE_URL chooses PostgreSQL.
TEXT
}

run_serve() {
  setup_run
  .venv/bin/onevisit serve --check
  .venv/bin/onevisit migrate --demo
  worker=""
  trap 'stop_all' INT TERM EXIT
  .venv/bin/onevisit work &
  worker=$!
  .venv/bin/onevisit serve "$@" &
  server=$!
  .venv/bin/onevisit ready --wait 30 || fail "The server did not start; the lines above say why."
  wait "$server"
}

# The worker stops gracefully on SIGINT only; TERM would interrupt its jobs.
stop_all() {
  trap - INT TERM EXIT
  [ -n "${worker:-}" ] && kill -INT "$worker" 2>/dev/null
  [ -n "${server:-}" ] && kill -TERM "$server" 2>/dev/null
  wait
}

run_check() {
  setup_dev
  beside check_app
  say "Format and lint"
  .venv/bin/ruff format --check --quiet . || fail "Some files are not formatted; run .venv/bin/ruff format ."
  .venv/bin/ruff check --quiet .
  say "Types"
  .venv/bin/mypy
  say "Import contracts"
  .venv/bin/lint-imports --no-cache >/dev/null || { .venv/bin/lint-imports --no-cache; fail "An import points the wrong way."; }
  say "Checklist catalogue"
  .venv/bin/python -m checklists lint
  join "The app does not pass; the lines above say where."
  say "Generated files"
  sh scripts/generated.sh
}

check_app() {
  say "Types of the app"
  npm --prefix pwa run --silent check
  sh scripts/canary.sh
}

run_test() {
  run_check
  say "Tests of the app"
  npm --prefix pwa test --silent
  say "Tests"
  # More than the cores: tests with browsers, servers and workers mostly wait. Their order is that of tests/conftest.py.
  .venv/bin/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder "$@"
}

run_bench() {
  setup_dev
  name="${1:-all}"
  [ $# -gt 0 ] && shift
  .venv/bin/python -m tests.bench "$name" "$@"
}

run_faults() {
  setup_dev
  name="${1:-all}"
  [ $# -gt 0 ] && shift
  .venv/bin/python -m tests.faults "$name" "$@"
}
