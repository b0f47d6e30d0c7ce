"""What waits for a signed-in person, from all rooms: the first page of "Mein Bildungsnetz"."""

from datetime import date, datetime

from django.utils.translation import gettext

from bildungsnetz.accounts.models import User
from bildungsnetz.decisions.queries.tasks import Task, open_for
from bildungsnetz.meetings.models import Invitation
from bildungsnetz.meetings.queries.invitations import open_invitations_for
from bildungsnetz.regions.models import Region


def tasks(user: User, region: Region, *, at: datetime, today: date) -> list[Task]:
    """Invitations first, then what decisions ask; a constant number of queries."""
    invited = open_invitations_for(user, at=at).filter(meeting__region=region)
    return [*map(_invitation, invited), *open_for(user, region, today)]


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
