"""Settings of one's own: the language, the theme and the time zone."""

from zoneinfo import available_timezones

from sqlalchemy import update
from sqlalchemy.orm import Session

from data.schema.people import User
from domain.access import Principal
from domain.errors import MalformedInput

LOCALES = frozenset({"en", "es", "it"})
THEMES = frozenset({"light", "dark", "system"})


def choose_locale(session: Session, principal: Principal, locale: str) -> None:
    """Show everything in another language from now on; raise MalformedInput for one that Caudal does not speak."""
    if locale not in LOCALES:
        raise MalformedInput
    session.execute(update(User).where(User.id == principal.user_id).values(locale=locale))


def choose_theme(session: Session, principal: Principal, theme: str) -> None:
    """Paint the pages light, dark or as the system is; raise MalformedInput for anything else."""
    if theme not in THEMES:
        raise MalformedInput
    session.execute(update(User).where(User.id == principal.user_id).values(theme=theme))


def choose_time_zone(session: Session, principal: Principal, time_zone: str) -> None:
    """Tell times and today's date as in this zone from now on; raise MalformedInput for one that does not exist."""
    if time_zone not in available_timezones():
        raise MalformedInput
    session.execute(update(User).where(User.id == principal.user_id).values(time_zone=time_zone))
