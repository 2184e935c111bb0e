#!/bin/sh
# Make sure that the browser tests find a Chromium and can drive it; install what is missing.
# Never fails: the tests say what is missing, as a failure in CI and as a skip elsewhere.
set -u

python=$1
driver_runs() { "$python" -m playwright --version >/dev/null 2>&1; }
found() { "$python" -m tests.e2e.browser >/dev/null 2>&1; }

# Playwright brings its own Node.js, which needs one library that a small Debian lacks.
driver_runs || sh tools/apt.sh libatomic1
found && exit 0
printf 'Installing a Chromium for the browser tests …\n' >&2
# It may ask for root: a sudo that wants a password must not wait for one.
if timeout 900 "$python" -m playwright install --with-deps chromium </dev/null >/dev/null 2>&1 && found; then exit 0; fi
for package in chromium chromium-browser; do
    if sh tools/apt.sh "$package" && found; then exit 0; fi
done
printf 'No Chromium could be installed: set CHROMIUM_PATH, or install the package chromium.\n' >&2
exit 0
