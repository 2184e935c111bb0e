"""The tree of a plan: groups of zone, user or agent, details of product families or campaigns, and what rolls up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class PlanKind(StrEnum):
    """What a plan is about: sales by product family, or the costs of campaigns."""

    SALES = "sales"
    MARKETING = "marketing"


@dataclass(frozen=True, slots=True)
class Value:
    """Quantity and amount in minor units of the plan's currency."""

    minor: int = 0
    quantity: Decimal = Decimal(0)

    def __add__(self, other: "Value") -> "Value":
        return Value(self.minor + other.minor, self.quantity + other.quantity)

    @property
    def price_minor(self) -> int | None:
        """The average price of one in minor units, None without a quantity."""
        return round(self.minor / self.quantity) if self.quantity else None


@dataclass(frozen=True, slots=True)
class Node:
    """A line of a plan; `name` is what people read, `meant` the zone, user, agent, family or campaign it is about."""

    id: int
    parent_id: int | None
    is_detail: bool
    name: str
    zone_id: int | None = None
    user_id: int | None = None
    agent_id: int | None = None
    family_id: int | None = None
    campaign_id: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """A node at its depth, with its own or rolled-up values by range."""

    node: Node
    depth: int
    path: str
    values: Mapping[int, Value]
    is_empty: bool

    @property
    def total(self) -> Value:
        """All ranges together."""
        return sum(self.values.values(), Value())


@dataclass(frozen=True, slots=True)
class Tree:
    """All nodes of a plan in the order in which siblings stand, and the values of its details."""

    nodes: Sequence[Node]
    cells: Mapping[tuple[int, int], Value] = field(default_factory=dict)

    def branches(self) -> list[Branch]:
        """Return the nodes from the top, each group before what is in it, with what it adds up to."""
        return [branch for branch, _sums in self._below(None, 0, "")]

    def total(self) -> dict[int, Value]:
        """Return what the whole plan adds up to by range."""
        return _added(values for branch in self.branches() if branch.depth == 0 for values in [branch.values])

    def details(self) -> list[Node]:
        """Return the details."""
        return [node for node in self.nodes if node.is_detail]

    def ancestry(self, node: Node) -> list[Node]:
        """Return the groups above a node, from the top, and the node itself."""
        by_id = {each.id: each for each in self.nodes}
        found = [node]
        while (parent_id := found[0].parent_id) is not None:
            found.insert(0, by_id[parent_id])
        return found

    def _below(self, parent_id: int | None, depth: int, above: str) -> Iterator[tuple[Branch, Mapping[int, Value]]]:
        for node in self.nodes:
            if node.parent_id != parent_id:
                continue
            path = f"{above} / {node.name}" if above else node.name
            inner = list(self._below(node.id, depth + 1, path))
            own = {place: value for (id_, place), value in self.cells.items() if id_ == node.id}
            sums = own if node.is_detail else _added(sums for branch, sums in inner if branch.depth == depth + 1)
            yield Branch(node, depth, path, sums, not inner), sums
            yield from inner


def _added(parts: Iterator[Mapping[int, Value]]) -> dict[int, Value]:
    found: dict[int, Value] = {}
    for part in parts:
        for place, value in part.items():
            found[place] = found.get(place, Value()) + value
    return found
