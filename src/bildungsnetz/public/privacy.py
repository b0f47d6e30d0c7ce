"""A copy of one's own data behind a personal link, for people without an account."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.privacy import actions, copying, queries, subjects


@opens_to(Who.LINK, "GET", "POST", purpose="copy")
def copy(request: Request) -> HttpResponse:
    """What is held of the person whom the link was sent to; handed out as a file on POST."""
    person = fetch(queries.person_of_link(request.link))
    found = subjects.of_person(person)
    if request.method != "POST":
        return render(request, "public/privacy/copy.html", {"parts": queries.held(found)})
    now = timezone.now()
    made = copying.copy_of(found, region=request.region, at=now)
    actions.note_copy(region=request.region, subject=found, by=Actor(str(person)), at=now)
    return copying.download(made, form=request.POST.get("form", "zip"))


links = [path("auskunft/<str:token>/", copy, name="copy_link")]
