"""The catalogue: product families and products of the source; those whose code exists are taken as they are."""

from typing import Any

from sqlalchemy import select

from data.importers.fields import coded
from data.importers.people import refer
from data.importers.records import Record, Records
from data.importers.run import Run
from data.schema.product import Product, ProductFamily


def write_catalogue(run: Run, records: Records) -> None:
    """Write families, then products."""
    for record in records.of("family"):
        _listed(run, record, ProductFamily)
    for record in records.of("product"):
        _listed(run, record, Product, product_family_id=run.id_of("family", record.values.get("family")))


def _listed(run: Run, record: Record, model: Any, **further: object) -> None:
    if record.key in run.known(record.entity):
        run.count(record.entity).unchanged += 1
        return
    code = record.values.get("code") or coded(record.key)
    found = run.session.scalars(select(model).where(model.code == code)).one_or_none()
    if found is None:
        found = model(code=code, description=record.values["name"], **further)
        run.session.add(found)
        run.session.flush()
        run.count(record.entity).added += 1
    else:
        run.count(record.entity).unchanged += 1
    refer(run, record.entity, record.key, found.id)


def families_of(run: Run) -> dict[int, int | None]:
    """Return the family of each product."""
    rows = run.session.execute(select(Product.id, Product.product_family_id))
    return dict(rows.all())


def product_names(run: Run) -> dict[int, str]:
    """Return the name of each product."""
    return dict(run.session.execute(select(Product.id, Product.description)).all())
