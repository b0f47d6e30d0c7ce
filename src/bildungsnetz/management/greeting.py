"""What the console says about an installation: its addresses and how to sign in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from bildungsnetz.accounts import audit, links
from bildungsnetz.accounts.models import PersonalLink, Role, User
from bildungsnetz.organs.models import Mandate, Organ
from bildungsnetz.regions.models import Region

# Whoever reads the console of the server may do everything anyway, so these links live longer
# than mailed ones; each still opens once.
CONSOLE_LINK_LIFETIME = timedelta(hours=24)
SETUP_LINK_LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the greeting: what it is, and where."""

    label: str
    address: str


def greeting(*, at: datetime, with_links: bool) -> Iterator[Line]:
    """The addresses of the installation; with sign-in links if they may be shown here."""
    region = Region.objects.order_by("pk").first()
    if region is None:
        yield Line(gettext("Jetzt einrichten"), setup_address(at=at))
        return
    yield Line(gettext("Öffentliche Seiten"), f"{settings.SITE_URL}/{region.slug}/")
    yield Line(gettext("Bildungsbüro"), f"{settings.SITE_URL}/{region.slug}/buero/")
    if with_links or region.is_example:
        for label, user in typical_users(region):
            yield Line(f"{label} ({user})", sign_in_address(user=user, at=at))


def typical_users(region: Region) -> Iterator[tuple[str, User]]:
    """Somebody of the office and somebody of the steering organ, where there are any."""
    clerk = Role.objects.filter(region=region, kind=Role.Kind.CLERK, user__is_active=True)
    if (role := clerk.select_related("user").order_by("pk").first()) is not None:
        yield gettext("Anmelden im Büro"), role.user
    seat = (
        Mandate.objects.filter(
            organ__region=region,
            organ__kind=Organ.Kind.STEERING,
            active_to=None,
            person__user__is_active=True,
        )
        .select_related("organ", "person__user")
        .order_by("pk")
        .first()
    )
    if seat is not None and seat.person is not None and seat.person.user is not None:
        yield gettext("Anmelden im Gremium %(organ)s") % {"organ": seat.organ}, seat.person.user


@transaction.atomic
def sign_in_address(*, user: User, at: datetime) -> str:
    """Issue a sign-in link on the console and write down that it was."""
    link = links.issue(
        purpose=PersonalLink.Purpose.SIGN_IN,
        subject=user.pk,
        region=None,
        at=at,
        expires_at=at + CONSOLE_LINK_LIFETIME,
    )
    audit.record(region=None, by=audit.CONSOLE, at=at, action="sign_in.link_issued", on=user)
    return links.address(link)


@transaction.atomic
def setup_address(*, at: datetime) -> str:
    """The address under which the first region is set up; the same while it is good."""
    issued = PersonalLink.objects.filter(purpose=PersonalLink.Purpose.SETUP, subject="setup")
    for link in issued.order_by("-pk"):
        if links.is_good(link, at=at):
            return links.address(link)
    link = links.issue(
        purpose=PersonalLink.Purpose.SETUP,
        subject="setup",
        region=None,
        at=at,
        expires_at=at + SETUP_LINK_LIFETIME,
    )
    return links.address(link)
