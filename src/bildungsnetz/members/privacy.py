"""A copy of one's own data, for whoever is signed in (Art. 15, 20 DSGVO)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from bildungsnetz.accounts.gate import Request, Who, opens_to
from bildungsnetz.privacy import actions, copying, queries, subjects


@opens_to(Who.SIGNED_IN, "GET", "POST")
def copy(request: Request) -> HttpResponse:
    """What is held, from where, why, until when; handed out as a file on POST."""
    if request.visitor.user is None:
        raise PermissionDenied
    found = subjects.of_user(request.visitor.user, request.region)
    if request.method != "POST":
        context = {"parts": queries.held(found)}
        return render(request, "members/privacy/copy.html", context)
    now = timezone.now()
    made = copying.copy_of(found, region=request.region, at=now)
    actions.note_copy(region=request.region, subject=found, by=request.visitor.actor, at=now)
    return copying.download(made, form=request.POST.get("form", "zip"))


urls = [path("daten/auskunft/", copy, name="members_copy")]
