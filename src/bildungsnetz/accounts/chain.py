"""Walks the audit chain and tells where it was changed (reliability bar K3).

`tools/verify_audit.py` does the same without any of this code.
"""

from collections.abc import Iterator

from django.utils.translation import gettext

from bildungsnetz.accounts.audit import ERASED, actor_hash, detail_hash, entry_hash
from bildungsnetz.accounts.models import AuditEntry, AuditHead
from bildungsnetz.kit.privacy import ANONYMOUS

Gaps = set[int]


def problems(*, known_head: str = "") -> Iterator[str]:
    """One sentence for each break of the chain, from its beginning; nothing if it is whole.

    With `known_head`, a hash noted outside earlier, a chain that was cut off and written anew is
    found as well: that hash must still stand in it.
    """
    number, previous, seen = 0, "", not known_head
    actors, details = _explained()
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=1000):
        number += 1
        yield from _broken(entry, number, previous)
        yield from _unexplained(entry, actors, details)
        number, previous = entry.number, entry.hash
        seen = seen or entry.hash == known_head
    head = AuditHead.objects.filter(pk=1).first() or AuditHead(number=0, hash="")
    if (head.number, head.hash) != (number, previous):
        yield gettext("Das Ende der Kette fehlt: erwartet Eintrag %(number)s.") % {
            "number": head.number
        }
    if not seen:
        yield gettext("Der notierte Prüfwert kommt in der Kette nicht mehr vor.")


def _explained() -> tuple[Gaps, Gaps]:
    """The numbers of entries from which actor or detail were erased by law."""
    actors: Gaps = set()
    details: Gaps = set()
    for entry in AuditEntry.objects.filter(action=ERASED, detail__isnull=False):
        named: dict[str, list[list[int]]] = entry.detail or {}
        for found, name in ((actors, "actors"), (details, "details")):
            for first, last in named[name]:
                found.update(range(first, min(last, entry.number) + 1))
    return actors, details


def _broken(entry: AuditEntry, number: int, previous: str) -> Iterator[str]:
    names = {"number": entry.number, "expected": number}
    if entry.number != number:
        yield gettext("Vor Eintrag %(number)s fehlt Eintrag %(expected)s.") % names
    if entry.previous_hash != previous:
        yield gettext("Eintrag %(number)s schließt nicht an den vorigen an.") % names
    if entry.hash != entry_hash(entry):
        yield gettext("Eintrag %(number)s wurde verändert.") % names


def _unexplained(entry: AuditEntry, actors: Gaps, details: Gaps) -> Iterator[str]:
    """What is neither as it was written nor erased as the chain itself says."""
    names = {"number": entry.number}
    gone = entry.number in actors and (entry.actor_id, entry.actor) == (None, ANONYMOUS)
    if not gone and entry.actor_hash != actor_hash(entry):
        yield gettext("Wer Eintrag %(number)s geschrieben hat, wurde verändert.") % names
    gone = entry.number in details and entry.detail is None
    if not gone and entry.detail_hash != detail_hash(entry):
        yield gettext("Die Einzelheiten von Eintrag %(number)s wurden verändert.") % names
