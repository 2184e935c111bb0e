"""People: the owners of the source become teams, users who cannot sign in, and agents."""

import base64
import secrets
from collections.abc import Iterator

from sqlalchemy import delete, select

from data.importers.fields import coded
from data.importers.ground import free_code
from data.importers.records import Record, Records
from data.importers.run import Run, Seller
from data.schema.importing import ExternalRef
from data.schema.people import Agent, Team, User, UserCompany, UserTeam
from domain.access import Role
from domain.geography import fold

LONGEST_LOGIN = 60


def write_people(run: Run, records: Records) -> None:
    """Write teams and people, those above before those below."""
    for record in downwards(records.by_key.get("team", {}), "parent"):
        _team(run, record)
    for record in downwards(records.by_key.get("person", {}), "manager"):
        _person(run, record)
    _recall(run)


def downwards(records: dict[str, Record], above: str) -> Iterator[Record]:
    """Yield records so that each comes after the one it names as above it; circles were refused before."""
    done: set[str] = set()
    for record in records.values():
        path = [record]
        while (key := path[-1].values.get(above)) in records and key not in done:
            path.append(records[key])
        for each in reversed(path):
            if each.key not in done:
                done.add(each.key)
                yield each


def _team(run: Run, record: Record) -> None:
    parent_id = run.id_of("team", record.values.get("parent"))
    team = run.session.get(Team, run.known("team").get(record.key, 0))
    if team:
        if (team.name, team.parent_id) == (record.values["name"], parent_id):
            run.count("team").unchanged += 1
        else:
            team.name, team.parent_id = record.values["name"], parent_id
            run.count("team").changed += 1
        return
    taken = set(run.session.scalars(select(Team.code).where(Team.company_id == run.company_id)))
    code = free_code(record.values.get("code") or coded(record.values["name"]), taken)
    team = Team(company_id=run.company_id, code=code, name=record.values["name"], parent_id=parent_id)
    run.session.add(team)
    run.session.flush()
    run.count("team").added += 1
    refer(run, "team", record.key, team.id)


def _person(run: Run, record: Record) -> None:
    agent = run.session.get(Agent, run.known("person").get(record.key, 0))
    team_id = run.id_of("team", record.values.get("team"))
    manager_id = run.id_of("person", record.values.get("manager"))
    if agent is None:
        _new_person(run, record, team_id, manager_id)
        return
    before = (agent.name, agent.team_id, agent.manager_agent_id)
    if before == (record.values["name"], team_id, manager_id):
        run.count("person").unchanged += 1
        return
    if agent.team_id != team_id and agent.user_id is not None:
        _change_team(run, agent.user_id, agent.team_id, team_id)
    agent.name, agent.team_id, agent.manager_agent_id = record.values["name"], team_id, manager_id
    run.count("person").changed += 1


def _new_person(run: Run, record: Record, team_id: int | None, manager_id: int | None) -> None:
    values = record.values
    login = _free_login(run, values.get("login") or values["name"])
    user = User(
        login=login, display_name=values["name"], email=values.get("email"),
        role=values.get("role") or Role.SALES_PERSON.value, password_hash=closed_hash(),
    )  # fmt: skip
    run.session.add(user)
    run.session.flush()
    run.session.add(UserCompany(user_id=user.id, company_id=run.company_id))
    if team_id is not None:
        run.session.add(UserTeam(user_id=user.id, team_id=team_id))
    taken = set(run.session.scalars(select(Agent.code).where(Agent.company_id == run.company_id)))
    agent = Agent(
        company_id=run.company_id, code=free_code(coded(record.key), taken), name=values["name"], user_id=user.id,
        manager_agent_id=manager_id, team_id=team_id, active_from_on=values.get("active_from_on"),
        active_to_on=values.get("active_to_on"),
    )  # fmt: skip
    run.session.add(agent)
    run.session.flush()
    run.count("person").added += 1
    refer(run, "person", record.key, agent.id)


def _change_team(run: Run, user_id: int, before: int | None, after: int | None) -> None:
    run.session.execute(delete(UserTeam).where(UserTeam.user_id == user_id, UserTeam.team_id == before))
    if after is not None and run.session.get(UserTeam, (user_id, after)) is None:
        run.session.add(UserTeam(user_id=user_id, team_id=after))


def _free_login(run: Run, name: str) -> str:
    wanted = ".".join(fold(name).split())[:LONGEST_LOGIN] or "somebody"
    login, number = wanted, 1
    while run.session.scalar(select(User.id).where(User.login == login)) is not None:
        number += 1
        login = f"{wanted}.{number}"
    return login


def _recall(run: Run) -> None:
    """Remember whom the source means by its keys, people of earlier imports included."""
    ids = run.known("person")
    agents = {agent.id: agent for agent in run.session.scalars(select(Agent).where(Agent.company_id == run.company_id))}
    for key, agent_id in ids.items():
        agent = agents[agent_id]
        if agent.user_id is not None:
            run.sellers[key] = Seller(agent.user_id, agent.id, agent.team_id)


def refer(run: Run, entity: str, key: str, entity_id: int) -> None:
    """Remember the source's key of a record that cannot carry it itself."""
    run.session.add(
        ExternalRef(source_system_id=run.source_system_id, entity=entity, source_id=key, entity_id=entity_id)
    )
    run.known(entity)[key] = entity_id


def closed_hash() -> str:
    """Return a password hash that no password has, of the usual form, so that trying one takes as long as ever."""
    salt, digest = (base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    return f"$argon2id$v=19$m=19456,t=2,p=1${salt}${digest}"
