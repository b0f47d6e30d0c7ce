"""Sorting as in Germany (DIN 5007-1), in Python and alike in the database."""

import pytest

from bildungsnetz.directory.models import Person
from bildungsnetz.kit.folding import fold
from bildungsnetz.regions.models import Region
from tests.cast import NOW

NAMES = ["Özdemir", "Zander", "Çelik", "Aßmann", "Assmann", "Ärgerlich", "Łukasz", "Şahin", "Abel"]
IN_ORDER = [
    "Abel", "Ärgerlich", "Aßmann", "Assmann", "Çelik", "Łukasz", "Özdemir", "Şahin", "Zander",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Äpfel", "apfel"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Élan  Vital", "elan vital"),
        ("„Schule“ Süd", "schule sud"),
        ("Łódź", "lodz"),
        ("Işık", "isik"),
    ],
)
def test_letters_fall_on_their_base(text: str, key: str) -> None:
    """ä like a, ß like ss; capitals, accents, quotes and doubled blanks do not count."""
    assert fold(text) == key


def test_the_database_sorts_alike(hagen: Region) -> None:
    """Each list is sorted by the folded name that the database itself keeps."""
    for name in NAMES:
        Person.objects.create(region=hagen, family_name=name, created_at=NOW)
    rows = Person.objects.order_by("sort_name", "pk").values_list("family_name", "sort_name")
    assert [name for name, _ in rows] == IN_ORDER
    assert [key for _, key in rows] == [fold(name) for name in IN_ORDER]
