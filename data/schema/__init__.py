"""The canonical model: every table of Caudal."""

from data.schema import (  # noqa: F401  importing a module registers its tables
    activity,
    campaign,
    company,
    contact,
    document,
    forecast,
    importing,
    invoice,
    invoicing,
    job,
    log,
    mail,
    notice,
    opportunity,
    outlook,
    people,
    pipeline,
    preference,
    product,
    quota,
    rule,
    sales,
    submission,
    token,
    view,
    webhook,
)
from data.schema.base import Base

__all__ = ["Base"]
