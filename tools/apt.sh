#!/bin/sh
# Install Debian or Ubuntu packages, as root or through sudo; fails quietly where there is no apt-get.
set -eu

command -v apt-get >/dev/null 2>&1 || exit 1
as_root=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || exit 1
    as_root="sudo -n"
fi
export DEBIAN_FRONTEND=noninteractive
printf 'Installing %s …\n' "$*" >&2
$as_root apt-get update -qq >/dev/null || true # an old list is better than none
$as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
