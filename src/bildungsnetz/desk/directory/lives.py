"""Where the entries of a life lead to in the desk."""

from typing import TYPE_CHECKING

from django.utils import timezone

from bildungsnetz.office.lives import Life, life

if TYPE_CHECKING:
    from bildungsnetz.accounts.gate import Request
    from bildungsnetz.directory.queries import Entry

PAGES = {
    "institution": "desk_institution",
    "person": "desk_person",
    "bases": "desk_person_bases",
    "organ": "desk_organ",
    "meeting": "desk_conference",
    "recommendation": "desk_recommendation",
}


def told_life(request: "Request", entries: "list[Entry]") -> Life:
    """The entries with links to the desk's pages."""
    return life(entries, timezone.localdate(), request.region.slug, PAGES)
