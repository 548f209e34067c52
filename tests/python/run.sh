#!/usr/bin/env bash
# Builds the Python package, installs it in clean virtual environments on the oldest and the newest CPython there is, from
# 3.11 on, and runs its tests. SUMMITRY names the program that results are compared with; PYTHONS lists interpreters in place of
# those on the PATH. What is missing ends the suite as skipped, and with PYTHON_REQUIRED=1 as failed. The repository stays as it is.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)

missing() {
    if [ "${PYTHON_REQUIRED:-}" = 1 ]; then
        echo "failed: $1" >&2
        exit 1
    fi
    echo "skipped: $1"
    exit 0
}

summitry=${SUMMITRY:-${CARGO_TARGET_DIR:-$repository/target}/release/summitry}
[ -x "$summitry" ] || missing "there is no program at $summitry: build it first"
SUMMITRY=$(realpath "$summitry")
export SUMMITRY

supported() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
pythons=()
for python in ${PYTHONS:-python3.11 python3.12 python3.13 python3.14 python3}; do
    if supported "$python"; then pythons+=("$python"); fi
done
[ ${#pythons[@]} -gt 0 ] || missing 'there is no CPython from 3.11 on with venv'

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
newest=$(for python in "${pythons[@]}"; do
    "$python" -c 'import sys; print(sys.version_info[1], sys.argv[1])' "$python"
done | sort -n | tail -n 1 | cut -d ' ' -f 2)

environment() { # PYTHON FOLDER FILE...
    local folder=$2
    "$1" -m venv "$folder"
    shift 2
    "$folder/bin/pip" install --quiet --disable-pip-version-check "${@/#/--requirement=$here/}"
}
environment "$newest" "$work/newest" requirements.txt requirements-newest.txt || missing 'its requirements cannot be installed'
profile=${PROFILE:-release}
"$work/newest/bin/maturin" build --quiet --locked --profile "$profile" --interpreter "$work/newest/bin/python" \
    --manifest-path "$repository/python/Cargo.toml" --out "$work/wheel"
wheel=$(echo "$work"/wheel/*.whl)
case $wheel in *-cp311-abi3-*) ;; *) echo "$wheel is not for every CPython from 3.11 on" >&2 && exit 1 ;; esac
"$work/newest/bin/abi3audit" --strict "$wheel"

# Away from the sources, so that what is installed is tested.
cp -r "$repository/python/tests" "$repository/python/examples" "$work"
cp "$repository/python/pyproject.toml" "$work"
cd "$work"
tested() { # FOLDER
    "$1/bin/pip" install --quiet --disable-pip-version-check --no-deps "$wheel"
    "$1/bin/python" --version
    "$1/bin/python" -m pytest -q --durations 5
}
tested "$work/newest"
"$work/newest/bin/mypy" --strict --cache-dir "$work/mypy" "$work/examples/user.py"
if [ "${pythons[0]}" != "$newest" ]; then
    environment "${pythons[0]}" "$work/oldest" requirements.txt || missing 'its requirements cannot be installed'
    tested "$work/oldest"
fi
