"""The parts of the authorisation matrix: who asks, for what, about which record, and what must come of it."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from dash import Dash
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from data.queries.people import principal_of_user
from data.schema import Base
from data.schema.activity import Activity, ActivityType
from data.schema.contact import Contact
from data.schema.invoicing import ExpectedInvoicing
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.schema.sales import Quote
from data.schema.view import SavedView
from data.session import Database
from domain import clock
from domain.access import Permission, Principal, Role
from domain.period import month_of
from tests.documents import Documents
from tests.web.tiny import SAME_ORIGIN, enter
from tests.world import TODAY, World

Scope = Literal[
    "",
    "see",
    "change",
    "see order",
    "change order",
    "see invoice",
    "change invoice",
    "see quote",
    "see activity",
    "change quote",
    "own view",
    "change contact",
    "change campaign",
    "see contact",
    "see campaign",
]
MISSING = 10**9
# What attackers put where a number belongs; each is refused before it reaches SQL.
MALFORMED: tuple[object, ...] = (
    "null", "", ":id", "1 or 1=1", "１", "5; drop table opportunity", None, True, 1.5, [], {}, [1], {"select": 1}, 2**63, "\u202e5",
)  # fmt: skip
ODD_NUMBERS = (0, -1, MISSING, 2**62)
STRANGERS = ("nobody", "gone", "signed out")
DEMOTED = "demoted manager"
PEOPLE = (
    "administrator", "executive", "manager", "country_manager", "analyst", "sales", "colleague", "other_team", "foreign",
    DEMOTED, *STRANGERS,
)  # fmt: skip
RECORDS = ("press", "franc", "south", "teamless", "alpine", "glacier", "yen")


@dataclass(frozen=True)
class Expected:
    """What a callback needs: the permission, how far, and the values of its inputs and states for a record."""

    permission: Permission
    values: Callable[[Any, "Stage"], list[Any]]
    scope: Scope = ""
    changes: bool = False


@dataclass(frozen=True)
class Stage:
    """One copy of the known company behind the real app."""

    server: Flask
    app: Dash
    database: Database
    world: World
    views: Mapping[str, int]
    documents: Documents

    def ids(self, scope: Scope) -> Mapping[str, int]:
        """Return the records that a scope is about, by name; a document bears the name of its opportunity."""
        if scope == "own view":
            return self.views
        if scope == "see activity":
            return self.activities()
        if scope.endswith("contact"):
            return self.world.contacts
        if scope.endswith("campaign"):
            return self.world.campaigns
        known = {
            "order": self.documents.orders,
            "invoice": self.documents.invoices,
            "quote": self.documents.quotes,
        }.get(scope.partition(" ")[2], self.world.opportunities)
        return {name: known[name] for name in RECORDS if name in known}

    def activities(self) -> Mapping[str, int]:
        """Return one planned activity by the name of its opportunity, where it has any."""
        names = {id_: name for name, id_ in self.world.opportunities.items() if name in RECORDS}
        query = select(Activity.opportunity_id, Activity.id).where(Activity.done_at.is_(None)).order_by(Activity.id)
        with self.database.read() as session:
            return {names[about]: id_ for about, id_ in session.execute(query) if about in names}

    def browser(self, person: str) -> FlaskClient:
        """Return the person's browser."""
        if person == "nobody":
            return self.server.test_client()
        login = "country_manager" if person == DEMOTED else "sales" if person == "signed out" else person
        client = enter(self.server, self.database, self.world.users[login])
        with self.database.write() as session:
            if person == DEMOTED:  # without ending the session, as if somebody wrote into the database
                session.execute(update(User).where(User.login == login).values(role=Role.ANALYST))
        if person == "signed out":
            from domain import clock
            from workflow.users import end_sessions

            self.database.run(lambda unit: end_sessions(unit, self.world.users[login], clock.now()))
        return client

    def principal(self, person: str) -> Principal | None:
        """Return the person as a request would carry them, None for strangers."""
        if person in STRANGERS:
            return None
        login = "country_manager" if person == DEMOTED else person
        with self.database.read() as session:
            return principal_of_user(session, self.world.users[login])

    def titles_out_of_reach(self, principal: Principal | None) -> set[str]:
        """Return what must not appear in any answer to this person, by the rule of the domain."""
        columns = Opportunity.title, Opportunity.company_id, Opportunity.team_id, Opportunity.owner_id
        with self.database.read() as session:
            rows = session.execute(select(*columns)).all()
        return {
            title
            for title, company_id, team_id, owner_id in rows
            if principal is None or not principal.reaches(company_id=company_id, team_id=team_id, owner_id=owner_id)
        }

    def checksum(self) -> str:
        """Return something that differs when anything in the database does."""
        with self.database.read() as session:
            return repr([
                (table.name, sorted(map(repr, session.execute(table.select())))) for table in Base.metadata.sorted_tables
            ])  # fmt: skip

    def reaches(self, principal: Principal, record: str, scope: Scope) -> bool:
        """Tell by the rule of the domain whether the person reaches a record."""
        if scope == "own view":
            return record == principal.login
        if scope.endswith(("contact", "campaign")):
            company = "CH" if record in {"Alpen Werk", "Mailing"} else "IT"
            return self.world.companies[company] in principal.company_ids
        with self.database.read() as session:
            row = session.execute(
                select(Opportunity.company_id, Opportunity.team_id, Opportunity.owner_id).where(
                    Opportunity.id == self.world.opportunities[record]
                )
            ).one()
        where = {"company_id": row.company_id, "team_id": row.team_id, "owner_id": row.owner_id}
        return principal.reaches(**where) and (scope.startswith("see") or principal.reaches(**where, changing=True))


