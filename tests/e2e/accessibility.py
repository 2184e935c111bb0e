"""axe, as a question: what is seriously wrong on this page?"""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = {"serious", "critical"}
OPTIONS = {"resultTypes": ["violations"]}  # what is well need not be listed

_axe = Axe()


def serious_violations(page: Page, within: str | None = None) -> list[str]:
    """Return one line per serious or critical violation, with the elements; `within` is a CSS selector."""
    response = _axe.run(page, context=within, options=OPTIONS).response
    return [
        f"{violation['id']} ({violation['impact']}): "
        + "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:5])
        for violation in response["violations"]
        if violation["impact"] in SERIOUS
    ]
