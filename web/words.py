"""Words: the roles as people read them."""

from components.language import gettext as _
from domain.access import Role


def role_name(role: Role) -> str:
    """Return a role's name in the reader's language."""
    names = {
        Role.ADMINISTRATOR: _("Administrator"),
        Role.EXECUTIVE: _("Executive"),
        Role.SALES_MANAGER: _("Sales manager"),
        Role.ANALYST: _("Analyst"),
        Role.SALES_PERSON: _("Sales person"),
    }
    return names[role]