def add_views(database: Database, world: World) -> dict[str, int]:
    """Give everybody a private saved view and return the ids by login."""
    with database.write() as session:
        for login, user_id in world.users.items():
            session.add(
                SavedView(user_id=user_id, page="/progress-board", name=f"private view of {login}", query="p=50-90")
            )
        session.flush()
        return {
            login: session.scalars(select(SavedView.id).where(SavedView.user_id == user_id)).one()
            for login, user_id in world.users.items()
        }


def send_quotes(database: Database) -> None:
    """Let all quotes wait for an answer, so that each can be accepted."""
    with database.write() as session:
        session.execute(update(Quote).values(status="sent"))


def name_of(registered: Mapping[str, Any]) -> str:
    """Return module and name of a callback's function."""
    function = registered["callback"]
    return f"{function.__module__}.{function.__qualname__}"


def server_callbacks(app: Dash) -> dict[str, str]:
    """Return the keys of all callbacks that run on the server, by name."""
    return {name_of(found): key for key, found in app.callback_map.items() if "callback" in found}


def request_for(app: Dash, key: str, values: list[Any]) -> dict[str, Any]:
    """Return what the browser would send to a callback: the registered ids with these values."""
    registered = app.callback_map[key]
    specs = [*registered["inputs"], *registered["state"]]
    items = [
        {"id": spec["id"], "property": spec["property"], "value": value}
        for spec, value in zip(specs, values, strict=True)
    ]
    output = registered["output"]
    several = output if isinstance(output, list | tuple) else [output]
    outputs = [{"id": one.component_id_str(), "property": one.component_property} for one in several]
    count = len(registered["inputs"])
    first = registered["inputs"][0]
    return {
        "output": key,
        "outputs": outputs if isinstance(output, list | tuple) else outputs[0],
        "inputs": items[:count],
        "state": items[count:],
        "changedPropIds": [f"{first['id']}.{first['property']}"],
    }


def post(browser: FlaskClient, body: object) -> TestResponse:
    """Send a callback's request."""
    return browser.post("/_dash-update-component", json=body, headers=SAME_ORIGIN)


