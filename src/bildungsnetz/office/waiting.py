"""What waits for a signed-in person, from all rooms: the first page of "Mein Bildungsnetz"."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext

from bildungsnetz.accounts.models import User
from bildungsnetz.decisions.queries.tasks import Task, open_for
from bildungsnetz.directory.models import Confirmation
from bildungsnetz.directory.queries.care import ends_at, silent_for
from bildungsnetz.meetings.models import Invitation
from bildungsnetz.meetings.queries.invitations import open_invitations_for
from bildungsnetz.regions.models import Region


def tasks(user: User, region: Region, *, at: datetime, today: date) -> list[Task]:
    """Invitations first, then what decisions ask; a constant number of queries."""
    invited = open_invitations_for(user, region, at=at)
    confirming = [_confirmation(one, region) for one in silent_for(user.pk, region.pk, today)]
    return [*map(_invitation, invited), *confirming, *open_for(user, region, today)]


def _confirmation(asked: Confirmation, region: Region) -> Task:
    return Task(
        title=asked.institution.name,
        what=gettext("Eintrag im Register durchsehen und bestätigen"),
        until=ends_at(asked.run.closes_on) - timedelta(minutes=1),
        url_name="members_entry",
        url_kwargs={"region": region.slug, "pk": asked.institution_id},
    )


def _invitation(invitation: Invitation) -> Task:
    answered = invitation.state != Invitation.State.INVITED
    return Task(
        title=invitation.meeting.title,
        what=gettext("Einladung beantwortet, Änderung möglich")
        if answered
        else gettext("Einladung für %(institution)s beantworten")
        % {"institution": invitation.institution.name},
        until=invitation.meeting.changes_until or invitation.meeting.registration_closes_at,
        url_name="members_invitation",
        url_kwargs={"region": invitation.meeting.region.slug, "pk": invitation.pk},
    )
