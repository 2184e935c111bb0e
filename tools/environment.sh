#!/bin/sh
# Make the virtual environment and install the pinned packages, only when something changed.
# usage: environment.sh run|dev VENV [--install]   (--install: fetch a missing venv module with apt-get)
set -eu

kind=$1
venv=$2
install=${3:-}

say() { printf '%s\n' "$*" >&2; }

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for name in ${PYTHON3:-} python3 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 && is_new_enough "$name"; then
            command -v "$name"
            return 0
        fi
    done
    say "Caudal needs Python 3.11 or newer, and none was found: install it (Debian, Ubuntu: sudo apt-get install python3 python3-venv), then try again."
    return 1
}

need_venv_module() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1 && return 0
    if [ "$install" = --install ] && sh tools/apt.sh python3-venv && "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        return 0
    fi
    say "Python's venv module is missing: install it (Debian, Ubuntu: sudo apt-get install python3-venv), then try again."
    return 1
}

make_environment() {
    python=$(find_python)
    need_venv_module "$python"
    say "Making the environment in $venv …"
    "$python" -m venv --clear "$venv"
}

# What should be installed, byte for byte; kept beside the environment once it is.
wanted() {
    if [ "$kind" = dev ]; then
        cat requirements.txt constraints.txt requirements-dev.txt
    else
        cat requirements.txt constraints.txt
    fi
}

install_packages() {
    say "Installing the pinned packages (only now and after they change) …"
    requirements=requirements.txt
    [ "$kind" = dev ] && requirements=requirements-dev.txt
    if ! "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input -r "$requirements"; then
        say "The packages could not be installed: check the network and the message above, then try again."
        return 1
    fi
    wanted > "$venv/installed-$kind.txt"
    # The development set holds the other one.
    if [ "$kind" = dev ]; then cat requirements.txt constraints.txt > "$venv/installed-run.txt"; fi
}

is_new_enough "$venv/bin/python" || make_environment
wanted | cmp -s - "$venv/installed-$kind.txt" || install_packages