def was_refused(answer: TestResponse) -> bool:
    """Tell whether nothing was given: a status, a toast alone, or a board that says no."""
    if answer.status_code != 200:
        return True
    data = answer.get_json()
    toast = data.get("sideUpdate", {}).get("toast", {}).get("data")
    response = data.get("response", {})
    acks = [
        values["data"]
        for values in response.values()
        if isinstance(values.get("data"), dict) and "ok" in values["data"]
    ]
    is_no = any(not ack["ok"] for ack in acks)
    says_no = any(word in answer.text for word in ("There is nothing at this address", "This is not shared with you"))
    return (toast is not None and toast["tone"] == "warn" and not response) or is_no or says_no


# ── What is registered, and what each of it needs ───────────────────────────────────────────────────


def _route(record: object, _stage: Stage) -> list[Any]:
    return [f"/opportunity/{record}", "?opportunity_id=1&company=1&user=1&is_admin=1"]


def _drop(record: object, stage: Stage) -> list[Any]:
    target = f"p{stage.world.probabilities[75]}"  # none of the records stands there
    action = {
        "seq": 1, "request_key": str(uuid.uuid4()), "kind": "move", "card": record, "version": 1, "from": "p1", "to": target,
        "owner_id": 1, "company_id": 1, "user_id": 1,
    }  # fmt: skip
    return [action, ""]


def _drop_on_stage(record: object, stage: Stage) -> list[Any]:
    """Move a card to the fifth stage of its own pipeline, where none of the records stands."""
    with stage.database.read() as session:
        held = session.get(Opportunity, record) if record in stage.world.opportunities.values() else None
        renewed = held is not None and held.pipeline_id == stage.world.pipelines["renewal"]
    action = _drop(record, stage)[0] | {
        "to": f"s{stage.world.stages['renewal' if renewed else 'new', 4]}",
        "probability": "set",
    }
    return [action, ""]


def _ask_fields(record: object, _stage: Stage) -> list[Any]:
    return [{"seq": 1, "what": "fields", "id": record, "user_id": 1, "company_id": 1}]


def _edit_fields(record: object, _stage: Stage) -> list[Any]:
    wish = {
        "seq": 1, "what": "fields", "id": record, "request_key": str(uuid.uuid4()), "currency": "EUR",
        "changes": [{"name": "description", "seen": None, "text": "Asked for a second line"}], "user_id": 1,
    }  # fmt: skip
    return [wish, ""]


def _plan(record: object, stage: Stage) -> list[Any]:
    """Move what an opportunity has in its first month to a month that is still to come."""
    known = stage.world.opportunities.values()
    with stage.database.read() as session:
        months = select(ExpectedInvoicing.month).where(ExpectedInvoicing.opportunity_id == record)
        first = session.scalars(months.order_by(ExpectedInvoicing.month)).first() if record in known else 0
    action = {
        "seq": 1, "request_key": str(uuid.uuid4()), "kind": "move", "section": "EUR", "lane": "opportunities", "card": record,
        "version": 1, "from": first or 0, "to": month_of(clock.today()) + 3, "owner_id": 1, "company_id": 1,
    }  # fmt: skip
    return [action, "?collapse=none"]


def _change_many(record: object, _stage: Stage) -> list[Any]:
    """Give one opportunity another expected day, as if it were many."""
    action = {
        "seq": 1, "request_key": str(uuid.uuid4()), "kind": "change", "what": "expected_delivery_on", "rows": [[record, 1]],
        "on": "2027-02-03", "owner_id": 1, "company_id": 1, "user_id": 1,
    }  # fmt: skip
    return [action, "?group=stage"]


def _keep_profile(_record: object, _stage: Stage) -> list[Any]:
    layout = {"columns": [{"id": "title", "width": 200}], "sort": "-net"}
    return [{"seq": 1, "kind": "save", "name": "Titles", "layout": layout, "user_id": 1, "audience": "me"}]


def _more_documents(_record: object, _stage: Stage) -> list[Any]:
    request = {"seq": 1, "rev": 1, "section": "EUR", "kind": "opportunities", "month": month_of(TODAY) + 2, "limit": 50}
    return [request, "?currency=EUR"]


def _act_on_view(record: object, _stage: Stage) -> list[Any]:
    return [{"seq": 1, "action": "delete", "id": record, "user_id": 1}, "/progress-board", ""]


