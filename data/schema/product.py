"""Product families and products."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Lookup


class ProductFamily(Base, Lookup):
    """What opportunities and forecasts are detailed by."""

    __tablename__ = "product_family"
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("product_family.id"))
    unit: Mapped[str | None] = mapped_column(String(20))


class Product(Base, Lookup):
    """A thing sold."""

    __tablename__ = "product"
    product_family_id: Mapped[int | None] = mapped_column(ForeignKey("product_family.id"))
