"""Closing: which line of a plan a document belongs to, and why one belongs to none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from domain.plan.tree import Node, Tree, Value


class Source(StrEnum):
    """What is set against a plan."""

    INVOICES = "invoices"
    ORDERS = "orders"
    OPPORTUNITIES = "opportunities"
    COSTS = "costs"


class Reason(StrEnum):
    """Why something belongs to no line."""

    NO_ZONE = "no_zone"
    OTHER_ZONE = "other_zone"
    NO_USER = "no_user"
    OTHER_USER = "other_user"
    NO_AGENT = "no_agent"
    OTHER_AGENT = "other_agent"
    NO_FAMILY = "no_family"
    OTHER_FAMILY = "other_family"
    OTHER_CAMPAIGN = "other_campaign"
    NO_LINES = "no_lines"


@dataclass(frozen=True, slots=True)
class Fact:
    """Lines of documents that share everything a plan asks about; `document_id` is an example of them."""

    source: Source
    span_id: int
    zone_id: int | None
    user_id: int | None
    agent_id: int | None
    family_id: int | None
    minor: int
    quantity: Decimal = Decimal(0)
    count: int = 1
    campaign_id: int | None = None
    example_id: int | None = None


@dataclass(frozen=True, slots=True)
class Ancestors:
    """The zones and families that a zone or family lies in, itself included."""

    zones: Mapping[int, frozenset[int]] = field(default_factory=dict)
    families: Mapping[int, frozenset[int]] = field(default_factory=dict)


@dataclass
class Unmatched:
    """What belongs to no line for one reason: how many lines of documents, their amount, and a few of them."""

    count: int = 0
    minor: int = 0
    examples: list[int] = field(default_factory=list)


@dataclass
class Closing:
    """What came against each line: by detail, source and range; and what belongs to none."""

    matched: dict[tuple[int, Source, int], Value] = field(default_factory=dict)
    unmatched: dict[tuple[Source, Reason], Unmatched] = field(default_factory=dict)

    def came(self, node_id: int, source: Source, span_ids: Iterable[int]) -> Value:
        """Return what came against a detail in some ranges."""
        return sum((self.matched.get((node_id, source, span), Value()) for span in span_ids), Value())


MOST_EXAMPLES = 5


def close(tree: Tree, facts: Iterable[Fact], ancestors: Ancestors) -> Closing:
    """Set facts against the lines of a plan; the first line that fits, in the order of the plan, takes it."""
    chains = [(node, tree.ancestry(node)) for node in tree.details()]
    found = Closing()
    for fact in facts:
        node = next((node for node, chain in chains if all(_fits(each, fact, ancestors) for each in chain)), None)
        if node is not None:
            key = node.id, fact.source, fact.span_id
            found.matched[key] = found.matched.get(key, Value()) + Value(fact.minor, fact.quantity)
            continue
        why = found.unmatched.setdefault(
            (fact.source, _reason([chain for _, chain in chains], fact, ancestors)), Unmatched()
        )
        why.count += fact.count
        why.minor += fact.minor
        if fact.example_id is not None and fact.example_id not in why.examples and len(why.examples) < MOST_EXAMPLES:
            why.examples.append(fact.example_id)
    return found


def _fits(node: Node, fact: Fact, ancestors: Ancestors) -> bool:
    return _misfit(node, fact, ancestors) is None


def _misfit(node: Node, fact: Fact, ancestors: Ancestors) -> Reason | None:
    """Return why a fact is not what a node is about, None when it is."""
    zones = ancestors.zones.get(fact.zone_id or 0, frozenset())
    families = ancestors.families.get(fact.family_id or 0, frozenset())
    asked = (
        (node.zone_id, zones, fact.zone_id, Reason.NO_ZONE, Reason.OTHER_ZONE),
        (node.user_id, {fact.user_id}, fact.user_id, Reason.NO_USER, Reason.OTHER_USER),
        (node.agent_id, {fact.agent_id}, fact.agent_id, Reason.NO_AGENT, Reason.OTHER_AGENT),
        (node.family_id, families, fact.family_id, Reason.NO_FAMILY, Reason.OTHER_FAMILY),
        (node.campaign_id, {fact.campaign_id}, fact.campaign_id, Reason.OTHER_CAMPAIGN, Reason.OTHER_CAMPAIGN),
    )
    for wanted, held, known, missing, other in asked:
        if wanted is not None and wanted not in held:
            return missing if known is None else other
    return None


def _reason(chains: Sequence[Sequence[Node]], fact: Fact, ancestors: Ancestors) -> Reason:
    """Return what stood in the way on the line that a fact came furthest towards."""
    furthest: tuple[int, Reason] = (-1, Reason.NO_LINES)
    for chain in chains:
        for depth, node in enumerate(chain):
            misfit = _misfit(node, fact, ancestors)
            if misfit is not None:
                if depth > furthest[0]:
                    furthest = depth, misfit
                break
    return furthest[1]
