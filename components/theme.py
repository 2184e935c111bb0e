"""Theme: the one palette and the Plotly templates made from it; the same values as assets/10-tokens.css."""

from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from plotly.graph_objects.layout import Template

Mode = Literal["light", "dark"]
THEMES = ("light", "dark", "system")
STAGE_COLOURS = ("start", "visit", "budget", "detailed", "final", "accepted")
PROBABILITY_STEPS = (0, 25, 50, 75, 90)
AVATAR_TINTS = 7

FONT = (
    '"Inter Variable", "Inter", ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", '
    '"Helvetica Neue", Arial, sans-serif'
)

PALETTE: dict[Mode, dict[str, str]] = {
    "light": {
        "canvas": "#f4f6f6", "surface": "#ffffff", "line": "#dfe5e6", "line-2": "#c5cfd1",
        "ink": "#142022", "ink-2": "#465356", "ink-3": "#5c696d", "brand": "#00616c", "brand-soft": "#e3f2f4",
        "pos": "#0a6a55", "neg": "#ad3a13", "warn": "#835000", "danger": "#b3261e",
        "st-start": "#87919a", "st-visit": "#2f7ccb", "st-budget": "#4a349c",
        "st-detailed": "#a44c7b", "st-final": "#c07c00", "st-accepted": "#005c36",
        "p-0": "#cfdcdf", "p-25": "#99c7cf", "p-50": "#4c9dab", "p-75": "#0e7d8a", "p-90": "#00555f",
        "p-won": "#00383f", "p-lost": "#aab3b6",
        "k-inv": "#0b5560", "k-ord": "#3c98a7", "k-opp": "#6f9aa3", "k-opp-bg": "#eef5f6", "k-run": "#848e91",
        "target": "#142022", "grid": "#e6ebec", "axis": "#5c696d", "band": "rgba(0, 97, 108, .13)",
        "map-sea": "#e6eef0", "map-land": "#fbfcfc", "map-border": "#cbd6d9", "map-label": "#6d7b80",
    },
    "dark": {
        "canvas": "#0e1415", "surface": "#161d1f", "line": "#263033", "line-2": "#3a474b",
        "ink": "#e7eded", "ink-2": "#b3bfc1", "ink-3": "#93a0a3", "brand": "#5cc4d1", "brand-soft": "#14323a",
        "pos": "#5cc7a7", "neg": "#f2956b", "warn": "#efb65a", "danger": "#ff9389",
        "st-start": "#b9c4c8", "st-visit": "#5fb6f5", "st-budget": "#9069d2",
        "st-detailed": "#d47cb3", "st-final": "#ffc161", "st-accepted": "#55a474",
        "p-0": "#35464a", "p-25": "#33606a", "p-50": "#327f8b", "p-75": "#44a8b6", "p-90": "#7ad0dc",
        "p-won": "#b6ecf3", "p-lost": "#566367",
        "k-inv": "#8fdbe5", "k-ord": "#38899a", "k-opp": "#5d8790", "k-opp-bg": "#182428", "k-run": "#66757a",
        "target": "#e7eded", "grid": "#232d30", "axis": "#93a0a3", "band": "rgba(92, 196, 209, .17)",
        "map-sea": "#0b1213", "map-land": "#1a2326", "map-border": "#303c40", "map-label": "#7d8b8f",
    },
}  # fmt: skip


def avatar_tint(user_id: int) -> int:
    """Return the tint 1–7 of a person's avatar."""
    return user_id % AVATAR_TINTS + 1


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name, for an avatar."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


def probability_colour(percent: int) -> str:
    """Return the CSS colour of a stated probability: the darker, the surer."""
    step = max((step for step in PROBABILITY_STEPS if step <= percent), default=0)
    return f"var(--cd-p-{step})"


def template(mode: Mode) -> "Template":
    """Return the Plotly template of a theme, made at first use because plotly is slow to import."""
    import plotly.graph_objects as go  # noqa: PLC0415 - 0.5 s that a page without charts should not wait for
    import plotly.io as pio  # noqa: PLC0415 - the same

    name = f"caudal_{mode}"
    if name not in pio.templates:
        pio.templates[name] = go.layout.Template(layout=figure_layout(mode))
    return pio.templates[name]


def figure_layout(mode: Mode) -> dict[str, Any]:
    """Return the template's layout of GUIDE §5: transparent, horizontal grid only, no frame, nothing that moves.

    For figures made as plain dictionaries, which need not wait for plotly to be imported.
    """
    colours = PALETTE[mode]
    tick = {"size": 11, "color": colours["axis"]}
    axis = {"zeroline": False, "ticks": "", "tickfont": tick, "fixedrange": True}
    hover = {"bgcolor": colours["ink"], "bordercolor": colours["ink"], "align": "left"}
    return {
        "font": {"family": FONT, "size": 12, "color": colours["ink-2"]},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": [colours[f"st-{name}"] for name in (*STAGE_COLOURS[1:], STAGE_COLOURS[0])],
        "margin": {"l": 48, "r": 16, "t": 8, "b": 28},
        "showlegend": False,
        "bargap": 0.42,
        "barcornerradius": 2,
        "xaxis": axis | {"showgrid": False, "showline": True, "linecolor": colours["line-2"], "automargin": False},
        "yaxis": axis | {"gridcolor": colours["grid"], "gridwidth": 1, "showline": False, "nticks": 5},
        "hoverlabel": hover | {"font": {"family": FONT, "size": 12, "color": colours["surface"]}},
        "hovermode": "x unified",
        "separators": ".,",
        "dragmode": False,
    }
