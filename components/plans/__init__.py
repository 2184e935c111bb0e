"""The pages of typed plans: pictures of domain.plan; data come in, nothing is fetched here."""

from components.document.parts import Parts

PARTS = Parts("plans")

__all__ = ["PARTS"]
