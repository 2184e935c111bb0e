#!/bin/sh
# All tests: first those without a browser, each core one end of the list until they meet, so that files stay together and
# nobody waits at the end; then those with one, where each core has a server, a browser and whole files of its own.
set -u

python=$1
failed=0

printf '── tests\n'
"$python" -m pytest -q -n auto --dist worksteal -m "not browser" || failed=1
printf '── browser tests\n'
"$python" -m pytest -q -n auto --dist loadfile -m browser || failed=1
exit $failed
