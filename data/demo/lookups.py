"""The lists of the demo company: probabilities, pipelines, types, reasons, families and kinds of contacts."""

from typing import Final

import numpy as np

from data.demo.columns import Array, Table, padded

# Steps that both pipelines share: the index is how far a deal has come; 3 does not exist for services.
STEPS: Final = 6
WON: Final = 6
LOST: Final = 7

PROBABILITIES: Final = (
    ("LOST", "Lost", 0), ("P0", "First interest", 0), ("P25", "Possible", 25), ("P50", "Even", 50),
    ("P75", "Likely", 75), ("P90", "Nearly certain", 90), ("WON", "Won", 100),
)  # fmt: skip
OPEN_PERCENTS: Final = np.array([0, 25, 50, 75, 90])
FIRST_OPEN_PROBABILITY: Final = 2  # ids: LOST 1, P0 2 … P90 6, WON 7
LOST_PROBABILITY: Final = 1
WON_PROBABILITY: Final = 7

PIPELINES: Final = (("EQUIPMENT", "Equipment"), ("SERVICE", "Service and spare parts"))
# pipeline, step, code, name, kind, colour, default probability, days until idle, forecast category, tasks (! = mandatory)
STAGES: Final = (
    (1, 0, "START", "Start", "open", "start", 2, 21, "pipeline", "!Qualify the need"),
    (1, 1, "VISIT", "Visit", "open", "visit", 3, 21, "pipeline", "!Visit report|Meet the decision maker"),
    (1, 2, "BUDGET", "Budget quote", "open", "budget", 3, 30, "pipeline", "!Send the budget quote"),
    (1, 3, "DETAILED", "Detailed quote", "open", "detailed", 4, 30, "best_case", "!Technical review|!Send the detailed quote"),
    (1, 4, "FINAL", "Final negotiation", "open", "final", 5, 21, "commit", "!Agree terms of payment|Check credit"),
    (1, 5, "ACCEPTED", "Accepted", "open", "accepted", 6, 14, "commit", "!Receive the signed order"),
    (1, WON, "WON", "Won", "won", "accepted", 7, None, "closed", ""),
    (1, LOST, "LOST", "Lost", "lost", "start", 1, None, "omitted", ""),
    (2, 0, "REQUEST", "Request", "open", "start", 2, 14, "pipeline", "!Qualify the need"),
    (2, 1, "SURVEY", "Survey on site", "open", "visit", 3, 21, "pipeline", "!Survey report"),
    (2, 2, "OFFER", "Offer", "open", "budget", 4, 21, "best_case", "!Send the offer"),
    (2, 4, "TALKS", "Negotiation", "open", "final", 5, 21, "commit", "Check credit"),
    (2, 5, "AGREED", "Agreed", "open", "accepted", 6, 14, "commit", "!Receive the signed order"),
    (2, WON, "WON", "Won", "won", "accepted", 7, None, "closed", ""),
    (2, LOST, "LOST", "Lost", "lost", "start", 1, None, "omitted", ""),
)  # fmt: skip
OPPORTUNITY_TYPES: Final = (
    ("NEW", "New equipment", 1), ("RETROFIT", "Retrofit and upgrade", 1),
    ("CONTRACT", "Service contract", 2), ("SPARES", "Spare parts", 2),
)  # fmt: skip
PIPELINE_OF_TYPE: Final = np.array([pipeline for *_, pipeline in OPPORTUNITY_TYPES])
CLOSING_REASONS: Final = (
    ("BEST_OFFER", "Best offer", 1, 0.3), ("TECHNICAL_FIT", "Technical fit", 1, 0.34), ("TRUST", "Good experience", 1, 0.26),
    ("DELIVERY", "Short delivery time", 1, 0.1), ("PRICE", "Price", -1, 0.31), ("COMPETITOR", "Competitor", -1, 0.22),
    ("NO_DECISION", "No decision", -1, 0.22), ("STOPPED", "Project stopped", -1, 0.17), ("LATE", "Delivery time", -1, 0.08),
)  # fmt: skip
COMPETITOR_REASON: Final = 6
ORIGINS: Final = (
    ("FAIR", "Trade fair"), ("REFERRAL", "Referral"), ("WEB", "Web site"), ("CAMPAIGN", "Campaign"), ("COLD", "Cold call"),
)  # fmt: skip
QUALITIES: Final = ("Hardly known", "Occasional", "Steady", "Good", "Excellent")
SECTORS: Final = (
    ("FOOD", "Food"), ("BEVERAGE", "Beverage"), ("PHARMA", "Pharma and cosmetics"), ("CHEMICALS", "Chemicals and paints"),
    ("PAPER", "Paper and textiles"), ("METAL", "Metal and machinery"), ("CERAMICS", "Ceramics, glass and plastics"),
    ("UTILITIES", "Water and energy"),
)  # fmt: skip
CONTACT_TYPES: Final = (
    ("CONTACT", "Contact", "contact"), ("PROSPECT", "Prospect", "prospect"), ("LEAD", "Lead", "lead"),
    ("CUSTOMER", "Customer", "customer"), ("SUPPLIER", "Supplier", "supplier"),
)  # fmt: skip
LEAD_TYPE: Final = 3
CUSTOMER_TYPE: Final = 4
CATEGORIES: Final = (("KEY", "Key account"), ("DIRECT", "Direct"), ("DEALER", "Dealer"), ("PUBLIC", "Public body"))
COMPETITORS: Final = (("AQR", "Aquaregia Systems"), ("NRD", "Nordfluss"), ("TCM", "Tecnomare"), ("PLX", "Pluvex"))
ACTIVITY_TYPES: Final = (  # code, description, kind, counts as contact, share of what is done, minutes
    ("CALL", "Call", "call", True, 0.33, 15), ("MAIL", "Email", "mail", True, 0.27, 10),
    ("VISIT", "Visit", "visit", True, 0.13, 120), ("MEETING", "Meeting", "meeting", True, 0.09, 60),
    ("VIDEO", "Video call", "video", True, 0.08, 45), ("QUOTE", "Send quote", "quote", True, 0.05, 30),
    ("TASK", "Task", "task", False, 0.05, 30),
)  # fmt: skip
FAMILIES: Final = (  # code, description, unit, products, share in each opportunity type
    ("PUMPS", "Pumps", "pcs", "Centrifugal pump|Dosing pump|Slurry pump", (0.16, 0.2, 0, 0)),
    ("VALVES", "Valves and fittings", "pcs", "Seat valve|Butterfly valve", (0.12, 0.15, 0, 0)),
    ("HEAT", "Heat exchangers", "pcs", "Plate heat exchanger|Tube heat exchanger", (0.14, 0.2, 0, 0)),
    ("TANKS", "Tanks and vessels", "pcs", "Storage tank|Mixing vessel", (0.2, 0.02, 0, 0)),
    ("FILTERS", "Filtration", "pcs", "Ultrafiltration module|Bag filter", (0.12, 0.08, 0, 0)),
    ("BLENDING", "Dosing and blending", "set", "Dosing skid|Blending station", (0.16, 0.05, 0, 0)),
    ("CONTROL", "Automation", "set", "Control cabinet|Recipe server|Safety controller", (0.1, 0.3, 0, 0)),
    ("SPARES", "Spare parts", "pcs", "Gasket kit|Rotor|Mechanical seal", (0, 0, 0.15, 1)),
    ("SERVICE", "Service", "h", "Maintenance visit|Calibration|Remote support", (0, 0, 0.7, 0)),
    ("TRAINING", "Training", "day", "Operator course", (0, 0, 0.15, 0)),
)  # fmt: skip
CAMPAIGN_CATEGORIES: Final = (("FAIR", "Trade fair"), ("MAILING", "Mailing"), ("SEMINAR", "Seminar"))


