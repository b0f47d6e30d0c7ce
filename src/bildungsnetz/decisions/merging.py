"""What consensus rounds say when one of a person's two sign-ins would end."""

from django.utils.translation import gettext

from bildungsnetz.accounts.models import PersonalLink, User
from bildungsnetz.decisions.models import Entitled
from bildungsnetz.directory.merging import rules


def _still_asked(_staying: User, ending: User) -> str:
    """Nobody loses the say in a round that is still open."""
    asked = Entitled.objects.filter(user=ending, round__closed_at__isnull=True)
    if (one := asked.select_related("round__recommendation").first()) is None:
        return ""
    sentence = gettext(
        "Die Anmeldung mit %(address)s darf in der laufenden Konsensrunde zu „%(title)s“ "
        "antworten. Bitte warten Sie das Ende der Runde ab oder behalten Sie diese Anmeldung."
    )
    return sentence % {"address": ending.email, "title": one.round.recommendation.title}


rules.account_check(_still_asked)
rules.link_subject(PersonalLink.Purpose.ROUND, Entitled)
