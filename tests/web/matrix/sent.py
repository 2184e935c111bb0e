"""What a browser sends to each callback about a record: what a person would send, and more than may be believed."""

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from data.schema.activity import ActivityType
from data.schema.contact import Contact
from data.schema.invoicing import ExpectedInvoicing
from data.schema.opportunity import Opportunity
from domain import clock
from domain.period import month_of
from tests.web.matrix.stage import Stage
from tests.world import TODAY


def route(record: object, _stage: Stage) -> list[Any]:
    return [f"/opportunity/{record}", "?opportunity_id=1&company=1&user=1&is_admin=1"]


def drop(record: object, stage: Stage) -> list[Any]:
    target = f"p{stage.world.probabilities[75]}"  # none of the records stands there
    action = {
        "seq": 1, "request_key": str(uuid.uuid4()), "kind": "move", "card": record, "version": 1, "from": "p1", "to": target,
        "owner_id": 1, "company_id": 1, "user_id": 1,
    }  # fmt: skip
    return [action, ""]


def drop_on_stage(record: object, stage: Stage) -> list[Any]:
    """Move a card to the fifth stage of its own pipeline, where none of the records stands."""
    with stage.database.read() as session:
        held = session.get(Opportunity, record) if record in stage.world.opportunities.values() else None
        renewed = held is not None and held.pipeline_id == stage.world.pipelines["renewal"]
    action = drop(record, stage)[0] | {
        "to": f"s{stage.world.stages['renewal' if renewed else 'new', 4]}",
        "probability": "set",
    }
    return [action, ""]


def board_news(_record: object, stage: Stage) -> list[Any]:
    """Ask how every card stands, also those out of reach: what one does not see is not on the board."""
    return [{"seq": 1, "ids": sorted(stage.world.opportunities.values()), "user_id": 1, "company_id": 1}, ""]


def ask_fields(record: object, _stage: Stage) -> list[Any]:
    return [{"seq": 1, "what": "fields", "id": record, "user_id": 1, "company_id": 1}]


def edit_fields(record: object, _stage: Stage) -> list[Any]:
    wish = {
        "seq": 1, "what": "fields", "id": record, "request_key": str(uuid.uuid4()), "currency": "EUR",
        "changes": [{"name": "description", "seen": None, "text": "Asked for a second line"}], "user_id": 1,
    }  # fmt: skip
    return [wish, ""]


def plan(record: object, stage: Stage) -> list[Any]:
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


def change_many(record: object, _stage: Stage) -> list[Any]:
    """Give one opportunity another expected day, as if it were many."""
    action = {
        "seq": 1, "request_key": str(uuid.uuid4()), "kind": "change", "what": "expected_delivery_on", "rows": [[record, 1]],
        "on": "2027-02-03", "owner_id": 1, "company_id": 1, "user_id": 1,
    }  # fmt: skip
    return [action, "?group=stage"]


def keep_profile(_record: object, _stage: Stage) -> list[Any]:
    layout = {"columns": [{"id": "title", "width": 200}], "sort": "-net"}
    return [{"seq": 1, "kind": "save", "name": "Titles", "layout": layout, "user_id": 1, "audience": "me"}]


def more_documents(_record: object, _stage: Stage) -> list[Any]:
    request = {"seq": 1, "rev": 1, "section": "EUR", "kind": "opportunities", "month": month_of(TODAY) + 2, "limit": 50}
    return [request, "?currency=EUR"]


def act_on_view(record: object, _stage: Stage) -> list[Any]:
    return [{"seq": 1, "action": "delete", "id": record, "user_id": 1}, "/progress-board", ""]


def act_on_scenario(record: object, _stage: Stage) -> list[Any]:
    return [{"seq": 1, "what": "delete", "id": record}, ""]


def more(_record: object, stage: Stage) -> list[Any]:
    column = f"p{stage.world.probabilities[50]}"
    return [{"seq": 1, "rev": 1, "column": column, "cursor": ["first"]}, f"?company={stage.world.companies['CH']}"]


def more_of_stage(_record: object, stage: Stage) -> list[Any]:
    request = {"seq": 1, "rev": 1, "column": f"s{stage.world.stages['new', 3]}", "cursor": ["first"]}
    return [request, f"?pipeline={stage.world.pipelines['new']}"]


def sheet(_record: object, stage: Stage) -> list[Any]:
    return [f"?company={stage.world.companies['CH']}&year=2026&level=team"]


def copy(_record: object, stage: Stage) -> list[Any]:
    sheet = f"company={stage.world.companies['IT']}&year=2027&level=team"
    return [{"seq": 1, "sheet": sheet, "source": "results", "percent": "5", "user_id": 1}]


def set_target(_record: object, stage: Stage) -> list[Any]:
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


def on_document(what: str, **form: str) -> Callable[[Any, Stage], list[Any]]:
    """Return what a dialog of an order or an invoice sends, and the address."""

    def sent(record: object, _stage: Stage) -> list[Any]:
        action = {
            "seq": 1, "what": what, "id": record, "version": 1, "request_key": str(uuid.uuid4()), "form": form,
            "owner_id": 1, "company_id": 1, "user_id": 1,
        }  # fmt: skip
        return [action, "?company=1"]

    return sent


