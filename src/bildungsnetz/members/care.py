"""The own entry of those who sign in: the institution they speak for, and what is held of them.

The same forms and the same queue as behind the personal link of the yearly confirmation.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts.gate import Request, Who, fetch, known, opens_to
from bildungsnetz.directory import queries, showing
from bildungsnetz.directory.actions import care as actions
from bildungsnetz.directory.actions import proposals, proposing
from bildungsnetz.directory.care import CareRefusal
from bildungsnetz.directory.forms.entries import (
    ContactEndForm,
    ContactForm,
    EntryForm,
    NewContactForm,
    OwnForm,
)
from bildungsnetz.directory.queries import entries
from bildungsnetz.directory.queries.entries import Subject

if TYPE_CHECKING:
    from bildungsnetz.accounts.models import User
    from bildungsnetz.directory.models import Institution


@opens_to(Who.SIGNED_IN)
def members_entry(request: Request, pk: int) -> HttpResponse:
    """What is held about an institution one speaks for, what of it is public, what waits."""
    found = entries.entry(_own(request, pk), today=timezone.localdate())
    context = {
        "entry": found,
        "asked": found.institution,
        "facts": showing.facts(found),
        "contacts": [_contact(request, one) for one in found.contacts],
        "pending": [
            (one, _url(request, "members_entry_withdraw", pk=pk, proposal=one.proposal.pk))
            for one in showing.told(found.proposals, found.names)
        ],
        "refused": showing.told(found.refused, found.names),
        "to_back": reverse("members_institution", kwargs={"region": request.region.slug}),
    }
    return _page(request, found.institution, "entry", context)


@opens_to(Who.SIGNED_IN, "GET", "POST")
def members_entry_facts(request: Request, pk: int) -> HttpResponse:
    """Correct facts, stages and topics; choose what stands in public."""
    own = _own(request, pk)
    form = EntryForm(_posted(request), subject=Subject(request.region, own))
    if form.is_valid():
        made = form.save(by=request.visitor.actor, at=timezone.now())
        if made is not None:
            return _done(request, pk, showing.saved(made))
    return _form(request, own, "facts", form)


@opens_to(Who.SIGNED_IN, "GET", "POST")
def members_entry_contact_new(request: Request, pk: int) -> HttpResponse:
    """Name somebody new."""
    own = _own(request, pk)
    form = NewContactForm(_posted(request))
    if form.is_valid():
        made = proposing.propose_contact(
            institution=own, facts=form.facts, by=request.visitor.actor, at=timezone.now()
        )
        return _done(request, pk, showing.saved([made]))
    return _form(request, own, "contact_new", form)


@opens_to(Who.SIGNED_IN, "GET", "POST")
def members_entry_contact(request: Request, pk: int, contact: int) -> HttpResponse:
    """Correct what is held about somebody who works here."""
    own = _own(request, pk)
    function = fetch(entries.contacts_of(own, today=timezone.localdate()), pk=contact)
    form = ContactForm(_posted(request), subject=entries.contact_subject(function))
    if form.is_valid():
        made = form.save(by=request.visitor.actor, at=timezone.now())
        if made is not None:
            return _done(request, pk, showing.saved(made))
    return _form(request, own, "contact", form, function)


@opens_to(Who.SIGNED_IN, "GET", "POST")
def members_entry_contact_end(request: Request, pk: int, contact: int) -> HttpResponse:
    """Say that somebody is no longer responsible, and since when."""
    own = _own(request, pk)
    function = fetch(entries.contacts_of(own, today=timezone.localdate()), pk=contact)
    form = ContactEndForm(_posted(request), function=function)
    if form.is_valid():
        made = proposing.propose_end(
            function=function,
            active_to=form.active_to,
            by=request.visitor.actor,
            at=timezone.now(),
        )
        return _done(request, pk, showing.saved([made]))
    return _form(request, own, "contact_end", form, function)


@opens_to(Who.SIGNED_IN, "POST")
def members_entry_withdraw(request: Request, pk: int, proposal: int) -> HttpResponse:
    """Take a proposal of the own institution back."""
    found = fetch(entries.proposals_of(_own(request, pk)), pk=proposal)
    try:
        proposals.withdraw(proposal=found, by=request.visitor.actor, at=timezone.now())
    except CareRefusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_url(request, "members_entry", pk=pk))
    return _done(request, pk, gettext("Die Änderung ist zurückgenommen."))


@opens_to(Who.SIGNED_IN, "POST")
def members_entry_confirm(request: Request, pk: int) -> HttpResponse:
    """Everything else is right."""
    own = _own(request, pk)
    actions.confirm_entry(institution=own, by=request.visitor.actor, at=timezone.now())
    return _done(request, pk, gettext("Der Eintrag ist bestätigt. Vielen Dank."))


@opens_to(Who.SIGNED_IN, "GET", "POST")
def members_own_entry(request: Request) -> HttpResponse:
    """Correct what is held of oneself, and choose what of it stands in public."""
    person = known(queries.person_of(_user(request), request.region))
    form = OwnForm(_posted(request), subject=Subject(request.region, person=person))
    if form.is_valid():
        made = form.save(by=request.visitor.actor, at=timezone.now())
        if made is not None:
            messages.success(request, showing.saved(made))
            return redirect("members_data", region=request.region.slug)
    context = {"form": form, "person": person}
    status = 409 if form.was_faster else 200
    return render(request, "members/directory/own_entry.html", context, status=status)


def _own(request: Request, pk: int) -> "Institution":
    """An institution for which the visitor speaks today; 404 for any other."""
    mine = queries.represented_by(_user(request), request.region, timezone.localdate())
    return fetch(mine.select_related("region", "kind"), pk=pk)


def _user(request: Request) -> "User":
    if request.visitor.user is None:
        raise PermissionDenied
    return request.visitor.user


def _posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _url(request: Request, name: str, **kwargs: Any) -> str:
    return reverse(name, kwargs={"region": request.region.slug, **kwargs})


def _contact(request: Request, one: entries.Contact) -> dict[str, Any]:
    keys = {"pk": one.function.institution.pk, "contact": one.function.pk}
    return {
        "contact": one,
        "edit": _url(request, "members_entry_contact", **keys),
        "end": _url(request, "members_entry_contact_end", **keys),
    }


def _page(
    request: Request, own: "Institution", name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    context |= {
        "face": "base_members.html",
        "institution": own,
        "to_entry": _url(request, "members_entry", pk=own.pk),
        "to_facts": _url(request, "members_entry_facts", pk=own.pk),
        "to_contact_new": _url(request, "members_entry_contact_new", pk=own.pk),
        "to_confirm": _url(request, "members_entry_confirm", pk=own.pk),
    }
    return render(request, f"care/{name}.html", context, status=status)


def _form(
    request: Request, own: "Institution", name: str, form: Any, function: Any = None
) -> HttpResponse:
    """A form's page; 409 when somebody else changed the same fields meanwhile."""
    status = 409 if getattr(form, "was_faster", False) else 200
    return _page(request, own, name, {"form": form, "function": function}, status)


def _done(request: Request, pk: int, note: str) -> HttpResponse:
    messages.success(request, note)
    return redirect(_url(request, "members_entry", pk=pk))


_ONE = "einrichtung/<int:pk>/"
urls = [
    path(_ONE, members_entry, name="members_entry"),
    path(f"{_ONE}angaben/", members_entry_facts, name="members_entry_facts"),
    path(f"{_ONE}person/", members_entry_contact_new, name="members_entry_contact_new"),
    path(f"{_ONE}person/<int:contact>/", members_entry_contact, name="members_entry_contact"),
    path(
        f"{_ONE}person/<int:contact>/ende/",
        members_entry_contact_end,
        name="members_entry_contact_end",
    ),
    path(f"{_ONE}zurueck/<int:proposal>/", members_entry_withdraw, name="members_entry_withdraw"),
    path(f"{_ONE}bestaetigen/", members_entry_confirm, name="members_entry_confirm"),
    path("daten/aendern/", members_own_entry, name="members_own_entry"),
]