def _more(_record: object, stage: Stage) -> list[Any]:
    column = f"p{stage.world.probabilities[50]}"
    return [{"seq": 1, "rev": 1, "column": column, "cursor": ["first"]}, f"?company={stage.world.companies['CH']}"]


def _more_of_stage(_record: object, stage: Stage) -> list[Any]:
    request = {"seq": 1, "rev": 1, "column": f"s{stage.world.stages['new', 3]}", "cursor": ["first"]}
    return [request, f"?pipeline={stage.world.pipelines['new']}"]


def _sheet(_record: object, stage: Stage) -> list[Any]:
    return [f"?company={stage.world.companies['CH']}&year=2026&level=team"]


def _copy(_record: object, stage: Stage) -> list[Any]:
    sheet = f"company={stage.world.companies['IT']}&year=2027&level=team"
    return [{"seq": 1, "sheet": sheet, "source": "results", "percent": "5", "user_id": 1}]


def _set_target(_record: object, stage: Stage) -> list[Any]:
    change = {"member": stage.world.teams["NORTH"], "month": 2027 * 12, "before": None, "text": "1,000"}
    sheet = f"company={stage.world.companies['IT']}&year=2027&measure=billings&level=team"
    action = {
        "seq": 1,
        "request_key": str(uuid.uuid4()),
        "kind": "save",
        "sheet": sheet,
        "changes": [change],
        "user_id": 1,
    }
    return [action]


def _on_document(what: str, **form: str) -> Callable[[Any, Stage], list[Any]]:
    """Return what a dialog of an order or an invoice sends, and the address."""

    def sent(record: object, _stage: Stage) -> list[Any]:
        action = {
            "seq": 1, "what": what, "id": record, "version": 1, "request_key": str(uuid.uuid4()), "form": form,
            "owner_id": 1, "company_id": 1, "user_id": 1,
        }  # fmt: skip
        return [action, "?company=1"]

    return sent


def _on_deal(record: object, stage: Stage) -> list[Any]:
    """Lose an opportunity for a reason that fits."""
    return _on_document("lose", reason=str(stage.world.reasons["PRICE"]))(record, stage)


def _asked_deal(what: str) -> Callable[[Any, Stage], list[Any]]:
    return lambda record, _stage: [{"seq": 1, "what": what, "id": record, "owner_id": 1, "company_id": 1}]


def _on_contact(what: str, **form: str) -> Callable[[Any, Stage], list[Any]]:
    """Return what a dialog of the register sends."""

    def sent(record: object, _stage: Stage) -> list[Any]:
        action = {
            "seq": 1, "what": what, "id": record or 0, "version": 1, "request_key": str(uuid.uuid4()), "form": form,
            "company_id": 1, "user_id": 1,
        }  # fmt: skip
        return [action]

    return sent


def _contact_seen(record: object, _stage: Stage) -> list[Any]:
    return [{"seq": 1}, record]


def _asked(what: str) -> Callable[[Any, Stage], list[Any]]:
    return lambda record, stage: _on_document(what)(record, stage)[:1]


def _ask_activity(record: object, _stage: Stage) -> list[Any]:
    return [{"seq": 1, "mode": "open", "activity": record, "user_id": 1}]


def _log_activity(record: object, stage: Stage) -> list[Any]:
    with stage.database.read() as session:
        type_id = session.scalars(select(ActivityType.id).where(ActivityType.code == "CALL")).one()
    form = {"type": str(type_id), "subject": "Called", "person": "1"}
    action = {
        "seq": 1,
        "what": "log",
        "request_key": str(uuid.uuid4()),
        "opportunity": record,
        "form": form,
        "user_id": 1,
    }
    return [action]


def _find_contact(_record: object, stage: Stage) -> list[Any]:
    return [{"seq": 1, "company": stage.world.companies["CH"], "text": "Alpen"}]


