"""Writes about users: signing in and out, granting and withdrawing, ending sessions."""

from datetime import datetime

from django.contrib.auth import login as django_login
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bildungsnetz.accounts import audit, links
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.models import PersonalLink, Role, Session, User
from bildungsnetz.accounts.rules import may_withdraw_clerk
from bildungsnetz.regions.models import Region


class LinkUsedUp(Exception):
    """The sign-in link was used already, or ran out in this very moment."""


class LastClerk(Exception):
    """The office would be left without anybody who can sign in."""

    sentence = _(
        "Die letzte Person des Büros kann nicht entfernt werden. Benennen Sie erst eine weitere."
    )


class OwnAccess(Exception):
    """Somebody would shut themselves out, in the middle of their work."""

    sentence = _("Ihren eigenen Zugang kann nur eine andere Person des Büros entziehen.")


@transaction.atomic
def sign_in(*, request: HttpRequest, link: PersonalLink, at: datetime) -> User:
    """Use up the link and start a new session. Raises LinkUsedUp; of parallel calls one wins."""
    user = User.objects.filter(pk=link.subject, is_active=True).first()
    if user is None or not links.use_once(link, at=at):
        raise LinkUsedUp
    start_session(request=request, user=user, at=at)
    return user


@transaction.atomic
def start_session(*, request: HttpRequest, user: User, at: datetime) -> None:
    """Sign the user in on this browser, with a new session key (bar F4)."""
    django_login(request, user, backend="bildungsnetz.accounts.backend.LinkBackend")
    request.session["started_at"] = at.isoformat()
    request.session["device"] = request.headers.get("User-Agent", "")[:120]
    user.last_login = at
    user.save(update_fields=["last_login"])
    audit.record(region=None, by=Actor.of(user), at=at, action="user.signed_in", on=user)


@transaction.atomic
def ensure_user(*, email: str, name: str, by: Actor, at: datetime) -> User:
    """The user with this address; made when there is none. The name of a known one stays."""
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is not None:
        return user
    user = User(email=email.strip(), display_name=name.strip(), created_at=at)
    user.set_unusable_password()
    user.save(force_insert=True)
    audit.record(region=None, by=by, at=at, action="user.added", on=user)
    return user


@transaction.atomic
def add_clerk(*, region: Region, email: str, name: str, by: Actor, at: datetime) -> User:
    """Let somebody work in the region's office; harmless when they do already."""
    user = ensure_user(email=email, name=name, by=by, at=at)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
    _role, new = Role.objects.get_or_create(user=user, region=region, kind=Role.Kind.CLERK)
    if new:
        audit.record(region=region, by=by, at=at, action="clerk.added", on=user)
    return user


@transaction.atomic
def withdraw_clerk(*, region: Region, user: User, by: Actor, at: datetime) -> None:
    """Take the office's role back and end the sessions. Raises LastClerk, OwnAccess."""
    Region.objects.select_for_update().get(pk=region.pk)
    granted = Role.objects.filter(region=region, kind=Role.Kind.CLERK)
    if not may_withdraw_clerk(clerks_left=granted.count()):
        raise LastClerk
    if by.user_id == user.pk:
        raise OwnAccess
    granted.filter(user=user).delete()
    Session.objects.filter(user=user).delete()
    audit.record(region=region, by=by, at=at, action="clerk.withdrawn", on=user)


@transaction.atomic
def end_session(*, session: Session, region: Region | None, by: Actor, at: datetime) -> None:
    """End one browser session; it is dead at its next request."""
    user = session.user
    session.delete()
    if user is not None:
        audit.record(region=region, by=by, at=at, action="session.ended", on=user)
