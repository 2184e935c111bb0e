"""AG Grid: its scripts are served like Dash's own, but only the page that draws a grid loads them."""

import os
from pathlib import Path
from typing import Final

import dash_ag_grid
from dash.fingerprint import build_fingerprint

SCRIPT: Final = "dash_ag_grid.min.js"
FOLDER: Final = Path(dash_ag_grid.__file__).parent


def load_on_demand() -> None:
    """Keep the main script, 358 kB gzipped, out of every page: Dash serves what is dynamic and lists it nowhere."""
    for resource in dash_ag_grid._js_dist:  # noqa: SLF001  the one list that Dash reads
        if resource["relative_package_path"] == SCRIPT:
            resource["dynamic"] = True


def script_path() -> str:
    """Return where the main script is, with a fingerprint, so that browsers keep it for good."""
    stamp = int(os.stat(FOLDER / SCRIPT).st_mtime)  # noqa: PTH116  as Dash stamps it
    name: str = build_fingerprint(SCRIPT, dash_ag_grid.__version__, stamp)  # type: ignore[no-untyped-call]  # Dash leaves this function untyped
    return f"/_dash-component-suites/dash_ag_grid/{name}"
