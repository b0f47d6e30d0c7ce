"""What becomes of invitations and registrations when two institutions are merged."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.directory.merging import rules
from bildungsnetz.directory.merging.rules import Rule, Side, Verdict
from bildungsnetz.meetings.models import Invitation, Meeting, Placement, Registration, Wish

if TYPE_CHECKING:
    from bildungsnetz.directory.merging.engine import Merger
    from bildungsnetz.directory.merging.references import Relation

# The later ones win.
_ORDER = [Invitation.State.INVITED, Invitation.State.DECLINED, Invitation.State.ACCEPTED]


def _lock_meetings(relation: "Relation", gone: Any, kept: Any) -> None:
    """Nobody answers meanwhile; answers lock their meeting (actions.locking)."""
    if relation.field.name != "institution":
        return
    invited = Invitation.objects.filter(institution__in=[gone, kept]).values("meeting")
    list(Meeting.objects.select_for_update(of=("self",)).filter(pk__in=invited).order_by("pk"))


def _answered(_merger: "Merger", kept: Invitation, gone: Invitation) -> Verdict:
    """Who comes, comes; then a refusal; of two equal answers the kept institution's.

    Registrations of the other one move onto it, so the revision rises: an open form is told.
    """
    states = [state.value for state in _ORDER]
    wins: Side = "gone" if states.index(gone.state) > states.index(kept.state) else "kept"
    return Verdict(wins, {"revision": max(kept.revision, gone.revision) + 1})


def _one_place(merger: "Merger", kept: Registration, gone: Registration) -> Verdict:
    """The same name twice takes one place: the other registration stays as cancelled, since
    answers in consensus rounds belong to it. A place in a workshop is kept, and wishes are."""
    placed = set(
        Placement.objects.filter(registration__in=[kept, gone]).values_list(
            "registration_id", flat=True
        )
    )
    wins: Side = "gone" if gone.pk in placed and kept.pk not in placed else "kept"
    winner, loser = (gone, kept) if wins == "gone" else (kept, gone)
    for place in Placement.objects.filter(registration=loser):
        merger.log.remove(place)
    if not Wish.objects.filter(registration=winner).exists():
        merger.log.repoint(Wish, "registration_id", loser.pk, winner.pk)
    cancelled = Registration.State.CANCELLED.value
    return Verdict(wins, spare={"state": cancelled, "cancelled_at": merger.at})


rules.rule(
    Invitation,
    Rule(
        label=_("Einladungen"),
        outcome=_("die beantwortete gilt, Anmeldungen kommen zusammen"),
        settle=_answered,
        before=_lock_meetings,
    ),
)
rules.rule(
    Registration,
    Rule(
        label=_("Anmeldungen"),
        outcome=_("gleiche Namen werden zu einer Anmeldung"),
        settle=_one_place,
    ),
)
rules.link_subject(PersonalLink.Purpose.INVITATION, Invitation)
