"""What an address asks of the grid: the view with the profile's order and groups, and its rows and sums."""

from dataclasses import dataclass, field
from datetime import date

from data.queries.grid import Grid
from data.queries.grid.profiles import visible_profiles
from data.queries.reporting import Converter, reporting_currency
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.grid import GridView
from web import router
from workflow.grid_profiles import Layout, read

PATH = "/opportunities"
GRID = "opportunities"
NO_GROUP = "none"  # what an address says where the profile has a group that is not wanted
STANDARD = "0"  # and for the columns as they are without any profile


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile that the person may use; `audience` is "me", "everyone" or a role."""

    id: int
    name: str
    audience: str
    is_default: bool
    layout: Layout = field(repr=False)


@dataclass(frozen=True, slots=True)
class View:
    """What one address asks of the grid, for one person, on one day."""

    principal: Principal
    asked: GridView
    currency: str
    today: date
    profiles: tuple[Profile, ...] = ()
    profile: Profile | None = None

    @classmethod
    def of(cls, reading: Session, principal: Principal, search: str | None) -> "View":
        """Read the address, as the chosen profile completes it; raise BadFilter or UnknownCurrency."""
        values = router.read_search(search)
        profiles = profiles_of(reading, principal)
        chosen = _chosen(profiles, values.pop("profile", ""))
        usual = chosen.layout if chosen else Layout([])
        values.setdefault("sort", usual.sort)
        if values.setdefault("group", usual.group) == NO_GROUP:
            del values["group"]
        today = clock.today(principal.time_zone)
        asked = GridView.from_query(values, today)
        return cls(principal, asked, reporting_currency(reading, principal, asked.pipeline), today, profiles, chosen)

    def grid(self, reading: Session) -> Grid:
        """Return the reader of the rows."""
        return Grid(reading, self.principal, self.asked, currency=self.currency, today=self.today)

    def converter(self, reading: Session) -> Converter:
        """Return what brings the sums to one currency."""
        return Converter(reading, self.currency, self.asked.pipeline.as_of or self.today)


def profiles_of(reading: Session, principal: Principal) -> tuple[Profile, ...]:
    """Return the profiles that the person may use, as far as they can be read."""
    found = ((kept, read(kept.columns)) for kept in visible_profiles(reading, principal, GRID))
    return tuple(
        Profile(kept.id, kept.name, "me" if kept.user_id else kept.role or "everyone", kept.is_default, layout)
        for kept, layout in found
        if layout is not None
    )


def _chosen(profiles: tuple[Profile, ...], wanted: str) -> Profile | None:
    """Return the profile of an address; without one the nearest default. One that is gone is like none at all."""
    if wanted == STANDARD:
        return None
    named = next((profile for profile in profiles if str(profile.id) == wanted), None)
    return named or next((profile for profile in profiles if profile.is_default), None)
