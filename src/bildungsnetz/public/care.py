"""What lies behind the personal link of the yearly confirmation: the own entry, to be corrected.

GET and HEAD change nothing: mail scanners follow links. The link opens no more than this, and is
dead once the run, the institution or the representative's function has ended.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts import links
from bildungsnetz.accounts.audit import Actor
from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.directory import showing
from bildungsnetz.directory.actions import care as actions
from bildungsnetz.directory.actions import proposals, proposing
from bildungsnetz.directory.care import CareRefusal
from bildungsnetz.directory.forms.entries import (
    ContactEndForm,
    ContactForm,
    EntryForm,
    NewContactForm,
)
from bildungsnetz.directory.queries import care as queries
from bildungsnetz.directory.queries import entries
from bildungsnetz.directory.queries.entries import Subject

if TYPE_CHECKING:
    from bildungsnetz.directory.models import Confirmation, Institution

PURPOSE = "care"
Answer = Callable[..., HttpResponse]


def _alive(view: Answer) -> Answer:
    """Hand the confirmation over, or say why the link opens nothing any more."""

    @wraps(view)
    def checked(request: Request, **kwargs: Any) -> HttpResponse:
        found = fetch(queries.confirmation_of(request.link))
        if not queries.is_alive(found, today=timezone.localdate()):
            return render(request, "care/ended.html", {"confirmation": found}, status=410)
        return view(request, found, **kwargs)

    return checked


@opens_to(Who.LINK, purpose=PURPOSE)
@_alive
def care(request: Request, asked: "Confirmation") -> HttpResponse:
    """What is held about the institution, what of it is public, and what waits."""
    found = entries.entry(asked.institution, today=timezone.localdate())
    context = {
        "asked": asked,
        "entry": found,
        "facts": showing.facts(found),
        "contacts": [_contact(request, one) for one in found.contacts],
        "pending": [(one, _url(request, "care_withdraw", pk=one.proposal.pk))
                    for one in showing.told(found.proposals, found.names)],
        "refused": showing.told(found.refused, found.names),
    }  # fmt: skip
    return _page(request, asked, "entry", context)


@opens_to(Who.LINK, "GET", "POST", purpose=PURPOSE)
@_alive
def care_facts(request: Request, asked: "Confirmation") -> HttpResponse:
    """Correct facts, stages and topics; choose what stands in public."""
    subject = Subject(request.region, asked.institution)
    form = EntryForm(_posted(request), subject=subject)
    if form.is_valid():
        made = form.save(by=_actor(asked.institution), at=timezone.now())
        if made is not None:
            return _done(request, showing.saved(made))
    return _form(request, asked, "facts", form)


@opens_to(Who.LINK, "GET", "POST", purpose=PURPOSE)
@_alive
def care_contact_new(request: Request, asked: "Confirmation") -> HttpResponse:
    """Name somebody new."""
    form = NewContactForm(_posted(request))
    if form.is_valid():
        made = proposing.propose_contact(
            institution=asked.institution,
            facts=form.facts,
            by=_actor(asked.institution),
            at=timezone.now(),
        )
        return _done(request, showing.saved([made]))
    return _form(request, asked, "contact_new", form)


@opens_to(Who.LINK, "GET", "POST", purpose=PURPOSE)
@_alive
def care_contact(request: Request, asked: "Confirmation", pk: int) -> HttpResponse:
    """Correct what is held about somebody who works here."""
    today = timezone.localdate()
    function = fetch(entries.contacts_of(asked.institution, today=today), pk=pk)
    form = ContactForm(_posted(request), subject=entries.contact_subject(function))
    if form.is_valid():
        made = form.save(by=_actor(asked.institution), at=timezone.now())
        if made is not None:
            return _done(request, showing.saved(made))
    return _form(request, asked, "contact", form, function)


@opens_to(Who.LINK, "GET", "POST", purpose=PURPOSE)
@_alive
def care_contact_end(request: Request, asked: "Confirmation", pk: int) -> HttpResponse:
    """Say that somebody is no longer responsible, and since when."""
    today = timezone.localdate()
    function = fetch(entries.contacts_of(asked.institution, today=today), pk=pk)
    form = ContactEndForm(_posted(request), function=function)
    if form.is_valid():
        made = proposing.propose_end(
            function=function,
            active_to=form.active_to,
            by=_actor(asked.institution),
            at=timezone.now(),
        )
        return _done(request, showing.saved([made]))
    return _form(request, asked, "contact_end", form, function)


@opens_to(Who.LINK, "POST", purpose=PURPOSE)
@_alive
def care_withdraw(request: Request, asked: "Confirmation", pk: int) -> HttpResponse:
    """Take an own proposal back."""
    found = fetch(entries.proposals_of(asked.institution), pk=pk)
    try:
        proposals.withdraw(proposal=found, by=_actor(asked.institution), at=timezone.now())
    except CareRefusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_url(request, "care"))
    return _done(request, gettext("Die Änderung ist zurückgenommen."))


@opens_to(Who.LINK, "POST", purpose=PURPOSE)
@_alive
def care_confirm(request: Request, asked: "Confirmation") -> HttpResponse:
    """Everything else is right."""
    actions.confirm_entry(
        institution=asked.institution, by=_actor(asked.institution), at=timezone.now()
    )
    return redirect(_url(request, "care_thanks"))


@opens_to(Who.LINK, purpose=PURPOSE)
@_alive
def care_thanks(request: Request, asked: "Confirmation") -> HttpResponse:
    """Thanks, and what happens next."""
    count = entries.proposals_of(asked.institution).filter(state="open").count()
    return _page(request, asked, "thanks", {"asked": asked, "count": count})


def _posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _actor(institution: "Institution") -> Actor:
    return Actor(label=gettext("Persönlicher Link: %(name)s") % {"name": institution.name})


def _url(request: Request, name: str, **kwargs: Any) -> str:
    return reverse(name, kwargs={"token": links.token(request.link), **kwargs})


def _contact(request: Request, one: entries.Contact) -> dict[str, Any]:
    return {
        "contact": one,
        "edit": _url(request, "care_contact", pk=one.function.pk),
        "end": _url(request, "care_contact_end", pk=one.function.pk),
    }


def _page(
    request: Request, asked: "Confirmation", name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    context |= {
        "face": "base_link.html",
        "institution": asked.institution,
        "until": asked.run.closes_on,
        "to_entry": _url(request, "care"),
        "to_facts": _url(request, "care_facts"),
        "to_contact_new": _url(request, "care_contact_new"),
        "to_confirm": _url(request, "care_confirm"),
    }
    return render(request, f"care/{name}.html", context, status=status)


def _form(
    request: Request, asked: "Confirmation", name: str, form: Any, function: Any = None
) -> HttpResponse:
    """A form's page; 409 when somebody else changed the same fields meanwhile."""
    status = 409 if getattr(form, "was_faster", False) else 200
    return _page(request, asked, name, {"form": form, "function": function}, status)


def _done(request: Request, note: str) -> HttpResponse:
    messages.success(request, note)
    return redirect(_url(request, "care"))


urls = [
    path("eintrag/<str:token>/", care, name="care"),
    path("eintrag/<str:token>/angaben/", care_facts, name="care_facts"),
    path("eintrag/<str:token>/person/", care_contact_new, name="care_contact_new"),
    path("eintrag/<str:token>/person/<int:pk>/", care_contact, name="care_contact"),
    path("eintrag/<str:token>/person/<int:pk>/ende/", care_contact_end, name="care_contact_end"),
    path("eintrag/<str:token>/zurueck/<int:pk>/", care_withdraw, name="care_withdraw"),
    path("eintrag/<str:token>/bestaetigen/", care_confirm, name="care_confirm"),
    path("eintrag/<str:token>/danke/", care_thanks, name="care_thanks"),
]
