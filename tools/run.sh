#!/bin/sh
# Serve Caudal; the demo company comes with it where only this machine can reach it, because its passwords are public.
set -eu

case "${HOST:-127.0.0.1}" in
    127.* | localhost | ::1) DEMO=${DEMO:-1} ;;
    *) DEMO=${DEMO:-0} ;;
esac
export DEMO
exec "$1" app.py