def table(columns: str, rows: list[tuple[object, ...]]) -> Table:
    """Return rows written by hand as columns."""
    return {
        name: np.array(values, dtype=object)
        for name, values in zip(columns.split(), zip(*rows, strict=True), strict=True)
    }


def listed(columns: str, rows: list[tuple[object, ...]]) -> Table:
    """Return the rows of a list that users maintain: numbered, in this order."""
    found = table(columns, rows)
    numbers = np.arange(1, len(rows) + 1)
    return {"id": numbers, "sort_order": numbers * 10, **found}


def tables() -> dict[str, Table]:
    """Return every list, in an order in which each finds what it refers to."""
    plain = "code description"
    return {
        "probability": listed("code description percent", list(PROBABILITIES)),
        "pipeline": listed(plain, list(PIPELINES)),
        "stage": _stages(),
        "stage_task": _stage_tasks(),
        "stage_move": _stage_moves(),
        "opportunity_type": listed(f"{plain} default_pipeline_id", list(OPPORTUNITY_TYPES)),
        "closing_reason": listed(f"{plain} sign", [row[:3] for row in CLOSING_REASONS]),
        "contact_origin": listed(plain, list(ORIGINS)),
        "contact_quality": listed(f"{plain} stars", [(f"Q{n}", text, n) for n, text in enumerate(QUALITIES, 1)]),
        "sector": listed(plain, list(SECTORS)),
        "contact_type": listed(f"{plain} kind", list(CONTACT_TYPES)),
        "commercial_category": listed(plain, list(CATEGORIES)),
        "competitor": listed(plain, list(COMPETITORS)),
        "activity_type": listed(f"{plain} kind is_contact", [row[:4] for row in ACTIVITY_TYPES]),
        "product_family": listed(f"{plain} unit", [row[:3] for row in FAMILIES]),
        "product": _products(),
        "campaign_category": listed(plain, list(CAMPAIGN_CATEGORIES)),
    }


