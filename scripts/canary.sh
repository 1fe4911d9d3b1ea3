#!/bin/sh
# A planted type error in a .ts and in a .svelte file must be found: an older pair of checkers silently reported nothing.
set -eu
cd "$(dirname "$0")/../pwa"
plant=src/canary
trap 'rm -rf "$plant"' EXIT INT TERM
mkdir -p "$plant"
printf 'export const planted: number = "a text";\n' >"$plant/planted.ts"
printf '<script lang="ts">\n  const planted: number = "a text";\n</script>\n\n<p>{planted}</p>\n' >"$plant/Planted.svelte"
found=$(npx svelte-check --fail-on-warnings --tsconfig ./tsconfig.json --output machine 2>/dev/null || true)
case "$found" in *planted.ts*) ;; *) echo "✗ svelte-check did not find the planted error in .ts" >&2; exit 1 ;; esac
case "$found" in *Planted.svelte*) ;; *) echo "✗ svelte-check did not find the planted error in .svelte" >&2; exit 1 ;; esac
