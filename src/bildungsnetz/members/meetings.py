"""The members' pages of the room meetings: from "Offen für mich" to the invitation."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone

from bildungsnetz.accounts import links
from bildungsnetz.accounts.gate import Request, Who, known, opens_to
from bildungsnetz.meetings import queries


@opens_to(Who.SIGNED_IN)
def invitation(request: Request, pk: int) -> HttpResponse:
    """Lead whoever represents the institution to its invitation: one page for both ways."""
    if request.visitor.user is None:
        raise PermissionDenied
    mine = queries.open_invitations_for(request.visitor.user, request.region, at=timezone.now())
    found = known(next((one for one in mine if one.pk == pk), None))
    if found.link is None:
        raise Http404
    return redirect("invitation", token=links.token(found.link))


urls = [path("einladung/<int:pk>/", invitation, name="members_invitation")]
