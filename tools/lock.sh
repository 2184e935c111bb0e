#!/bin/sh
# Write constraints.txt: every package of the environment, pinned.
set -eu

python=$1
locked=$("$python" -m pip freeze --disable-pip-version-check | sort -f)
{
    printf '%s\n' "# Every package that a fresh install resolved to; refreshed by 'make lock'."
    printf '%s\n' "$locked"
} > constraints.txt
