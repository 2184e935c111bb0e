#!/bin/sh
# Lint, format, types and floors; every one runs, and any failure fails the whole.
set -u

python=$1
failed=0

check() {
    printf '── %s\n' "$1"
    shift
    "$@" || failed=1
}

check "ruff check" "$python" -m ruff check .
check "ruff format" "$python" -m ruff format --check .
check "mypy" "$python" -m mypy
check "floors" "$python" -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' --no-logo
exit $failed
