"""Throttle: failed sign-ins make the next ones wait, longer each time, but never for good."""

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from data.schema.people import SignInAttempt
from domain.errors import TooManyAttempts
from workflow.turns import Turn, take_turn

REMEMBERED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Bucket:
    """What failures are counted by: after `free` of them each doubles the wait, up to `longest` seconds."""

    name: str
    free: int
    longest: int

    def wait_seconds(self, failures: int) -> int:
        """Return how long to wait after the last of so many failures."""
        if failures < self.free:
            return 0
        return min(1 << min(failures - self.free, 16), self.longest)


def buckets(login: str, address: str) -> tuple[Bucket, Bucket]:
    """Return the buckets of an attempt: its account and the network it comes from."""
    # Hashed: people type their password into the wrong field.
    account = hashlib.sha256(login.encode("utf-8", "surrogatepass")).hexdigest()
    return Bucket(f"account:{account}", free=5, longest=60), Bucket(
        f"address:{_network(address)}", free=20, longest=300
    )


def admit(session: Session, which: tuple[Bucket, ...], now: datetime) -> None:
    """Count an attempt as failed until proven good; raise TooManyAttempts when it comes too soon."""
    take_turn(session, Turn.SIGN_IN)  # else many at once would all see the same few failures
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - REMEMBERED))
    left = max(_seconds_left(session, bucket, now) for bucket in which)
    if left > 0:
        raise TooManyAttempts(seconds=math.ceil(left))
    session.add_all(SignInAttempt(bucket=bucket.name, at=now) for bucket in which)


def forgive(session: Session, which: tuple[Bucket, ...], now: datetime) -> None:
    """After a good sign-in: forget the account's failures, and of the address only this attempt."""
    account, *others = which
    session.execute(delete(SignInAttempt).where(SignInAttempt.bucket == account.name))
    names = [bucket.name for bucket in others]
    session.execute(delete(SignInAttempt).where(SignInAttempt.bucket.in_(names), SignInAttempt.at == now))


def _seconds_left(session: Session, bucket: Bucket, now: datetime) -> float:
    mine = SignInAttempt.bucket == bucket.name
    last_at = session.scalar(select(func.max(SignInAttempt.at)).where(mine))
    if last_at is None:
        return 0.0
    count = session.scalar(select(func.count()).select_from(SignInAttempt).where(mine)) or 0
    # Never longer than the wait itself, whatever happened to the clock.
    wait = bucket.wait_seconds(count)
    return float(min(wait - (now - last_at).total_seconds(), wait))


def _network(address: str) -> str:
    """Return the address itself, or for IPv6 the network that one household gets."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed.ipv4_mapped if parsed.version == 6 else parsed)
