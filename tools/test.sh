#!/bin/sh
# All tests: first what runs on every core, then the browser alone, so that its timings are its own.
set -u

python=$1
failed=0

printf '── tests\n'
"$python" -m pytest -q -n auto -m "not browser" || failed=1
printf '── browser tests\n'
"$python" -m pytest -q -m browser || failed=1
exit $failed
