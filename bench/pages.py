"""Requests per second, times and CPU of the pages that matter, against a bare Django page."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse

from bench import routes, serving
from bench.region import Large, clerk
from bench.tracing import traced
from bildungsnetz.accounts import links
from bildungsnetz.meetings.models import Invitation

CONNECTIONS = 8
WARM_UP = 40
# Any 32 letters: the form's secret is the cookie's own (Django's double submit).
SECRET = "b" * 32


@dataclass(slots=True)
class Page:
    """One measured kind of request; `requests` are sent in turn, `total` in all."""

    name: str
    requests: list[dict[str, Any]]
    total: int
    expected: int = 200
    queries: int = 0
    warm_up: bool = True
    notes: dict[str, Any] = field(default_factory=dict)


def measure(large: Large, *, total: int) -> list[dict[str, Any]]:
    """Measure all pages and the bare one in one run; rows for the report."""
    port = serving.free_port()
    with serving.bare(port) as pid:
        hello = _loaded(Page("bare Django page", [{"path": "/"}], total * 3), port, pid)
    found = [hello]
    port = serving.free_port()
    with serving.product(port) as pid:
        # Each is made only now: what was measured before may have written.
        pages = (make(large, total) for make in PAGES)
        found += [_loaded(page, port, pid) for page in pages if page is not None]
    for row in found:
        row["ratio"] = row["cpu_ms"] / hello["cpu_ms"] if hello["cpu_ms"] else 0.0
    return found


def _loaded(page: Page, port: int, pid: int) -> dict[str, Any]:
    if page.warm_up:
        _generate(page, port, WARM_UP)
    pids = serving.web_processes(pid)
    before = serving.cpu_seconds(pids)
    outcome = _generate(page, port, page.total)
    spent = serving.cpu_seconds(pids) - before
    return {
        "page": page.name,
        "expected": page.expected,
        "queries": page.queries,
        "cpu_ms": spent * 1000 / page.total,
        **outcome,
    }


def _generate(page: Page, port: int, total: int) -> dict[str, Any]:
    plan = {
        "port": port,
        "connections": min(CONNECTIONS, total),
        "total": total,
        "expected": page.expected,
        "requests": page.requests,
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(plan),
        cwd=serving.ROOT,
        env=serving.environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


def conference_page(large: Large, total: int) -> Page:
    """The public page of the coming conference, as somebody sees it for the first time."""
    path = _address("conference", large, pk=large.conference.pk)
    queries = routes.sample(routes.client_for(None), path).queries
    return Page("conference page, new visitor", [{"path": path}], total, queries=queries)


def conference_again(large: Large, total: int) -> Page:
    """The same page for somebody who has it already."""
    return _again(
        "conference page, known visitor",
        _address("conference", large, pk=large.conference.pk),
        total * 2,
    )


def calendar(large: Large, total: int) -> Page:
    """The conference as a calendar file."""
    path = _address("conference_calendar", large, pk=large.conference.pk)
    queries = routes.sample(routes.client_for(None), path).queries
    return Page("calendar, new visitor", [{"path": path}], total, queries=queries)


def calendar_again(large: Large, total: int) -> Page:
    """A calendar program that asks again."""
    return _again(
        "calendar, known visitor",
        _address("conference_calendar", large, pk=large.conference.pk),
        total * 2,
    )


def persons(large: Large, total: int) -> Page | None:
    """The office's list of all persons; None while the product has no such page."""
    try:
        path = _address("desk_persons", large)
    except NoReverseMatch:
        return None
    client = routes.client_for(clerk(large.region))
    queries = routes.sample(client, path).queries
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    request = {"path": path, "headers": {"Cookie": cookie}}
    return Page("the office's list of persons", [request], total // 2, queries=queries)


def answers(large: Large, total: int) -> Page:
    """An acceptance through each silent institution's personal link."""
    silent = Invitation.objects.filter(
        meeting=large.conference, state=Invitation.State.INVITED, link__isnull=False
    ).select_related("link")
    first, *rest = silent.order_by("pk")
    requests = [_acceptance(one) for one in rest[:total]]
    return Page(
        "an answer by form",
        requests,
        len(requests),
        expected=302,
        queries=_post_queries(_acceptance(first)),
        warm_up=False,
    )


PAGES: tuple[Callable[[Large, int], Page | None], ...] = (
    conference_page,
    conference_again,
    calendar,
    calendar_again,
    persons,
    answers,
)


def _again(name: str, path: str, total: int) -> Page:
    tag = routes.client_for(None).get(path).headers["ETag"]
    client = Client(headers={"host": "127.0.0.1", "if-none-match": tag})
    queries = routes.sample(client, path).queries
    request = {"path": path, "headers": {"If-None-Match": tag}}
    return Page(name, [request], total, expected=304, queries=queries)


def _address(name: str, large: Large, **more: object) -> str:
    return reverse(name, kwargs={"region": large.region.slug, **more})


def _acceptance(invitation: Invitation) -> dict[str, Any]:
    assert invitation.link is not None
    path = reverse("invitation_accept", kwargs={"token": links.token(invitation.link)})
    body = {
        "csrfmiddlewaretoken": SECRET,
        "revision": invitation.revision,
        "person-TOTAL_FORMS": 1,
        "person-INITIAL_FORMS": 0,
        "person-0-name": f"Gast {invitation.pk}",
        "person-0-email": f"gast{invitation.pk}@schule.example",
    }
    return {
        "method": "POST",
        "path": path,
        "body": urlencode(body),
        "headers": {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{settings.CSRF_COOKIE_NAME}={SECRET}",
        },
    }


def _post_queries(request: dict[str, Any]) -> int:
    client = Client(headers={"host": "127.0.0.1"})
    with traced() as trace:
        response = client.post(
            request["path"], request["body"], content_type=request["headers"]["Content-Type"]
        )
    assert response.status_code == 302, response.status_code
    return trace.count
