# What a task needs on this machine: Python packages, Debian packages, the built app. Quick when nothing changed.
# Sourced by ./run; defines functions only.

setup_run() {
  beside setup_app
  setup_python requirements.lock run
  setup_pango
  setup_planner
  join "The app could not be set up; the lines above say why."
}

setup_dev() {
  beside setup_app
  setup_python requirements-dev.lock dev
  setup_pango
  setup_tools
  setup_planner
  join "The app could not be set up; the lines above say why."
}

find_python() {
  for candidate in python3 python3.13 python3.12 python3.11 python; do
    if command -v "$candidate" >/dev/null 2>&1 &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s' "$candidate"
      return
    fi
  done
  fail "Python 3.11 or newer is needed; found: $(python3 --version 2>&1 || true)"
}

# $1 lock file, $2 run or dev. A dev environment serves a run too.
setup_python() {
  sum=$(cat pyproject.toml "$1" | cksum)
  if [ -x .venv/bin/python ]; then
    [ "$(cat ".venv/.stamp-$2" 2>/dev/null)" = "$sum" ] && return
    [ "$2" = run ] && [ "$(cat .venv/.stamp-dev 2>/dev/null)" = "$(cat pyproject.toml requirements-dev.lock | cksum)" ] && return
  fi
  [ -w . ] || fail "This folder cannot be written, so nothing can be set up in it: $PWD"
  python=$(find_python) || exit 1
  say "Installing Python packages from $1"
  if command -v uv >/dev/null 2>&1; then
    [ -x .venv/bin/python ] || uv venv -q --python "$python" .venv
    uv pip install -q --python .venv/bin/python --require-hashes -r "$1"
    uv pip install -q --python .venv/bin/python --no-deps -e .
  else
    [ -x .venv/bin/python ] || "$python" -m venv .venv ||
      fail "No Python environment could be made in .venv here; on Debian: apt-get install python3-venv"
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$1" ||
      fail "The Python packages could not be installed; the lines above say which one."
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps -e .
  fi
  printf '%s' "$sum" >".venv/.stamp-$2"
}

# Acts are rendered with pango. Without it the server starts, and /health says that acts cannot be rendered.
setup_pango() {
  [ -e .venv/.stamp-pango ] && return
  if .venv/bin/python -c 'import weasyprint' >/dev/null 2>&1; then
    : >.venv/.stamp-pango
  elif can_apt; then
    apt_install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core
  else
    say "Pango is missing, so acts cannot be rendered. On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core"
  fi
}

# Chromium and the PDF tools of the test suite.
setup_tools() {
  missing=""
  command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
  command -v pdftoppm >/dev/null 2>&1 || missing="$missing poppler-utils"
  command -v qpdf >/dev/null 2>&1 || missing="$missing qpdf"
  [ -z "$missing" ] && return
  can_apt || fail "The tests need these Debian packages: apt-get install$missing"
  # shellcheck disable=SC2086 # a list of package names
  apt_install $missing
}

can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

apt_install() {
  say "Installing Debian packages: $*"
  apt_log=$(mktemp)
  if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"; } >"$apt_log" 2>&1; then
    tail -n 5 "$apt_log" >&2
    fail "These packages could not be installed: $*"
  fi
  rm -f "$apt_log"
}

has_node() {
  command -v npm >/dev/null 2>&1 && command -v node >/dev/null 2>&1 &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)'
}

setup_node_packages() {
  sum=$(cat pwa/package.json pwa/package-lock.json | cksum)
  [ "$(cat pwa/node_modules/.stamp 2>/dev/null)" = "$sum" ] && return
  say "Installing packages of the app"
  npm --prefix pwa ci --silent --no-audit --no-fund || fail "The packages of the app could not be installed."
  printf '%s' "$sum" >pwa/node_modules/.stamp
}

setup_app() {
  if ! has_node; then
    say "Node.js 20.19 or newer (not 21) was not found: the server starts, the app is not built."
    return
  fi
  setup_node_packages
  sum=$(find pwa -path pwa/node_modules -prune -o -type f -print | LC_ALL=C sort | xargs cksum | cksum)
  [ "$(cat server/static/pwa/.stamp 2>/dev/null)" = "$sum" ] && return
  say "Building the app"
  build_log=$(mktemp)
  npm --prefix pwa run --silent build >"$build_log" 2>&1 || { tail -n 30 "$build_log" >&2; fail "The app could not be built."; }
  rm -f "$build_log"
  printf '%s' "$sum" >server/static/pwa/.stamp
}

# The planner is compiled on its first use; done here once, so that no dispatcher waits for it.
setup_planner() {
  sum=$(cat dispatch/*.py dispatch/kernel/*.py | cksum)
  [ "$(cat .venv/.stamp-planner 2>/dev/null)" = "$sum" ] && return
  say "Compiling the planner"
  .venv/bin/python -c 'import dispatch; dispatch.warm_up()'
  printf '%s' "$sum" >.venv/.stamp-planner
}
