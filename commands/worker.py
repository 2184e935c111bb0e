"""The worker: does what is due at its time, beside the server or on another machine."""

import argparse
import logging
import os
import signal
import socket
import sys
import threading
import time

from commands.command import Commands, add_command
from web.settings import Settings

LOOKS_EVERY = 0.5  # seconds
LONGEST_PAUSE = 60.0  # seconds between starts of a worker that dies again and again
POLITE = 10  # people who wait for a page come before jobs


def add_to(commands: Commands) -> None:
    """Add the command of the worker."""
    text = "do what is due: snapshots, forecasts, rules with a time, mail, webhooks; as many workers as you like"
    options = add_command(commands, "worker", worker, text)
    options.add_argument(
        "--beside", type=int, metavar="PID", help="end with this process, and start again after a crash"
    )


def worker(options: argparse.Namespace, settings: Settings) -> int:
    """Work until a signal or, beside a server, until that has ended."""
    os.nice(POLITE)
    if options.beside is None:
        return _work(settings, os.getppid(), beside=False)
    return _watch(settings, options.beside)


def _work(settings: Settings, parent: int, *, beside: bool) -> int:
    from data.session import Database
    from web.jobs import register_jobs
    from workflow.worker import Worker

    logging.basicConfig(stream=sys.stderr, level=logging.WARNING if beside else logging.INFO, format="%(message)s")
    register_jobs(settings)
    working = Worker(Database(settings.database_url), f"{socket.gethostname()[:30]}:{os.getpid()}")
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: working.stop())
    if beside:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    working.run()
    return 0


def _end_with(parent: int) -> None:
    """End this process as soon as the one that watches it has: a job that is cut off is done again by the next worker."""
    while os.getppid() == parent:
        time.sleep(LOOKS_EVERY)
    os._exit(0)


def _watch(settings: Settings, server: int) -> int:
    """Keep a worker running for as long as the server does: a job that takes too much memory takes only the worker down."""
    me, pause = os.getpid(), LOOKS_EVERY
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: sys.exit(0))
    while os.getppid() == server:
        child = os.fork()
        if child == 0:
            os._exit(_work(settings, me, beside=True))
        began = time.monotonic()
        if not _outlives(child, server):
            return 0
        pause = LOOKS_EVERY if time.monotonic() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
        print("The worker ended; it is started again.", file=sys.stderr)
        time.sleep(pause)
    return 0


def _outlives(child: int, server: int) -> bool:
    """Wait until the worker has ended; False when the server ended first."""
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if os.getppid() != server:
            return False
        time.sleep(LOOKS_EVERY)
    return True
