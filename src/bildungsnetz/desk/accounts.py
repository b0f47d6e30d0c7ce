"""The desk's pages about access: who works in the office, who is signed in."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from bildungsnetz.accounts import actions, queries
from bildungsnetz.accounts.forms import ClerkForm
from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.office import access


@opens_to(Who.CLERK, "GET", "POST")
def clerks(request: Request) -> HttpResponse:
    """The people of the office: see, add."""
    form = ClerkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = actions.add_clerk(
            region=request.region, by=request.visitor.actor, at=timezone.now(), **form.cleaned_data
        )
        messages.success(
            request,
            gettext("%(name)s arbeitet jetzt im Büro und kann sich anmelden.") % {"name": user},
        )
        return redirect("desk_clerks", region=request.region.slug)
    context = {"form": form, "clerks": queries.clerks(request.region)}
    return render(request, "desk/accounts/clerks.html", context)


@opens_to(Who.CLERK, "POST")
def clerk_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take somebody's access to the desk back."""
    user = fetch(queries.clerks(request.region), pk=pk)
    try:
        actions.withdraw_clerk(
            region=request.region, user=user, by=request.visitor.actor, at=timezone.now()
        )
    except (actions.LastClerk, actions.OwnAccess) as problem:
        messages.error(request, str(problem.sentence))
    else:
        messages.success(
            request, gettext("%(name)s hat keinen Zugang zum Büro mehr.") % {"name": user}
        )
    return redirect("desk_clerks", region=request.region.slug)


@opens_to(Who.CLERK)
def sessions(request: Request) -> HttpResponse:
    """Who is signed in, since when, on which device."""
    live = queries.live_sessions(access.users_of(request.region), at=timezone.now())
    context = {"sessions": live, "own": request.session.session_key}
    return render(request, "desk/accounts/sessions.html", context)


@opens_to(Who.CLERK, "POST")
def session_end(request: Request) -> HttpResponse:
    """End another session; the person is signed out at the next click. One's own: sign out."""
    now = timezone.now()
    live = queries.live_sessions(access.users_of(request.region), at=now)
    session = next((s for s in live if s.reference == request.POST.get("session")), None)
    if session is None or session.session_key == request.session.session_key:
        raise Http404
    actions.end_session(session=session, region=request.region, by=request.visitor.actor, at=now)
    messages.success(
        request, gettext("Die Sitzung von %(name)s ist beendet.") % {"name": session.user}
    )
    return redirect("desk_sessions", region=request.region.slug)


urls = [
    path("zugang/", clerks, name="desk_clerks"),
    path("zugang/<int:pk>/entziehen/", clerk_withdraw, name="desk_clerk_withdraw"),
    path("zugang/sitzungen/", sessions, name="desk_sessions"),
    path("zugang/sitzungen/beenden/", session_end, name="desk_session_end"),
]
