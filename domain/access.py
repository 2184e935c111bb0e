"""Access: who a person is, what the role permits and how far it reaches."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.errors import NotPermitted, PastIsReadOnly


class Role(StrEnum):
    """One role per person."""

    ADMINISTRATOR = "administrator"
    EXECUTIVE = "executive"
    SALES_MANAGER = "sales_manager"
    ANALYST = "analyst"
    SALES_PERSON = "sales_person"


class Permission(StrEnum):
    """What a callback, route or verb can require."""

    USE_APP = "use_app"  # signed in: the shell, search, own settings, own saved views
    SEE_PIPELINE = "see_pipeline"
    CHANGE_OPPORTUNITIES = "change_opportunities"
    CHANGE_DOCUMENTS = "change_documents"  # dates of orders, invoices from orders, payments, credit notes
    CHANGE_CAMPAIGNS = "change_campaigns"  # campaigns with their costs, goals and members
    SET_TARGETS = "set_targets"
    EXPORT = "export"
    SHARE_VIEWS = "share_views"
    IMPORT = "import"
    ADMINISTER = "administer"


class Reach(StrEnum):
    """How far seeing or changing goes within the companies of a person."""

    OWN = "own"
    TEAM = "team"
    COMPANY = "company"


SEES = frozenset({Permission.USE_APP, Permission.SEE_PIPELINE, Permission.EXPORT})
# What is left of them where nothing can be changed: looking at an earlier day.
LOOKS_BACK = SEES | {Permission.SHARE_VIEWS}
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.EXECUTIVE: SEES | {Permission.SHARE_VIEWS, Permission.SET_TARGETS},
    Role.SALES_MANAGER: SEES
    | {
        Permission.CHANGE_OPPORTUNITIES,
        Permission.CHANGE_DOCUMENTS,
        Permission.CHANGE_CAMPAIGNS,
        Permission.SET_TARGETS,
        Permission.SHARE_VIEWS,
        Permission.IMPORT,
    },
    Role.ANALYST: SEES | {Permission.SHARE_VIEWS},
    Role.SALES_PERSON: SEES | {Permission.CHANGE_OPPORTUNITIES},
}


@dataclass(frozen=True, slots=True)
class Principal:
    """The person behind a request, read from the database once per request.

    `team_ids` are the teams whose records the person reaches; for a manager without teams, `sees` is COMPANY. Who
    `looks_from` an earlier day changes nothing; the other rights are those of today.
    """

    user_id: int
    login: str
    display_name: str
    role: Role
    company_ids: frozenset[int]
    team_ids: frozenset[int]
    sees: Reach
    changes: Reach
    locale: str = "en"
    theme: str = "system"
    time_zone: str = "UTC"
    looks_from: date | None = None
    permissions: frozenset[Permission] = field(init=False)

    def __post_init__(self) -> None:
        permitted = ROLE_PERMISSIONS[self.role]
        object.__setattr__(self, "permissions", permitted if self.looks_from is None else permitted & LOOKS_BACK)

    def may(self, permission: Permission) -> bool:
        """Tell whether the role permits it."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise NotPermitted unless the role permits it, PastIsReadOnly where only the earlier day forbids it."""
        if self.may(permission):
            return
        if permission in ROLE_PERMISSIONS[self.role]:
            raise PastIsReadOnly(day=self.looks_from)
        raise NotPermitted

    def reaches(self, *, company_id: int, team_id: int | None, owner_id: int | None, changing: bool = False) -> bool:
        """Tell whether a record lies in scope; the same rule as the condition in data/scope.py."""
        if company_id not in self.company_ids:
            return False
        reach = self.changes if changing else self.sees
        if reach is Reach.COMPANY or owner_id == self.user_id:
            return True
        return reach is Reach.TEAM and team_id in self.team_ids


def reach_of(role: Role, *, has_teams: bool, sales_people: Reach) -> Reach:
    """Return how far a role reaches: sales people as the setting says, managers to their teams when they have some."""
    if role is Role.SALES_PERSON:
        return sales_people
    if role is Role.SALES_MANAGER and has_teams:
        return Reach.TEAM
    return Reach.COMPANY
