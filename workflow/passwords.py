"""Passwords: hashed with argon2id, checked at the same cost whether the person exists or not."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from domain.errors import TooManyAttempts, WeakPassword

SHORTEST = 12
LONGEST = 1024  # beyond it hashing would be the attacker's lever
AT_ONCE = 2  # each hashing takes 19 MiB and a core for some 40 ms
LONGEST_WAIT_SECONDS = 3

HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1, type=Type.ID)
_turns = threading.BoundedSemaphore(AT_ONCE)


def check_strength(password: str, login: str) -> None:
    """Raise WeakPassword for one that is too short, too long or the login itself."""
    same = password.casefold() == login.casefold()
    if not SHORTEST <= len(password) <= LONGEST or same:
        raise WeakPassword(length=SHORTEST)


def hash_password(password: str) -> str:
    """Return the hash to store; raise TooManyAttempts when too many others are being computed."""
    with _turn():
        return HASHER.hash(_bytes(password))


def verify(stored: str | None, password: str) -> bool:
    """Tell whether the password fits; without a stored hash (unknown person) the same work is done in vain."""
    too_long = len(password) > LONGEST
    with _turn():
        try:
            HASHER.verify(stored or unknown_hash(), b"" if too_long else _bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None and not too_long


def is_outdated(stored: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)


@cache
def unknown_hash() -> str:
    """Return the hash that stands in for people who do not exist; call it once at start to have it ready."""
    return HASHER.hash("nobody")


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise TooManyAttempts(seconds=LONGEST_WAIT_SECONDS)
    try:
        yield
    finally:
        _turns.release()


def _bytes(password: str) -> bytes:
    # A lone surrogate is no text, but must not be an error that tells anything either.
    return password.encode("utf-8", "surrogatepass")