def _new_opportunity(record: object, stage: Stage) -> list[Any]:
    """Begin an opportunity with a contact, in the contact's company."""
    with stage.database.read() as session:
        known = record if record in stage.world.contacts.values() else 0
        company = session.scalar(select(Contact.company_id).where(Contact.id == known))
    form = {
        "company": str(company or stage.world.companies["IT"]), "title": "Begun by the matrix", "currency": "EUR",
        "type": str(stage.world.types["new"]), "contact": str(record) or "nobody", "owner_id": "1", "user_id": "1",
    }  # fmt: skip
    return [{"seq": 1, "request_key": str(uuid.uuid4()), "form": form, "user_id": 1}]


def _fixed(*values: object) -> Callable[[Any, Stage], list[Any]]:
    return lambda _record, _stage: list(values)


_tab = partial(Expected, Permission.SEE_PIPELINE, lambda record, _stage: [1, record], "see")
CALLBACKS: dict[str, Expected] = {
    "web.guard.GuardedDash._show_page": Expected(Permission.SEE_PIPELINE, _route, "see"),
    "pages.progress_board.show": Expected(Permission.SEE_PIPELINE, _fixed("?as_of=2026-11-24&sort=net")),
    "pages.progress_board.show_more": Expected(Permission.SEE_PIPELINE, _more),
    "pages.progress_board.act": Expected(Permission.CHANGE_OPPORTUNITIES, _drop, "change", changes=True),
    "pages.stages_board.show": Expected(Permission.SEE_PIPELINE, _fixed("?as_of=2026-11-24&sort=stay")),
    "pages.stages_board.show_more": Expected(Permission.SEE_PIPELINE, _more_of_stage),
    "pages.stages_board.act": Expected(Permission.CHANGE_OPPORTUNITIES, _drop_on_stage, "change", changes=True),
    "pages.stages_board.choose_habit": Expected(
        Permission.CHANGE_OPPORTUNITIES, _fixed({"seq": 1, "habit": "never", "user_id": 1}), changes=True
    ),
    "pages.opportunities.show": Expected(Permission.SEE_PIPELINE, _fixed("?group=owner&outcome=all&sort=title", None)),
    "pages.opportunities.change_many": Expected(Permission.CHANGE_OPPORTUNITIES, _change_many, "change", changes=True),
    "pages.opportunities.keep_profile": Expected(Permission.USE_APP, _keep_profile, changes=True),
    "pages.invoicing.show": Expected(Permission.SEE_PIPELINE, _fixed("?collapse=none&basis=documents")),
    "pages.invoicing.show_more": Expected(Permission.SEE_PIPELINE, _more_documents),
    "pages.invoicing.act": Expected(Permission.CHANGE_OPPORTUNITIES, _plan, "change", changes=True),
    "pages.overview.show_invoicing": Expected(Permission.SEE_PIPELINE, _fixed("?period=2026")),
    "pages.overview.show_figures": Expected(Permission.SEE_PIPELINE, _fixed("?currency=EUR")),
    "pages.overview.show_moved": Expected(Permission.SEE_PIPELINE, _fixed("", "2026-01-01")),
    "pages.overview.show_funnel": Expected(Permission.SEE_PIPELINE, _fixed("", "1", "value")),
    "pages.overview.show_lists": Expected(Permission.SEE_PIPELINE, _fixed("")),
    "pages.opportunity.show_documents": _tab(),
    "pages.opportunity.show_activities": _tab(),
    "pages.opportunity.show_activity": Expected(
        Permission.SEE_PIPELINE, lambda record, _stage: [{"seq": 1}, record, "?company=1"], "see"
    ),
    "pages.opportunity.show_files": Expected(Permission.SEE_PIPELINE, lambda record, _stage: [1, None, record], "see"),
    "pages.opportunity.tell": Expected(Permission.CHANGE_OPPORTUNITIES, _ask_fields, "see"),
    "pages.opportunity.save": Expected(Permission.CHANGE_OPPORTUNITIES, _edit_fields, "change", changes=True),
    "pages.opportunity.show_log": Expected(Permission.SEE_PIPELINE, lambda record, _stage: [1, None, record], "see"),
    "pages.opportunity.ask": Expected(Permission.CHANGE_OPPORTUNITIES, _asked_deal("win"), "see"),
    "pages.opportunity.act": Expected(Permission.CHANGE_OPPORTUNITIES, _on_deal, "change", changes=True),
    "pages.quote.ask": Expected(Permission.CHANGE_OPPORTUNITIES, _asked_deal("revise"), "see quote"),
    "pages.quote.act": Expected(Permission.CHANGE_OPPORTUNITIES, _on_document("accept"), "change quote", changes=True),
    "pages.contacts.show": Expected(Permission.SEE_PIPELINE, _fixed("?find=a&order=-open")),
    "pages.contacts.register": Expected(
        Permission.CHANGE_OPPORTUNITIES, _on_contact("create", name="Epsilon"), changes=True
    ),
    "pages.contacts.preview": Expected(Permission.CHANGE_OPPORTUNITIES, _on_contact("create", name="Eps")),
    "pages.contact.act": Expected(
        Permission.CHANGE_OPPORTUNITIES, _on_contact("person", name="Ugo Neri"), "change contact", changes=True
    ),
    "pages.contact.show_activity": Expected(Permission.SEE_PIPELINE, _contact_seen, "change contact"),
    "pages.contact.preview": Expected(
        Permission.CHANGE_OPPORTUNITIES, _on_contact("place", mode="typed", latitude="45.1", longitude="9.1")
    ),
    "pages.setting.show_form": Expected(
        Permission.ADMINISTER, _fixed({"seq": 1, "lookup": "sectors", "id": None, "parent": None})
    ),
    "pages.setting.act": Expected(
        Permission.ADMINISTER,
        _fixed({"seq": 1, "what": "save", "lookup": "sectors", "values": {"description": "Space"}, "user_id": 1}),
        changes=True,
    ),
    "pages.campaigns.create": Expected(
        Permission.CHANGE_CAMPAIGNS,
        _on_contact("create", name="Fair", code="F1", currency_code="EUR"),
        changes=True,
    ),
    "pages.campaign.act": Expected(
        Permission.CHANGE_CAMPAIGNS,
        _on_contact("cost", description="Stand", amount="5", spent_on="2026-07-01"),
        "change campaign",
        changes=True,
    ),
    "pages.campaign.preview": Expected(
        Permission.CHANGE_CAMPAIGNS, _on_contact("member", contact="Alfa"), "change campaign"
    ),
    "pages.own_settings.act": Expected(
        Permission.USE_APP,
        _fixed({"seq": 1, "what": "zone", "request_key": "", "form": {"zone": "Asia/Tokyo", "user_id": "1"}}),
        changes=True,
    ),
    "pages.targets.show": Expected(Permission.SET_TARGETS, _sheet),
    "pages.targets.propose": Expected(Permission.SET_TARGETS, _copy),
    "pages.targets.act": Expected(Permission.SET_TARGETS, _set_target, changes=True),
    "pages.order.act": Expected(Permission.CHANGE_DOCUMENTS, _on_document("issue"), "change order", changes=True),
    "pages.order.preview": Expected(Permission.CHANGE_DOCUMENTS, _asked("issue"), "see order"),
    "pages.invoice.act": Expected(
        Permission.CHANGE_DOCUMENTS, _on_document("pay", amount="1"), "change invoice", changes=True
    ),
    "pages.invoice.preview": Expected(Permission.CHANGE_DOCUMENTS, _asked("credit"), "see invoice"),
    "pages.activities.show": Expected(Permission.SEE_PIPELINE, _fixed({"seq": 1}, "?view=week&kind=call")),
    "pages.activities.keep_feed": Expected(Permission.SEE_PIPELINE, _fixed({"seq": 1, "what": "renew"}), changes=True),
    "web.creating.ask": Expected(Permission.CHANGE_OPPORTUNITIES, _fixed({"seq": 1})),
    "web.creating.find": Expected(Permission.CHANGE_OPPORTUNITIES, _find_contact),
    "web.creating.act": Expected(Permission.CHANGE_OPPORTUNITIES, _new_opportunity, "change contact", changes=True),
    "web.activities.shell.ask": Expected(Permission.SEE_PIPELINE, _ask_activity, "see activity"),
    "web.activities.shell.act": Expected(Permission.CHANGE_OPPORTUNITIES, _log_activity, "change", changes=True),
    "web.shell_actions.find": Expected(Permission.USE_APP, _fixed("a")),
    "web.shell_actions.read_all": Expected(Permission.USE_APP, _fixed(1), changes=True),
    "web.shell_actions.save_view": Expected(
        Permission.USE_APP, _fixed(1, "My view", None, "/progress-board", "?p=50-90"), changes=True
    ),
    "web.shell_actions.act_on_view": Expected(Permission.USE_APP, _act_on_view, "own view", changes=True),
}
OPEN = "open"
ROUTES: dict[str, Permission | str] = {
    "GET /sign-in": OPEN,
    "POST /sign-in": OPEN,
    "POST /sign-in/demo": OPEN,
    "GET /healthz": OPEN,
    "GET /readyz": OPEN,
    "POST /sign-out": Permission.USE_APP,
    "POST /preferences": Permission.USE_APP,
    "GET /export/opportunities.csv": Permission.EXPORT,
    "GET /export/opportunities.xlsx": Permission.EXPORT,
    "GET /export/grid.csv": Permission.EXPORT,
    "GET /export/grid.xlsx": Permission.EXPORT,
    "GET /grid/opportunities": Permission.SEE_PIPELINE,
    "GET /export/invoicing.csv": Permission.EXPORT,
    "GET /export/invoicing.xlsx": Permission.EXPORT,
    "GET /export/invoicing.pdf": Permission.EXPORT,
    "GET /targets/template.csv": Permission.SET_TARGETS,
    "POST /targets/import": Permission.SET_TARGETS,
    "GET /calendar/<key>.ics": OPEN,
    "POST /files": Permission.CHANGE_OPPORTUNITIES,
    "GET /files/<int:document_id>": Permission.SEE_PIPELINE,
    "GET /files/<int:document_id>/view": Permission.SEE_PIPELINE,
    "POST /files/<int:document_id>/delete": Permission.CHANGE_OPPORTUNITIES,
    "POST /files/<int:document_id>/restore": Permission.CHANGE_OPPORTUNITIES,
    "GET /": Permission.USE_APP,
    "GET /<path:path>": Permission.USE_APP,
    "GET /assets/<path:filename>": Permission.USE_APP,
    "GET /_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": Permission.USE_APP,
    "GET /_dash-layout": Permission.USE_APP,
    "GET /_dash-dependencies": Permission.USE_APP,
    "POST /_dash-update-component": Permission.USE_APP,
    "GET /_reload-hash": Permission.USE_APP,
    "GET /_favicon.ico": Permission.USE_APP,
}
PAGES: dict[str, Permission] = {
    "/about": Permission.USE_APP,
    "/activities": Permission.SEE_PIPELINE,
    "/campaign/<campaign_id>": Permission.SEE_PIPELINE,
    "/campaigns": Permission.SEE_PIPELINE,
    "/contact/<contact_id>": Permission.SEE_PIPELINE,
    "/contacts": Permission.SEE_PIPELINE,
    "/invoicing": Permission.SEE_PIPELINE,
    "/invoice/<invoice_id>": Permission.SEE_PIPELINE,
    "/opportunities": Permission.SEE_PIPELINE,
    "/opportunity/<opportunity_id>": Permission.SEE_PIPELINE,
    "/order/<order_id>": Permission.SEE_PIPELINE,
    "/overview": Permission.SEE_PIPELINE,
    "/progress-board": Permission.SEE_PIPELINE,
    "/quote/<quote_id>": Permission.SEE_PIPELINE,
    "/settings": Permission.ADMINISTER,
    "/settings/<lookup>": Permission.ADMINISTER,
    "/settings/me": Permission.USE_APP,
    "/stages-board": Permission.SEE_PIPELINE,
    "/targets": Permission.SET_TARGETS,
}


def stage_of(stage: Stage, database: Database) -> Stage:
    """Return the same stage over another copy of the database."""
    return replace(stage, database=database)
