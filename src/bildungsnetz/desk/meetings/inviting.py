"""Writing an invitation, looking at it with real recipients, releasing it, following it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.accounts.gate import Request, Who, fetch, known, opens_to
from bildungsnetz.desk.meetings import releasing
from bildungsnetz.directory.actions import save_audience
from bildungsnetz.directory.rules import DirectoryRefusal
from bildungsnetz.meetings import actions, queries
from bildungsnetz.meetings.forms import AudienceForm, InvitationForm, ReleaseForm, first_draft
from bildungsnetz.meetings.rules import MeetingRefusal, Timing


@opens_to(Who.CLERK, "GET", "POST")
def invitation(request: Request, pk: int) -> HttpResponse:
    """To whom and with which words; a draft stands there already."""
    meeting = known(queries.head(request.region, pk))
    initial = {
        **first_draft(meeting),
        **{k: v for k, v in queries.written(meeting).items() if v},
        **({"audience": request.GET["verteiler"]} if "verteiler" in request.GET else {}),
    }
    form = InvitationForm(request.POST or None, region=request.region, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.write_invitation(
            meeting=meeting, **form.cleaned_data, by=request.visitor.actor, at=timezone.now()
        )
        return redirect("desk_invitation_release", region=request.region.slug, pk=pk)
    return render(request, "desk/meetings/invitation.html", {"form": form, "meeting": meeting})


@opens_to(Who.CLERK, "GET", "POST")
def invitation_audience(request: Request, pk: int) -> HttpResponse:
    """A new audience by kinds and stages, made in place."""
    meeting = fetch(queries.meetings(request.region), pk=pk)
    form = AudienceForm(
        request.POST or None, region=request.region, initial={"name": meeting.title}
    )
    if request.method == "POST" and form.is_valid():
        try:
            audience = save_audience(
                region=request.region,
                name=form.cleaned_data["name"],
                query=form.query,
                by=request.visitor.actor,
                at=timezone.now(),
            )
        except DirectoryRefusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            back = reverse("desk_invitation", kwargs={"region": request.region.slug, "pk": pk})
            return redirect(f"{back}?verteiler={audience.pk}")
    return render(request, "desk/meetings/audience.html", {"form": form, "meeting": meeting})


@opens_to(Who.CLERK, "GET", "POST")
def invitation_release(request: Request, pk: int) -> HttpResponse:
    """The invitation as real recipients get it, the numbers, and the one button."""
    meeting = known(queries.head_with_organs(request.region, pk))
    if meeting.audience is None:
        return redirect("desk_invitation", region=request.region.slug, pk=pk)
    when = releasing.timing_on(meeting, timezone.localdate())
    form = ReleaseForm(request.POST or None) if when is not Timing.OPEN else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data["window_reason"] if form else ""
        try:
            count = actions.release_invitations(
                meeting=meeting, reason=reason, by=request.visitor.actor, at=timezone.now()
            )
        except MeetingRefusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _released(count))
            return redirect("desk_invitation_progress", region=request.region.slug, pk=pk)
    context = {"meeting": meeting, "form": form} | releasing.preview(request, meeting, when)
    return render(request, "desk/meetings/release.html", context)


def _released(count: int) -> str:
    if not count:
        return gettext("Alle Einladungen sind schon freigegeben; es geht keine zweimal hinaus.")
    return ngettext(
        "%(count)s Einladung ist freigegeben.", "%(count)s Einladungen sind freigegeben.", count
    ) % {"count": count}


@opens_to(Who.CLERK)
def invitation_progress(request: Request, pk: int) -> HttpResponse:
    """How far the messages are; the page may be left and found again."""
    meeting = known(queries.head(request.region, pk))
    of = gettext("Versand der Einladungen")
    return releasing.progress_page(request, meeting, actions.invitation_batch(meeting), of)


routes = [
    path("konferenzen/<int:pk>/einladung/", invitation, name="desk_invitation"),
    path(
        "konferenzen/<int:pk>/einladung/verteiler/",
        invitation_audience,
        name="desk_invitation_audience",
    ),
    path(
        "konferenzen/<int:pk>/einladung/freigeben/",
        invitation_release,
        name="desk_invitation_release",
    ),
    path(
        "konferenzen/<int:pk>/einladung/versand/",
        invitation_progress,
        name="desk_invitation_progress",
    ),
]
