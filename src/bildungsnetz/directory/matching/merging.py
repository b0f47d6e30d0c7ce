"""Which value of two records a merged one keeps: a proposal, field by field."""

from collections.abc import Mapping
from typing import Literal

from bildungsnetz.directory.matching.words import is_same_house, street

Side = Literal["left", "right"]
Source = Literal["left", "right", "both"]

ADDRESS = ("street", "postcode", "city", "district", "ags")
"""Fields that are only right together."""

_EMPTY: tuple[object, ...] = (None, "", (), [])


def merge_plan(
    left_values: Mapping[str, object], right_values: Mapping[str, object], *, prefer: Side
) -> dict[str, tuple[object, Source]]:
    """For each field the value a merged record would have, and where it comes from.

    `prefer` names the record that was changed last. A value beats none, equal values are from
    both, otherwise the newer wins. The address stays together: where the records stand in
    different places it is the newer one's, unless that has no street; in the same place the
    longer spelling of the street wins ("Hauptstraße 5 a" over "Hauptstr. 5").
    """
    names = [*left_values, *(name for name in right_values if name not in left_values)]
    sides = {"left": left_values, "right": right_values}
    moved = _moved(left_values, right_values)
    plan: dict[str, tuple[object, Source]] = {}
    for name in names:
        left, right = left_values.get(name), right_values.get(name)
        if name in ADDRESS and moved:
            plan[name] = (sides[prefer].get(name), prefer)
        elif name == "street" and left not in _EMPTY and right not in _EMPTY and left != right:
            plan[name] = _longer(str(left), str(right), prefer)
        else:
            plan[name] = _better(left, right, prefer)
    return plan


def _better(left: object, right: object, prefer: Side) -> tuple[object, Source]:
    if left == right or (left in _EMPTY and right in _EMPTY):
        return left, "both"
    if left in _EMPTY or right in _EMPTY:
        return (right, "right") if left in _EMPTY else (left, "left")
    return (left, "left") if prefer == "left" else (right, "right")


def _longer(left: str, right: str, prefer: Side) -> tuple[object, Source]:
    if len(left) == len(right):
        return _better(left, right, prefer)
    return (left, "left") if len(left) > len(right) else (right, "right")


def _moved(left: Mapping[str, object], right: Mapping[str, object]) -> bool:
    """Whether both have a street and stand in different places."""
    (way, house), (other_way, other_house) = (
        street(str(side.get("street") or "")) for side in (left, right)
    )
    if not way or not other_way:
        return False
    codes = {side.get("postcode") for side in (left, right)} - {None, ""}
    houses_differ = bool(house and other_house) and not is_same_house(house, other_house)
    return way != other_way or houses_differ or len(codes) > 1
