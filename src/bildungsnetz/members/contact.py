"""What a signed-in person wants to get, and to what they consent."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, opens_to
from bildungsnetz.directory import actions, queries
from bildungsnetz.directory.forms import ConsentAnswerForm, PostForm
from bildungsnetz.directory.queries import contact as contacts
from bildungsnetz.directory.rules import DirectoryRefusal
from bildungsnetz.post.stopping import address_hash

if TYPE_CHECKING:
    from bildungsnetz.directory.models import Person


@opens_to(Who.SIGNED_IN, "GET", "POST")
def contact(request: Request) -> HttpResponse:
    """Which messages one gets, and to what one consents."""
    person = _person(request)
    key = address_hash(person.email) if person.email else ""
    stop = contacts.stop_of(request.region, key)
    form = PostForm(request.POST or None, initial={"scope": stop.scope if stop else ""})
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_post(
                region=request.region,
                key=key,
                persons=[person],
                scope=form.cleaned_data["scope"],
                source="signed_in",
                by=request.visitor.actor,
                at=timezone.now(),
            )
        except DirectoryRefusal as refusal:
            form.add_error("scope", str(refusal))
        else:
            messages.success(request, gettext("Ihre Wahl ist gespeichert und gilt ab sofort."))
            return redirect("members_contact", region=request.region.slug)
    context = {"form": form, "consents": contacts.consents(person, request.region)}
    return render(request, "members/directory/contact.html", context)


@opens_to(Who.SIGNED_IN, "POST")
def consent(request: Request) -> HttpResponse:
    """Consent to something, or withdraw it: one click."""
    person, form = _person(request), ConsentAnswerForm(request.POST)
    if form.is_valid():
        try:
            actions.answer_consent(
                person=person,
                channel="signed_in",
                by=request.visitor.actor,
                at=timezone.now(),
                **form.answer,
            )
        except DirectoryRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("Das ist gespeichert und gilt ab sofort."))
    return redirect("members_contact", region=request.region.slug)


def _person(request: Request) -> "Person":
    if request.visitor.user is None:
        raise PermissionDenied
    person = queries.person_of(request.visitor.user, request.region)
    if person is None:
        raise PermissionDenied
    return person


urls = [
    path("daten/post/", contact, name="members_contact"),
    path("daten/einwilligung/", consent, name="members_consent"),
]