def stage_ids() -> Array:
    """Return the stage id of each (pipeline id, step), 0 where a pipeline has no such step."""
    ids = np.zeros((len(PIPELINES) + 1, LOST + 1), dtype=np.int64)
    for number, (pipeline, step, *_) in enumerate(STAGES, 1):
        ids[pipeline, step] = number
    return ids


def default_probabilities() -> Array:
    """Return the probability id of each (pipeline id, step)."""
    ids = np.zeros((len(PIPELINES) + 1, LOST + 1), dtype=np.int64)
    for pipeline, step, _code, _name, _kind, _colour, probability, *_ in STAGES:
        ids[pipeline, step] = probability
    return ids


def mandatory_tasks() -> list[list[int]]:
    """Return for each stage, in the order of the ids, the ids of the tasks that must be done before it is left."""
    tasks: list[list[int]] = [[] for _ in STAGES]
    for number, (stage, name) in enumerate(_tasks(), 1):
        if name.startswith("!"):
            tasks[stage - 1].append(number)
    return tasks


def _stages() -> Table:
    columns = "pipeline_id sort_order code name kind colour default_probability_id idle_days forecast_category"
    rows: list[tuple[object, ...]] = [(row[0], row[1] * 10, *row[2:9]) for row in STAGES]
    return {"id": np.arange(1, len(STAGES) + 1), **table(columns, rows)}


def _tasks() -> list[tuple[int, str]]:
    return [(stage, name) for stage, row in enumerate(STAGES, 1) for name in row[9].split("|") if name]


def _stage_tasks() -> Table:
    rows: list[tuple[object, ...]] = [(stage, name.lstrip("!"), name.startswith("!")) for stage, name in _tasks()]
    ids = np.arange(1, len(rows) + 1)
    return {"id": ids, "sort_order": ids * 10, **table("stage_id name mandatory", rows)}


def _stage_moves() -> Table:
    """Any stage of a pipeline may follow any other, also backwards; a closed one must be reopened first."""
    numbered = list(enumerate(STAGES, 1))
    rows: list[tuple[object, ...]] = [
        (first, second)
        for first, (pipeline, _, _, _, kind, *_) in numbered
        for second, (other, _, _, _, other_kind, *_) in numbered
        if pipeline == other and first != second and "open" in (kind, other_kind)
    ]
    return table("from_stage_id to_stage_id", rows)


def _products() -> Table:
    rows = [(family, text) for family, (_, _, _, products, _) in enumerate(FAMILIES, 1) for text in products.split("|")]
    ids = np.arange(1, len(rows) + 1)
    found = table("product_family_id description", list(rows))
    return {"id": ids, "sort_order": ids * 10, "code": np.strings.add("A", padded(ids, 3)), **found}
