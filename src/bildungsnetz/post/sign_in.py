"""The mailed sign-in link. Known and unknown addresses are answered alike (bar F3)."""

from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext

from bildungsnetz.accounts import links, queries, throttle
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import PersonalLink
from bildungsnetz.accounts.rules import (
    MAILS_PER_ADDRESS,
    MAILS_PER_NETWORK,
    SIGN_IN_LINK_LIFETIME,
)
from bildungsnetz.post import actions

URGENT = 10


def request_link(*, email: str, network: str, at: datetime) -> bool:
    """Mail a sign-in link if the address is known; False when the limits are reached.

    The answer never tells whether the address is known.
    """
    within = throttle.count(MAILS_PER_NETWORK, network, at=at) and throttle.count(
        MAILS_PER_ADDRESS, email, at=at
    )
    if within:
        _mail_link(email, at)
    return within


@transaction.atomic
def _mail_link(email: str, at: datetime) -> None:
    user = queries.user_by_email(email)
    if user is None:
        return
    link = links.issue(
        purpose=PersonalLink.Purpose.SIGN_IN,
        subject=user.pk,
        region=None,
        at=at,
        expires_at=at + SIGN_IN_LINK_LIFETIME,
    )
    minutes = int(SIGN_IN_LINK_LIFETIME.total_seconds() // 60)
    region = queries.first_region_of(user)
    texts = {"user": user, "region": region, "minutes": minutes}
    actions.queue(
        region=region,
        batch="sign-in",
        key=f"sign-in:{link.pk}",
        to_name=user.display_name,
        to_address=user.email,
        reply_to=region.office_email if region else "",
        subject=gettext("Ihr Link zum Anmelden im Bildungsnetz"),
        body=render_to_string("post/accounts/sign_in.txt", texts),
        link=link,
        priority=URGENT,
        kind="service",
        at=at,
        by=Actor.of(user),
    )
