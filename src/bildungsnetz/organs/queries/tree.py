"""The organs of a region as a tree, their seats and parties, and a user's own organs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from bildungsnetz.accounts.models import AuditEntry, User
from bildungsnetz.kit.composing import composed_once
from bildungsnetz.organs.models import Mandate, NominatingParty, Organ, Seat
from bildungsnetz.regions.models import FieldOfAction, Region


@dataclass(slots=True)
class Node:
    """An organ in the tree: how deep, how many seats, how many of them filled on the day."""

    organ: Organ
    depth: int
    seats: int = 0
    filled: int = 0
    children: list["Node"] = field(default_factory=list)

    @property
    def vacant(self) -> int:
        """The seats nobody holds."""
        return self.seats - self.filled

    @property
    def is_closed(self) -> bool:
        """Tell whether the organ has ended."""
        return self.organ.closed_on is not None


@dataclass(frozen=True, slots=True)
class Membership:
    """An organ in which a user holds mandates on a day, with these mandates."""

    organ: Organ
    mandates: list[Mandate]


def organs(region: Region) -> QuerySet[Organ]:
    """All organs of the region in the charter's order, with their fields of action."""
    return _with_fields(region.organs.all())


def _with_fields(rows: QuerySet[Organ]) -> QuerySet[Organ]:
    fields = FieldOfAction.objects.order_by("is_cross_cutting", "order", "name")
    return (
        rows.select_related("parent")
        .prefetch_related(Prefetch("fields", queryset=fields))
        .order_by("order", "name")
    )


@composed_once
def _all_organs(region: int) -> QuerySet[Organ]:
    return _with_fields(Organ.objects.filter(region=region))


@composed_once
def organ_by_key(region: int, organ: int) -> QuerySet[Organ]:
    """One organ of the region with its fields of action, if there is such a one."""
    return _with_fields(Organ.objects.filter(region=region, pk=organ))


@composed_once
def below(organ: int) -> QuerySet[Organ]:
    """The organs that belong to an organ, in the charter's order; only their names."""
    return Organ.objects.filter(parent=organ).order_by("order", "name").only("name")


def tree(region: Region, day: date) -> list[Node]:
    """The organs as a flat list in tree order, each with depth, seats and filled seats.

    Three queries, however many organs there are.
    """
    nodes = {organ.pk: Node(organ, 0) for organ in _all_organs(region.pk)}
    for organ, is_held in _seats_held(region.pk, day):
        nodes[organ].seats += 1
        nodes[organ].filled += is_held
    return _in_tree_order(nodes.values())


@composed_once
def _seats_held(region: int, day: date) -> QuerySet[Seat, tuple[int, bool]]:
    """The organ of each seat that exists on the day, and whether somebody holds the seat."""
    ongoing = Q(active_to__isnull=True) | Q(active_to__gt=day)
    holders = Mandate.objects.filter(
        ongoing, seat=OuterRef("pk"), role=Mandate.Role.MEMBER, active_from__lte=day
    )
    return (
        Seat.objects.filter(ongoing, organ__region=region)
        .filter(Q(active_from__isnull=True) | Q(active_from__lte=day))
        .annotate(is_held=Exists(holders))
        .values_list("organ_id", "is_held")
    )


def _in_tree_order(nodes: Iterable[Node]) -> list[Node]:
    by_parent: dict[int | None, list[Node]] = defaultdict(list)
    for node in nodes:
        by_parent[node.organ.parent_id].append(node)
    ordered: list[Node] = []

    def walk(parent: int | None, depth: int) -> None:
        for node in by_parent[parent]:
            node.depth, node.children = depth, by_parent.get(node.organ.pk, [])
            ordered.append(node)
            walk(node.organ.pk, depth + 1)

    walk(None, 0)
    return ordered


def possible_parents(region: Region, organ: Organ | None) -> QuerySet[Organ]:
    """The organs under which an organ may stand: open ones, neither itself nor below it."""
    open_ones = Organ.objects.filter(region=region, closed_on__isnull=True)
    if organ is None or organ.pk is None:
        return open_ones.order_by("order", "name")
    children: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in Organ.objects.filter(region=region).values_list("pk", "parent_id"):
        children[parent].append(pk)
    below, waiting = set[int](), [organ.pk]
    while waiting:
        one = waiting.pop()
        below.add(one)
        waiting += [child for child in children[one] if child not in below]
    return open_ones.exclude(pk__in=below).order_by("order", "name")


def parties(region: Region) -> QuerySet[NominatingParty]:
    """Who names people for seats, in order."""
    return NominatingParty.objects.filter(region=region).order_by("order", "name")


def seats(region: Region) -> QuerySet[Seat]:
    """All seats of the region's organs, those of the past too."""
    return (
        Seat.objects.filter(organ__region=region)
        .select_related("organ__region", "party")
        .order_by("organ__order", "organ__name", "number")
    )


def mandates(region: Region) -> QuerySet[Mandate]:
    """All mandates of the region's organs, ended ones too, the latest first."""
    return (
        Mandate.objects.filter(organ__region=region)
        .select_related("organ__region", "seat__party", "person", "institution")
        .order_by("-active_from", "-pk")
    )


def begun(mandate: Mandate) -> AuditEntry | None:
    """The entry of the trail that tells how the mandate came to be."""
    return (
        AuditEntry.objects.filter(record_type="organ", record_id=str(mandate.organ_id))
        .filter(action="mandate.begun", detail__mandate=mandate.pk)
        .order_by("-number")
        .first()
    )


def ended_by(mandate: Mandate) -> Mandate | None:
    """The mandate that ended because this one began, as the trail says; None if there is none."""
    entry = begun(mandate)
    key = (entry.detail or {}).get("ended_key") if entry else None
    if not isinstance(key, int):
        return None
    return Mandate.objects.filter(pk=key, active_to=mandate.active_from).first()


def memberships_of(user: User, region: Region, day: date) -> list[Membership]:
    """The organs in which the user holds a seat or function on a day, in the charter's order."""
    found = (
        Mandate.objects.filter(organ__region=region)
        .select_related("organ", "seat__party")
        .filter(Q(active_to__isnull=True) | Q(active_to__gt=day))
        .filter(person__user=user, active_from__lte=day)
        .order_by("organ__order", "organ__name", "seat__number", "pk")
    )
    grouped: dict[int, Membership] = {}
    for mandate in found:
        one = grouped.setdefault(mandate.organ_id, Membership(mandate.organ, []))
        one.mandates.append(mandate)
    return list(grouped.values())
