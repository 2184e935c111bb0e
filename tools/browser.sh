#!/bin/sh
# Make sure that the browser tests find a Chromium; install one where none is.
# Never fails: the tests say what is missing, as a failure in CI and as a skip elsewhere.
set -u

python=$1
found() { "$python" -m tests.e2e.browser >/dev/null 2>&1; }

found && exit 0
printf 'Installing a Chromium for the browser tests …\n' >&2
# Playwright's own asks for root; a refused sudo must not wait for a password.
if timeout 900 "$python" -m playwright install --with-deps chromium </dev/null >/dev/null 2>&1 && found; then exit 0; fi
for package in chromium chromium-browser; do
    if sh tools/apt.sh "$package" && found; then exit 0; fi
done
printf 'No Chromium could be installed: set CHROMIUM_PATH, or install the package chromium.\n' >&2
exit 0
