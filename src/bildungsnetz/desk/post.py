"""The desk's pages about outgoing mail: what left, what waits, what could not be delivered, and
what was kept while there was no mail server."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.desk.exports import download, routes
from bildungsnetz.post import queries, releasing
from bildungsnetz.post.exports import message_listing
from bildungsnetz.post.rules import StillKept

PAGE = 50


@opens_to(Who.CLERK)
def outbox(request: Request) -> HttpResponse:
    """All messages of the region, newest first, by state."""
    state = request.GET.get("stand", "")
    rows = queries.outbox(request.region, state=state if state in queries.STATES else "")
    page = Paginator(rows, PAGE).get_page(request.GET.get("seite"))
    context = {
        "page": page,
        "state": state,
        "states": queries.STATES.items(),
        "counts": queries.counts(request.region),
        "may_release": queries.may_release_kept(request.region),
    }
    return render(request, "desk/post/outbox.html", context)


@opens_to(Who.CLERK)
def outbox_export(request: Request, form: str) -> HttpResponse:
    """The messages in the state asked for, as a file, without their texts."""
    state = request.GET.get("stand", "")
    rows = queries.outbox(request.region, state=state if state in queries.STATES else "")
    return download(request, message_listing(rows), form)


@opens_to(Who.CLERK)
def message(request: Request, pk: int) -> HttpResponse:
    """One message as it was or will be sent, and each attempt to deliver it."""
    record = fetch(queries.outbox(request.region), pk=pk)
    context = {
        "record": record,
        "text": queries.shown_text(record),
        "deliveries": queries.deliveries(record),
    }
    return render(request, "desk/post/message.html", context)


@opens_to(Who.CLERK)
def kept(request: Request) -> HttpResponse:
    """What was kept while there was no mail server, run by run, and what of it is outdated."""
    now = timezone.now()
    context = {
        "bundles": queries.kept_bundles(request.region, at=now),
        "outdated": queries.outdated(request.region, at=now).count(),
        "may_release": queries.may_release_kept(request.region),
    }
    return render(request, "desk/post/kept.html", context)


@opens_to(Who.CLERK, "GET", "POST")
def kept_run(request: Request) -> HttpResponse:
    """The kept messages of one run, one after the other, and the one button."""
    now, batch = timezone.now(), request.GET.get("lauf", "")
    if request.method == "POST":
        return _released(request, batch)
    rows = queries.kept(request.region, at=now).filter(batch=batch)
    page = Paginator(rows, 1).get_page(request.GET.get("seite"))
    count = page.paginator.count
    if not count:
        return redirect("desk_kept", region=request.region.slug)
    button = ngettext("%(count)s Nachricht freigeben", "%(count)s Nachrichten freigeben", count)
    context = {
        "batch": batch,
        "page": page,
        "shown": page[0],
        "text": queries.shown_text(page[0]),
        "numbers": [(count, gettext("Nachrichten"))],
        "button": button % {"count": count},
        "may_release": queries.may_release_kept(request.region),
    }
    return render(request, "desk/post/kept_run.html", context)


def _released(request: Request, batch: str) -> HttpResponse:
    by, now = request.visitor.actor, timezone.now()
    try:
        count = releasing.release_kept(region=request.region, batch=batch, by=by, at=now)
    except StillKept:
        messages.error(request, gettext("Zurzeit kann nichts versandt werden."))
    else:
        note = ngettext(
            "%(count)s Nachricht ist freigegeben.", "%(count)s Nachrichten sind freigegeben.", count
        )
        messages.success(request, note % {"count": count})
    return redirect("desk_kept", region=request.region.slug)


@opens_to(Who.CLERK, "POST")
def kept_discard(request: Request) -> HttpResponse:
    """Never send the kept messages of a run, or those that are outdated."""
    batch, by, now = request.POST.get("lauf", ""), request.visitor.actor, timezone.now()
    if batch:
        count = releasing.discard_kept(region=request.region, batch=batch, by=by, at=now)
    else:
        count = releasing.discard_outdated(region=request.region, by=by, at=now)
    note = ngettext(
        "%(count)s Nachricht ist verworfen.", "%(count)s Nachrichten sind verworfen.", count
    )
    messages.success(request, note % {"count": count})
    return redirect("desk_kept", region=request.region.slug)


urls = [
    path("post/", outbox, name="desk_post"),
    *routes("post/liste", outbox_export, "desk_post", cards=False),
    path("post/aufbewahrt/", kept, name="desk_kept"),
    path("post/aufbewahrt/lauf/", kept_run, name="desk_kept_run"),
    path("post/aufbewahrt/verwerfen/", kept_discard, name="desk_kept_discard"),
    path("post/<int:pk>/", message, name="desk_message"),
]
