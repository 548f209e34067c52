#!/usr/bin/env bash
# Opens the program's pages in Chromium, as tests/browser/pages.mjs says. SUMMITRY names the program; CHROMIUM the browser.
# What is missing ends the suite as skipped, and with BROWSER_REQUIRED=1 as failed. Nothing is installed but node modules.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)

missing() {
    if [ "${BROWSER_REQUIRED:-}" = 1 ]; then
        echo "failed: $1" >&2
        exit 1
    fi
    echo "skipped: $1"
    exit 0
}

command -v node >/dev/null || missing 'there is no node'
command -v npm >/dev/null || missing 'there is no npm'
export CHROMIUM=${CHROMIUM:-$(command -v chromium || true)}
[ -n "$CHROMIUM" ] || missing 'there is no chromium'
summitry=${SUMMITRY:-${CARGO_TARGET_DIR:-$repository/target}/release/summitry}
[ -x "$summitry" ] || missing "there is no program at $summitry: build it first"
# It may be named from where the suite is called.
summitry=$(realpath "$summitry")

# In a place of its own: the repository stays as it is.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$here"/*.mjs "$work"
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --silent) || missing 'its node modules cannot be installed'

cd "$work"
run() { "$summitry" run --quiet "$@" >/dev/null; }
sweep() { "$summitry" sweep --quiet "$@" >/dev/null; }
run --out batch
run --out one --runs 1
run --out few --runs 300 --tables runs
run --out none --runs 40 --gate summit-first:delay=365
node pages.mjs --hostile "$("$summitry" scenarios show kyiv-washington)" >hostile.toml
run hostile.toml --out hostile --runs 200
sweep rounds-before-summit --replications 50 --out sweep
sweep what-drives-durability --replications 10 --per-run none --out saltelli
sweep readiness-screening --replications 10 --per-run none --out morris
"$summitry" compare --quiet --gate summit-first --gate rounds-first:n=3 --gate readiness --runs 100 --out comparison >/dev/null
"$summitry" compare --quiet --gate rounds-first:n=3 --gate rounds-first:n=9 --find-best --out selection >/dev/null
mkdir story hostile-story
"$summitry" explain --run 8 --format html >story/report.html
"$summitry" explain hostile.toml --run 8 --all --format html >hostile-story/report.html
for directory in batch one few none hostile sweep saltelli morris comparison selection; do
    "$summitry" report "$directory" --quiet
done
node pages.mjs "$work"/*/report.html
SUMMITRY=$summitry node class.mjs
