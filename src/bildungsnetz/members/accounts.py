"""The first page of the members' face: what is open for me."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from bildungsnetz.accounts.gate import Request, Who, opens_to
from bildungsnetz.office import waiting


@opens_to(Who.SIGNED_IN)
def home(request: Request) -> HttpResponse:
    """Invitations, rounds, consultations and orders that wait for this person."""
    user, now = request.visitor.user, timezone.now()
    tasks = (
        waiting.tasks(user, request.region, at=now, today=timezone.localdate(now)) if user else []
    )
    return render(request, "members/accounts/home.html", {"tasks": tasks})


urls = [path("", home, name="members_home")]
