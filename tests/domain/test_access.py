"""A role permits what it names, and reaches as far as companies and teams allow."""

import pytest

from domain.access import ROLE_PERMISSIONS, Permission, Principal, Reach, Role, reach_of
from domain.errors import NotPermitted


def person(role: Role, *, sees: Reach = Reach.COMPANY, changes: Reach = Reach.COMPANY) -> Principal:
    return Principal(
        user_id=7, login="ada", display_name="Ada", role=role, company_ids=frozenset({1}), team_ids=frozenset({10}),
        sees=sees, changes=changes,
    )  # fmt: skip


def test_every_role_is_declared() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.ANALYST])
def test_executives_and_analysts_look_but_do_not_change(role: Role) -> None:
    assert person(role).may(Permission.SEE_PIPELINE)
    with pytest.raises(NotPermitted):
        person(role).require(Permission.CHANGE_OPPORTUNITIES)


def test_only_administrators_administer() -> None:
    assert [role for role in Role if person(role).may(Permission.ADMINISTER)] == [Role.ADMINISTRATOR]


def test_no_reach_goes_beyond_the_companies() -> None:
    for reach in Reach:
        assert not person(Role.ADMINISTRATOR, sees=reach).reaches(company_id=2, team_id=10, owner_id=7)


def test_a_team_member_reaches_the_team_and_what_is_their_own() -> None:
    member = person(Role.SALES_PERSON, sees=Reach.TEAM, changes=Reach.OWN)
    assert member.reaches(company_id=1, team_id=10, owner_id=8)
    assert member.reaches(company_id=1, team_id=11, owner_id=7)
    assert not member.reaches(company_id=1, team_id=11, owner_id=8)
    assert not member.reaches(company_id=1, team_id=10, owner_id=8, changing=True)
    assert not member.reaches(company_id=1, team_id=None, owner_id=None)


def test_a_manager_without_teams_reaches_the_company() -> None:
    assert reach_of(Role.SALES_MANAGER, has_teams=False, sales_people=Reach.OWN) is Reach.COMPANY
    assert reach_of(Role.SALES_MANAGER, has_teams=True, sales_people=Reach.OWN) is Reach.TEAM
    assert reach_of(Role.SALES_PERSON, has_teams=True, sales_people=Reach.OWN) is Reach.OWN
