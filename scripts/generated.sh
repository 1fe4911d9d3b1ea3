#!/bin/sh
# The API description and the types made from it must be what the routes say now; `--write` makes them so.
set -eu
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT INT TERM
ONEVISIT_DATA_DIR="$scratch/data" .venv/bin/onevisit openapi "$scratch/openapi.json"
(cd pwa && npx openapi-typescript "$scratch/openapi.json" -o "$scratch/api.d.ts" >/dev/null)
if [ "${1:-}" = --write ]; then
  cp "$scratch/openapi.json" docs/openapi.json
  cp "$scratch/api.d.ts" pwa/src/lib/api.d.ts
  exit 0
fi
cmp -s "$scratch/openapi.json" docs/openapi.json && cmp -s "$scratch/api.d.ts" pwa/src/lib/api.d.ts || {
  echo "✗ docs/openapi.json or pwa/src/lib/api.d.ts is older than the routes; run sh scripts/generated.sh --write" >&2
  exit 1
}
