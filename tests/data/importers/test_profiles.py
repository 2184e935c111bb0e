"""Profiles: the shipped ones, one's own, and what is said of mistakes in them."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data.importers.importing import BadCompanyCode
from data.importers.profile import ProfileNotUsable, UnknownProfile, load_profile, shipped
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.schema.pipeline import OpportunityType, Stage
from data.session import Database
from tests.data.importers.files import MAVEN, imported, looking

ROOT = Path(__file__).resolve().parents[3]
HEADER = (
    "Numero;Tipo opportunità;Titolo;Data creazione;Data chiusura;Contatto;Città;Agente principale;Valuta;"
    "Avanzamento probabilità;Qualità;Vinta/Persa;Importo lordo;Sconti;Importo netto;Data ordine prevista"
)
LIST = (
    HEADER,
    "OPP/1;RENEW;RENEW – Fischer & C.;02/01/2024;13/02/2024;Fischer & C.;Forlì;Agente 19;EUR;100%;4;Vinta;11.435,00;0,00;11.435,00;14/02/2024",
    "OPP/2;EQUIP;EQUIP – Ricci;05/01/2024;23/03/2024;Ricci;Comiso;Agente 18;EUR;0%;4;Persa;148.365,00;6.660,00;141.705,00;13/03/2024",
    "OPP/3;EQUIP;Pressa;12/01/2024;-;Ricci;Comiso;Agente 19;EUR;60%;5;;14.715,25;15,25;14.700,00;17/09/2026",
)


def documented() -> str:
    """Return the profile that the guide shows."""
    found = re.search(r"```toml\n(.*?)```", (ROOT / "docs/importing.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


def own_profile(folder: Path, change: Callable[[str], str] = str) -> str:
    path = folder / "erp_italia.toml"
    path.write_text(change(documented()), encoding="utf-8")
    return str(path)


def test_the_shipped_profiles_can_be_used() -> None:
    assert shipped() == ["maven_crm", "northwind", "superstore"]
    assert [load_profile(name).company.code for name in shipped()] == ["MAVEN", "NORTHWIND", "SUPERSTORE"]


def test_the_profile_of_the_guide_reads_an_italian_list(database: Database, tmp_path: Path) -> None:
    (tmp_path / "opportunita.csv").write_text("\r\n".join(LIST), encoding="cp1252")
    report = imported(database, tmp_path, profile=own_profile(tmp_path))
    assert report.succeeded, report.text
    with looking(database) as session:
        found = {row.number: row for row in session.scalars(select(Opportunity))}
        stages = dict(session.execute(select(Stage.id, Stage.name)).all())
        cities = dict(session.execute(select(Contact.name, Contact.geo_precision)).all())
        assert set(session.scalars(select(OpportunityType.code))) == {"RENEW", "EQUIP"}
    assert cities == {"Fischer & C.": "city", "Ricci": "city"}
    lost, still_open = found["OPP/2"], found["OPP/3"]
    assert (lost.outcome, lost.gross_minor, lost.discount_minor, lost.net_minor) == (
        "lost",
        14_836_500,
        666_000,
        14_170_500,
    )
    assert lost.closed_on == date(2024, 3, 23)
    assert (still_open.outcome, still_open.stated_percent, stages[still_open.stage_id]) == ("open", 60, "Offerta")
    assert still_open.expected_order_on == date(2026, 9, 17)
    assert found["OPP/1"].title == "RENEW – Fischer & C."
    assert any(issue.spot.column == "Qualità" for issue in report.warnings)


def test_net_that_is_not_gross_less_discount_is_refused(sqlite_database: Database, tmp_path: Path) -> None:
    wrong = [line.replace("141.705,00", "141.706,00") for line in LIST]
    (tmp_path / "opportunita.csv").write_text("\n".join(wrong), encoding="cp1252")
    report = imported(sqlite_database, tmp_path, profile=own_profile(tmp_path))
    assert "row 3, column “Importo netto” (“141.706,00”): is not gross less discount" in report.text


def test_an_outcome_that_is_neither_given_nor_mapped_is_refused(sqlite_database: Database, tmp_path: Path) -> None:
    (tmp_path / "opportunita.csv").write_text("\n".join(LIST), encoding="cp1252")
    profile = own_profile(tmp_path, lambda text: text.replace(', "" = "open" }', " }"))
    report = imported(sqlite_database, tmp_path, profile=profile)
    assert "row 4, column “Vinta/Persa”: is empty" in report.text


def test_a_line_of_totals_is_refused(sqlite_database: Database, tmp_path: Path) -> None:
    totals = "Totale;;;;;;;;EUR;;;;174.515,25;6.675,25;167.840,00;"
    (tmp_path / "opportunita.csv").write_text("\n".join([*LIST, totals]), encoding="cp1252")
    report = imported(sqlite_database, tmp_path, profile=own_profile(tmp_path))
    (issue,) = ((issue.spot.row, issue.reason) for issue in report.errors)
    assert issue == (5, "this looks like a line of totals; remove it")


def test_a_currency_that_is_none_is_refused(sqlite_database: Database, tmp_path: Path) -> None:
    wrong = [line.replace("EUR", "XXA") for line in LIST]
    (tmp_path / "opportunita.csv").write_text("\n".join(wrong), encoding="cp1252")
    report = imported(sqlite_database, tmp_path, profile=own_profile(tmp_path))
    assert "“XXA” is not a currency that Caudal knows" in report.text


def test_a_list_without_its_row_is_refused(sqlite_database: Database, tmp_path: Path) -> None:
    (tmp_path / "opportunita.csv").write_text("\n".join(LIST), encoding="cp1252")
    profile = own_profile(tmp_path, lambda text: text.replace(", create = true }     # a", " }  # a"))
    report = imported(sqlite_database, tmp_path, profile=profile)
    assert "“RENEW” is not in the list of the opportunity type" in report.text


MISTAKES: dict[str, tuple[str, str, str]] = {
    "not TOML": ("[reading]", "[reading", "cannot be used"),
    "an unknown key": ('name = "ERP Italia"\n\n[reading]', 'name = "ERP Italia"\nnmae = 1\n[reading]', "“nmae”, which means nothing there"),
    "an unknown entity": ('entity = "contact"', 'entity = "client"', "there is no entity “client”"),
    "an unknown field": ('fields.city = "Città"', 'fields.town = "Città"', "has no field “town”"),
    "a needed field missing": ('title = "Titolo"\n', "", "needs the field “title”"),
    "no key": ('key = "Numero"\n', "", "needs a key"),
    "an unknown file": ('file = "list"\nkey = "Numero"', 'file = "other"\nkey = "Numero"', "reads “other”"),
    "an unknown encoding": ('"cp1252"', '"cp9999"', "the unknown encoding “cp9999”"),
    "an unknown zone": ("Europe/Rome", "Europe/Roma", "the unknown time zone “Europe/Roma”"),
    "a country's name": ('country = "IT"\ntime_zone', 'country = "Italia"\ntime_zone', "the two-letter code"),
    "a stage of no kind": ('kind = "won"', 'kind = "gained"', "kind, colour or percent"),
    "a field without source": ('{ value = "IT" }', '{ prefix = "IT" }', "needs either “column” or “value”"),
    "no outcome at all": ("outcome = {", "closing_note = {", "needs the field “stage” or the field “outcome”"),
    "a date pattern that is none": ('"day-first" ', '"dd/mm" ', "says dates = “dd/mm”"),
    "a wrong type": ("decimal_comma = true", 'decimal_comma = "yes"', "is not a bool"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_in_a_profile_are_named(mistake: str, tmp_path: Path) -> None:
    old, new, said = MISTAKES[mistake]
    assert old in documented()
    with pytest.raises(ProfileNotUsable, match=re.escape(said)):
        load_profile(own_profile(tmp_path, lambda text: text.replace(old, new, 1)))


@pytest.mark.parametrize("name", ["nothing", "../profiles/maven_crm", "/etc/passwd", "missing.toml", ""])
def test_a_profile_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(UnknownProfile, match="Known are maven_crm, northwind, superstore"):
        load_profile(name)


@pytest.mark.parametrize("code", ["a b", "x" * 21, "-x", "é", "../x"])
def test_a_company_code_is_plain(code: str, sqlite_database: Database) -> None:
    with pytest.raises(BadCompanyCode):
        imported(sqlite_database, MAVEN, company=code)


def test_the_report_says_how_others_get_to_see_the_company(sqlite_database: Database) -> None:
    report = imported(sqlite_database, MAVEN, company="HARD")
    assert "manage.py user add LOGIN --name NAME --role ROLE --company HARD" in report.text
    with looking(sqlite_database) as session:
        assert session.scalar(select(func.count()).select_from(Opportunity)) == report.counts["opportunity"].added
