"""What is registered, and what each callback, route and page of it needs."""

from functools import partial

from domain.access import Permission
from tests.web.matrix import sent
from tests.web.matrix.stage import Expected

TAB = partial(Expected, Permission.SEE_PIPELINE, lambda record, _stage: [1, record], "see")
CALLBACKS: dict[str, Expected] = {
    "web.guard.GuardedDash._show_page": Expected(Permission.SEE_PIPELINE, sent.route, "see"),
    "pages.progress_board.show": Expected(Permission.SEE_PIPELINE, sent.fixed("?as_of=2026-11-24&sort=net")),
    "pages.progress_board.show_more": Expected(Permission.SEE_PIPELINE, sent.more),
    "pages.progress_board.act": Expected(Permission.CHANGE_OPPORTUNITIES, sent.drop, "change", changes=True),
    "pages.stages_board.show": Expected(Permission.SEE_PIPELINE, sent.fixed("?as_of=2026-11-24&sort=stay")),
    "pages.progress_board.follow": Expected(Permission.SEE_PIPELINE, sent.board_news),
    "pages.stages_board.follow": Expected(Permission.SEE_PIPELINE, sent.board_news),
    "pages.stages_board.show_more": Expected(Permission.SEE_PIPELINE, sent.more_of_stage),
    "pages.stages_board.act": Expected(Permission.CHANGE_OPPORTUNITIES, sent.drop_on_stage, "change", changes=True),
    "pages.stages_board.choose_habit": Expected(
        Permission.CHANGE_OPPORTUNITIES, sent.fixed({"seq": 1, "habit": "never", "user_id": 1}), changes=True
    ),
    "pages.opportunities.show": Expected(
        Permission.SEE_PIPELINE, sent.fixed("?group=owner&outcome=all&sort=title", None)
    ),
    "pages.opportunities.change_many": Expected(
        Permission.CHANGE_OPPORTUNITIES, sent.change_many, "change", changes=True
    ),
    "pages.opportunities.keep_profile": Expected(Permission.USE_APP, sent.keep_profile, changes=True),
    "pages.map.show": Expected(Permission.SEE_PIPELINE, sent.map_view),
    "pages.map.show_popup": Expected(Permission.SEE_PIPELINE, sent.map_popup, "change contact"),
    "pages.map.choose": Expected(Permission.SEE_PIPELINE, sent.map_choice),
    "pages.map.assign": Expected(Permission.CHANGE_OPPORTUNITIES, sent.map_assignment, changes=True),
    "pages.invoicing.show": Expected(Permission.SEE_PIPELINE, sent.fixed("?collapse=none&basis=documents")),
    "pages.invoicing.show_more": Expected(Permission.SEE_PIPELINE, sent.more_documents),
    "pages.invoicing.act": Expected(Permission.CHANGE_OPPORTUNITIES, sent.plan, "change", changes=True),
    "pages.forecast_changes.show": Expected(Permission.SEE_PIPELINE, sent.fixed("?since=2026-06-01&period=2026")),
    "pages.quality.show": Expected(Permission.SEE_PIPELINE, sent.fixed("?currency=EUR")),
    "pages.quality.compare": Expected(Permission.SEE_PIPELINE, sent.fixed("", "overdue")),
    "pages.overview.show_invoicing": Expected(Permission.SEE_PIPELINE, sent.fixed("?period=2026")),
    "pages.overview.show_figures": Expected(Permission.SEE_PIPELINE, sent.fixed("?currency=EUR")),
    "pages.overview.show_moved": Expected(Permission.SEE_PIPELINE, sent.fixed("", "2026-01-01")),
    "pages.overview.show_funnel": Expected(Permission.SEE_PIPELINE, sent.fixed("", "1", "value")),
    "pages.analysis.show_flow": Expected(Permission.SEE_PIPELINE, sent.fixed("")),
    "pages.analysis.show_reasons": Expected(Permission.SEE_PIPELINE, sent.fixed("?currency=EUR")),
    "pages.analysis.show_money": Expected(Permission.SEE_PIPELINE, sent.fixed("?chance=model")),
    "pages.record.show_chances": Expected(Permission.SEE_PIPELINE, sent.fixed("")),
    "pages.record.show_accuracy": Expected(Permission.SEE_PIPELINE, sent.fixed("?currency=EUR")),
    "pages.overview.show_lists": Expected(Permission.SEE_PIPELINE, sent.fixed("")),
    "pages.forecast.show": Expected(Permission.SEE_PIPELINE, sent.fixed("?period=2026&s=win.5&measure=won", 0)),
    "pages.forecast.show_changes": Expected(Permission.SEE_PIPELINE, sent.fixed("period=2026", "?period=2026")),
    "pages.forecast.show_record": Expected(Permission.SEE_PIPELINE, sent.fixed("period=2026", "?period=2026")),
    "pages.forecast.keeping.show": Expected(Permission.SEE_PIPELINE, sent.fixed("")),
    "pages.forecast.keeping.save": Expected(
        Permission.SEE_PIPELINE, sent.fixed(1, "Good year", None, "?s=win.5"), changes=True
    ),
    "pages.forecast.keeping.act": Expected(Permission.SEE_PIPELINE, sent.act_on_scenario, "own scenario", changes=True),
    "pages.forecast.open_cell": Expected(
        Permission.SEE_PIPELINE, sent.fixed({"seq": 1, "cell": "year.pipeline"}, "?period=2026")
    ),
    "pages.forecast.compute_past": Expected(Permission.SEE_PIPELINE, sent.fixed(1, "?as_of=2026-06-01"), changes=True),
    "pages.forecast.compute": Expected(Permission.ADMINISTER, sent.fixed(1), changes=True),
    "pages.opportunity.show_documents": TAB(),
    "pages.opportunity.show_activities": TAB(),
    "pages.opportunity.show_activity": Expected(
        Permission.SEE_PIPELINE, lambda record, _stage: [{"seq": 1}, record, "?company=1"], "see"
    ),
    "pages.opportunity.show_files": Expected(Permission.SEE_PIPELINE, lambda record, _stage: [1, None, record], "see"),
    "pages.opportunity.tell": Expected(Permission.CHANGE_OPPORTUNITIES, sent.ask_fields, "see"),
    "pages.opportunity.save": Expected(Permission.CHANGE_OPPORTUNITIES, sent.edit_fields, "change", changes=True),
    "pages.opportunity.show_log": Expected(Permission.SEE_PIPELINE, lambda record, _stage: [1, None, record], "see"),
    "pages.opportunity.ask": Expected(Permission.CHANGE_OPPORTUNITIES, sent.asked_deal("win"), "see"),
    "pages.opportunity.act": Expected(Permission.CHANGE_OPPORTUNITIES, sent.on_deal, "change", changes=True),
    "pages.quote.ask": Expected(Permission.CHANGE_OPPORTUNITIES, sent.asked_deal("revise"), "see quote"),
    "pages.quote.act": Expected(
        Permission.CHANGE_OPPORTUNITIES, sent.on_document("accept"), "change quote", changes=True
    ),
    "pages.contacts.show": Expected(Permission.SEE_PIPELINE, sent.fixed("?find=a&order=-open")),
    "pages.contacts.register": Expected(
        Permission.CHANGE_OPPORTUNITIES, sent.on_contact("create", name="Epsilon"), changes=True
    ),
    "pages.contacts.preview": Expected(Permission.CHANGE_OPPORTUNITIES, sent.on_contact("create", name="Eps")),
    "pages.contact.act": Expected(
        Permission.CHANGE_OPPORTUNITIES, sent.on_contact("person", name="Ugo Neri"), "change contact", changes=True
    ),
    "pages.contact.show_activity": Expected(Permission.SEE_PIPELINE, sent.contact_seen, "change contact"),
    "pages.contact.preview": Expected(
        Permission.CHANGE_OPPORTUNITIES, sent.on_contact("place", mode="typed", latitude="45.1", longitude="9.1")
    ),
    "pages.addresses.act": Expected(
        Permission.CHANGE_OPPORTUNITIES, sent.place_by_hand, "change contact", changes=True
    ),
    "pages.trip.show": Expected(Permission.SEE_PIPELINE, sent.fixed("?town=Milano&country=IT&km=100")),
    "pages.automation_rule.act": Expected(Permission.ADMINISTER, sent.rule_draft, changes=True),
    "pages.setting.show_form": Expected(
        Permission.ADMINISTER, sent.fixed({"seq": 1, "lookup": "sectors", "id": None, "parent": None})
    ),
    "pages.setting.act": Expected(
        Permission.ADMINISTER,
        sent.fixed({"seq": 1, "what": "save", "lookup": "sectors", "values": {"description": "Space"}, "user_id": 1}),
        changes=True,
    ),
    "pages.forecast_commit.show": Expected(Permission.SEE_PIPELINE, sent.fixed("?period=2026&rollup=single")),
    "pages.forecast_commit.act": Expected(
        Permission.CHANGE_OPPORTUNITIES, sent.choose_category, "change", changes=True
    ),
    "pages.forecast_commit.adjust": Expected(Permission.SET_TARGETS, sent.adjust_forecast, changes=True),
    "pages.forecast_plans.show": Expected(Permission.SEE_PIPELINE, sent.fixed("")),
    "pages.forecast_plans.act": Expected(Permission.SET_TARGETS, sent.make_period_type, changes=True),
    "pages.campaigns.create": Expected(
        Permission.CHANGE_CAMPAIGNS,
        sent.on_contact("create", name="Fair", code="F1", currency_code="EUR"),
        changes=True,
    ),
    "pages.campaign.act": Expected(
        Permission.CHANGE_CAMPAIGNS,
        sent.on_contact("cost", description="Stand", amount="5", spent_on="2026-07-01"),
        "change campaign",
        changes=True,
    ),
    "pages.campaign.preview": Expected(
        Permission.CHANGE_CAMPAIGNS, sent.on_contact("member", contact="Alfa"), "change campaign"
    ),
    "pages.own_settings.act": Expected(
        Permission.USE_APP,
        sent.fixed({"seq": 1, "what": "zone", "request_key": "", "form": {"zone": "Asia/Tokyo", "user_id": "1"}}),
        changes=True,
    ),
    "pages.targets.show": Expected(Permission.SET_TARGETS, sent.sheet),
    "pages.targets.propose": Expected(Permission.SET_TARGETS, sent.copy),
    "pages.targets.act": Expected(Permission.SET_TARGETS, sent.set_target, changes=True),
    "pages.order.act": Expected(Permission.CHANGE_DOCUMENTS, sent.on_document("issue"), "change order", changes=True),
    "pages.order.preview": Expected(Permission.CHANGE_DOCUMENTS, sent.asked("issue"), "see order"),
    "pages.invoice.act": Expected(
        Permission.CHANGE_DOCUMENTS, sent.on_document("pay", amount="1"), "change invoice", changes=True
    ),
    "pages.invoice.preview": Expected(Permission.CHANGE_DOCUMENTS, sent.asked("credit"), "see invoice"),
    "pages.activities.show": Expected(Permission.SEE_PIPELINE, sent.fixed({"seq": 1}, "?view=week&kind=call")),
    "pages.activity.read": Expected(Permission.SEE_PIPELINE, sent.fixed(1, "?about=closed"), changes=True),
    "pages.activity.choose": Expected(
        Permission.SEE_PIPELINE, sent.fixed(["app"], [], [], [], [], [], [], [], [], []), changes=True
    ),
    "pages.activity.choose_when": Expected(
        Permission.SEE_PIPELINE, sent.fixed("20:00", "07:00", True, "daily", "08:00"), changes=True
    ),
    "pages.activities.keep_feed": Expected(
        Permission.SEE_PIPELINE, sent.fixed({"seq": 1, "what": "renew"}), changes=True
    ),
    "web.creating.ask": Expected(Permission.CHANGE_OPPORTUNITIES, sent.fixed({"seq": 1})),
    "web.creating.find": Expected(Permission.CHANGE_OPPORTUNITIES, sent.find_contact),
    "web.creating.act": Expected(Permission.CHANGE_OPPORTUNITIES, sent.new_opportunity, "change contact", changes=True),
    "web.following.choose": Expected(
        Permission.SEE_PIPELINE,
        lambda record, _stage: [{"seq": 1, "entity": "opportunity", "id": record, "how": "follow"}],
        "see",
        changes=True,
    ),
    "web.activities.shell.ask": Expected(Permission.SEE_PIPELINE, sent.ask_activity, "see activity"),
    "web.activities.shell.act": Expected(Permission.CHANGE_OPPORTUNITIES, sent.log_activity, "change", changes=True),
    "web.shell_actions.find": Expected(Permission.USE_APP, sent.fixed("a")),
    "pages.webhooks.act": Expected(
        Permission.ADMINISTER,
        sent.fixed(
            {"seq": 1, "what": "try", "id": 0, "version": 0, "request_key": "k", "form": {"webhook": "1", "seen": "1"}}
        ),
        changes=True,
    ),
    "pages.mail.act": Expected(
        Permission.ADMINISTER,
        sent.fixed({"seq": 1, "what": "all", "id": 0, "version": 0, "request_key": "k", "form": {}}),
        changes=True,
    ),
    "web.live.bell.ring": Expected(Permission.USE_APP, sent.fixed({"seq": 1, "keys": ["world-1"], "user_id": 1})),
    "web.shell_actions.read_all": Expected(Permission.USE_APP, sent.fixed(1), changes=True),
    "web.shell_actions.read_one": Expected(Permission.USE_APP, sent.fixed({"seq": 1, "id": 999_999, "user_id": 1})),
    "web.shell_actions.save_view": Expected(
        Permission.USE_APP, sent.fixed(1, "My view", None, "/progress-board", "?p=50-90"), changes=True
    ),
    "web.shell_actions.act_on_view": Expected(Permission.USE_APP, sent.act_on_view, "own view", changes=True),
}
OPEN = "open"
ROUTES: dict[str, Permission | str] = {
    "GET /sign-in": OPEN,
    "POST /sign-in": OPEN,
    "POST /sign-in/demo": OPEN,
    "GET /healthz": OPEN,
    "GET /assets/caudal.css": OPEN,
    "GET /assets/caudal.js": Permission.USE_APP,
    "GET /readyz": OPEN,
    "POST /sign-out": Permission.USE_APP,
    "POST /preferences": Permission.USE_APP,
    "GET /past/<day>": Permission.USE_APP,
    "GET /export/analysis/<panel>.csv": Permission.EXPORT,
    "GET /export/analysis/<panel>.xlsx": Permission.EXPORT,
    "GET /export/changes.csv": Permission.EXPORT,
    "GET /export/changes.xlsx": Permission.EXPORT,
    "GET /export/opportunities.csv": Permission.EXPORT,
    "GET /export/opportunities.xlsx": Permission.EXPORT,
    "GET /export/grid.csv": Permission.EXPORT,
    "GET /export/grid.xlsx": Permission.EXPORT,
    "GET /export/map.csv": Permission.EXPORT,
    "GET /export/map.xlsx": Permission.EXPORT,
    "GET /report/<path:page>.pdf": Permission.EXPORT,
    "GET /export/trip.csv": Permission.EXPORT,
    "GET /export/trip.ics": Permission.EXPORT,
    "GET /export/plan.csv": Permission.EXPORT,
    "GET /export/plan.xlsx": Permission.EXPORT,
    "GET /grid/opportunities": Permission.SEE_PIPELINE,
    "GET /export/forecast.csv": Permission.EXPORT,
    "GET /export/forecast-cell.csv": Permission.EXPORT,
    "GET /export/forecast-cell.xlsx": Permission.EXPORT,
    "GET /export/forecast.xlsx": Permission.EXPORT,
    "GET /export/invoicing.csv": Permission.EXPORT,
    "GET /export/invoicing.xlsx": Permission.EXPORT,
    "GET /export/invoicing.pdf": Permission.EXPORT,
    "GET /targets/template.csv": Permission.SET_TARGETS,
    "POST /targets/import": Permission.SET_TARGETS,
    "GET /calendar/<key>.ics": OPEN,
    "GET /events": Permission.USE_APP,
    "GET /events/since": Permission.USE_APP,
    "GET /api/v1/openapi.json": Permission.EXPORT,
    "GET /api/v1/opportunities": Permission.EXPORT,
    "GET /api/v1/orders": Permission.EXPORT,
    "GET /api/v1/invoices": Permission.EXPORT,
    "GET /api/v1/forecasts": Permission.EXPORT,
    "GET /api/v1/snapshots": Permission.EXPORT,
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
    "/activity": Permission.SEE_PIPELINE,
    "/campaign/<campaign_id>": Permission.SEE_PIPELINE,
    "/campaigns": Permission.SEE_PIPELINE,
    "/contact/<contact_id>": Permission.SEE_PIPELINE,
    "/contacts": Permission.SEE_PIPELINE,
    "/forecast/commit": Permission.SEE_PIPELINE,
    "/forecast": Permission.SEE_PIPELINE,
    "/forecast/plans": Permission.SEE_PIPELINE,
    "/forecast/changes": Permission.SEE_PIPELINE,
    "/forecast/analysis": Permission.SEE_PIPELINE,
    "/forecast/record": Permission.SEE_PIPELINE,
    "/forecast/quality": Permission.SEE_PIPELINE,
    "/invoicing": Permission.SEE_PIPELINE,
    "/invoice/<invoice_id>": Permission.SEE_PIPELINE,
    "/map": Permission.SEE_PIPELINE,
    "/opportunities": Permission.SEE_PIPELINE,
    "/opportunity/<opportunity_id>": Permission.SEE_PIPELINE,
    "/order/<order_id>": Permission.SEE_PIPELINE,
    "/map/addresses": Permission.SEE_PIPELINE,
    "/map/trip": Permission.SEE_PIPELINE,
    "/overview": Permission.SEE_PIPELINE,
    "/progress-board": Permission.SEE_PIPELINE,
    "/quote/<quote_id>": Permission.SEE_PIPELINE,
    "/settings": Permission.ADMINISTER,
    "/settings/<lookup>": Permission.ADMINISTER,
    "/settings/automation": Permission.ADMINISTER,
    "/settings/automation/<rule>": Permission.ADMINISTER,
    "/settings/mail": Permission.ADMINISTER,
    "/settings/me": Permission.USE_APP,
    "/settings/webhooks": Permission.ADMINISTER,
    "/stages-board": Permission.SEE_PIPELINE,
    "/targets": Permission.SET_TARGETS,
}
