"""Walks the audit chain and tells where it was changed (reliability bar K3)."""

from collections.abc import Iterator

from django.utils.translation import gettext

from bildungsnetz.accounts.audit import canonical, digest, entry_hash
from bildungsnetz.accounts.models import AuditEntry, AuditHead


def problems(*, known_head: str = "") -> Iterator[str]:
    """One sentence for each break of the chain, from its beginning; nothing if it is whole.

    With `known_head`, a hash noted outside earlier, a chain that was cut off and written anew is
    found as well: that hash must still stand in it.
    """
    number, previous, seen = 0, "", not known_head
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=1000):
        number += 1
        yield from _broken(entry, number, previous)
        number, previous = entry.number, entry.hash
        seen = seen or entry.hash == known_head
    head = AuditHead.objects.filter(pk=1).first() or AuditHead(number=0, hash="")
    if (head.number, head.hash) != (number, previous):
        yield gettext("Das Ende der Kette fehlt: erwartet Eintrag %(number)s.") % {
            "number": head.number
        }
    if not seen:
        yield gettext("Der notierte Prüfwert kommt in der Kette nicht mehr vor.")


def _broken(entry: AuditEntry, number: int, previous: str) -> Iterator[str]:
    names = {"number": entry.number, "expected": number}
    if entry.number != number:
        yield gettext("Vor Eintrag %(number)s fehlt Eintrag %(expected)s.") % names
    if entry.previous_hash != previous:
        yield gettext("Eintrag %(number)s schließt nicht an den vorigen an.") % names
    if entry.hash != entry_hash(entry):
        yield gettext("Eintrag %(number)s wurde verändert.") % names
    # An erased detail leaves its hash behind, and the chain stays whole.
    if entry.detail is not None and entry.detail_hash != digest(
        entry.salt, canonical(entry.detail)
    ):
        yield gettext("Die Einzelheiten von Eintrag %(number)s wurden verändert.") % names
