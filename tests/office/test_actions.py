"""The register of circulars."""

from bildungsnetz.accounts.audit import CONSOLE
from bildungsnetz.accounts.models import AuditEntry
from bildungsnetz.office import actions
from bildungsnetz.office.models import Circular
from bildungsnetz.regions.models import Region
from tests.cast import NOW, TODAY

VALUES = {"subject": "An alle", "dated_on": TODAY, "body": "Text", "signed_by": "Vorsitz"}


def test_a_circular_is_entered_and_published(hagen: Region) -> None:
    made = actions.save_circular(region=hagen, circular=None, values=VALUES, by=CONSOLE, at=NOW)
    actions.save_circular(
        region=hagen, circular=made, values={**VALUES, "is_public": True}, by=CONSOLE, at=NOW
    )
    assert Circular.objects.get() == made
    entries = AuditEntry.objects.order_by("number").values_list("action", "detail")
    assert list(entries) == [
        (
            "circular.added",
            {
                "subject": "An alle",
                "dated_on": "2026-09-14",
                "body": "Text",
                "signed_by": "Vorsitz",
            },
        ),
        ("circular.changed", {"is_public": True}),
    ]