def on_deal(record: object, stage: Stage) -> list[Any]:
    """Lose an opportunity for a reason that fits."""
    return on_document("lose", reason=str(stage.world.reasons["PRICE"]))(record, stage)


def asked_deal(what: str) -> Callable[[Any, Stage], list[Any]]:
    return lambda record, _stage: [{"seq": 1, "what": what, "id": record, "owner_id": 1, "company_id": 1}]


def on_contact(what: str, **form: str) -> Callable[[Any, Stage], list[Any]]:
    """Return what a dialog of the register sends."""

    def sent(record: object, _stage: Stage) -> list[Any]:
        action = {
            "seq": 1, "what": what, "id": record or 0, "version": 1, "request_key": str(uuid.uuid4()), "form": form,
            "company_id": 1, "user_id": 1,
        }  # fmt: skip
        return [action]

    return sent


def choose_category(record: object, _stage: Stage) -> list[Any]:
    """Say that an opportunity is in the best case."""
    form = {"opportunity": str(record), "version": "1", "category": "best_case"}
    action = {"seq": 1, "what": "category", "id": 0, "version": 0, "request_key": str(uuid.uuid4()), "form": form}
    return [action | {"company_id": 1, "user_id": 1}, ""]


def adjust_forecast(_record: object, stage: Stage) -> list[Any]:
    """Adjust what a sales person of the first company will sell in a year that never ends."""
    form = {"owner": str(stage.world.users["sales"]), "commit": "5", "best_case": "6", "note": ""}
    action = {"seq": 1, "what": "adjust", "id": 0, "version": 0, "request_key": str(uuid.uuid4()), "form": form}
    return [action | {"company_id": 1, "user_id": 1}, f"?company={stage.world.companies['IT']}&period=2099-Q4"]


def make_period_type(record: object, stage: Stage) -> list[Any]:
    """Cut a year into months, from the list of plans."""
    return [*on_contact("period", name="Months", mode="months", year="2031")(record, stage), ""]


def place_by_hand(record: object, _stage: Stage) -> list[Any]:
    """Place a contact from the list of those without a place."""
    form = {"contact": f"{record or 0}:1", "latitude": "45.1", "longitude": "9.1"}
    key = str(uuid.uuid4())
    return [{"seq": 1, "what": "place", "id": 0, "version": 0, "request_key": key, "form": form, "user_id": 1}]


def contact_seen(record: object, _stage: Stage) -> list[Any]:
    return [{"seq": 1}, record]


def asked(what: str) -> Callable[[Any, Stage], list[Any]]:
    return lambda record, stage: on_document(what)(record, stage)[:1]


def ask_activity(record: object, _stage: Stage) -> list[Any]:
    return [{"seq": 1, "mode": "open", "activity": record, "user_id": 1}]


def log_activity(record: object, stage: Stage) -> list[Any]:
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


def find_contact(_record: object, stage: Stage) -> list[Any]:
    return [{"seq": 1, "company": stage.world.companies["CH"], "text": "Alpen"}]


def new_opportunity(record: object, stage: Stage) -> list[Any]:
    """Begin an opportunity with a contact, in the contact's company."""
    with stage.database.read() as session:
        known = record if record in stage.world.contacts.values() else 0
        company = session.scalar(select(Contact.company_id).where(Contact.id == known))
    form = {
        "company": str(company or stage.world.companies["IT"]), "title": "Begun by the matrix", "currency": "EUR",
        "type": str(stage.world.types["new"]), "contact": str(record) or "nobody", "owner_id": "1", "user_id": "1",
    }  # fmt: skip
    return [{"seq": 1, "request_key": str(uuid.uuid4()), "form": form, "user_id": 1}]


def fixed(*values: object) -> Callable[[Any, Stage], list[Any]]:
    return lambda _record, _stage: list(values)


EVERYWHERE = [[-180, -85], [180, -85], [180, 85], [-180, 85]]


def map_view(_record: object, _stage: Stage) -> list[Any]:
    view = {"seq": 1, "zoom": 3, "layers": ["closed", "white", "visits", "regions"], "fit": True, "user_id": 1}
    return [view, "?company=1,2"]


def map_popup(record: object, _stage: Stage) -> list[Any]:
    return [{"seq": 1, "contact_id": record, "company_id": 2}, "?currency=EUR"]


def map_choice(_record: object, _stage: Stage) -> list[Any]:
    return [{"seq": 1, "outline": EVERYWHERE, "user_id": 1}, "?currency=EUR"]


def map_assignment(_record: object, stage: Stage) -> list[Any]:
    wish = {"seq": 1, "kind": "change", "outline": EVERYWHERE, "owner_id": stage.world.users["administrator"]}
    return [wish | {"request_key": str(uuid.uuid4()), "user_id": 1, "event_ids": [1]}, ""]


def rule_draft(_record: object, stage: Stage) -> list[Any]:
    told = {"to_owner": "1", "text": "Look at {title}"}
    draft = {"name": "A rule", "owner": str(stage.world.users["administrator"]), "trigger": "created"}
    return [{"seq": 1, "what": "save", "draft": {**draft, "actions": [{"kind": "tell", "fields": told}]}}]
