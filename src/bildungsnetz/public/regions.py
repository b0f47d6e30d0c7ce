"""The region for everybody: entry, start page, charter, fields of action."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from bildungsnetz.accounts.gate import Request, Who, fetch, opens_to
from bildungsnetz.kit.charts import bubble_chart
from bildungsnetz.office.queries import doings, matrix, site
from bildungsnetz.regions import queries

PICTURED_YEARS = 8


@opens_to(Who.ANYONE)
def entry(request: Request) -> HttpResponse:
    """The only region, a choice of several, or where setting up begins."""
    regions = list(queries.all_regions())
    if not regions:
        return redirect("setup_start")
    if len(regions) == 1:
        return redirect("region_home", region=regions[0].slug)
    return render(request, "public/regions/entry.html", {"regions": regions})


@opens_to(Who.ANYONE, cached=True)
def robots(request: Request) -> HttpResponse:
    """Everything public may be found; the office, the members and personal links may not."""
    return render(request, "public/regions/robots.txt", content_type="text/plain; charset=utf-8")


@opens_to(Who.ANYONE, cached=True)
def region_home(request: Request) -> HttpResponse:
    """What the network is, the next date, what became of recommendations, whom to ask."""
    context = {
        "meeting": site.next_date(request.region, timezone.now()),
        "recommendations": site.public_recommendations(request.region)[: site.LATEST],
        "words": site.words(request.region),
    }
    return render(request, "public/regions/home.html", context)


@opens_to(Who.ANYONE, cached=True)
def charter(request: Request) -> HttpResponse:
    """The agreement in force with its parties, and its earlier versions."""
    today = timezone.localdate()
    context = {
        "charter": queries.charter(request.region, today),
        "words": site.words(request.region),
    }
    return render(request, "public/regions/charter.html", context)


@opens_to(Who.ANYONE, cached=True)
def charter_document(request: Request, version: int) -> HttpResponse:
    """The signed agreement as a PDF."""
    agreement = fetch(queries.agreements(request.region), version=version)
    if not agreement.document:
        raise Http404
    with agreement.document.open("rb") as file:
        answer = HttpResponse(file.read(), content_type="application/pdf")
    name = f"kooperationsvertrag-{version}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@opens_to(Who.ANYONE, cached=True)
def fields(request: Request) -> HttpResponse:
    """The fields of action, and what happened in each of them year by year."""
    rows = list(site.fields_with_counts(request.region))
    found = matrix.matrix(request.region, rows)
    shown = found.years[-PICTURED_YEARS:]
    picture = bubble_chart(
        [
            (row.field.name, [cell.total for cell in row.cells if cell.year in shown])
            for row in found.rows
        ],
        [str(year) for year in shown],
    )
    context = {"matrix": found, "picture": picture}
    return render(request, "public/regions/fields.html", context)


@opens_to(Who.ANYONE, cached=True)
def field(request: Request, slug: str) -> HttpResponse:
    """One field of action: what it is about, its dates and recommendations."""
    rows = doings.of_fields(queries.fields(request.region), timezone.localdate())
    found = fetch(rows, slug=slug)
    context = {
        "field": found,
        "doings": doings.doings(found),
        "meetings": site.public_meetings(request.region)
        .filter(fields=found)
        .order_by("-starts_at"),
        "recommendations": site.public_recommendations(request.region).filter(fields=found),
    }
    return render(request, "public/regions/field.html", context)


links = [path("", entry, name="entry"), path("robots.txt", robots, name="robots")]
urls = [
    path("", region_home, name="region_home"),
    path("vertrag/", charter, name="charter"),
    path("vertrag/<int:version>.pdf", charter_document, name="charter_document"),
    path("handlungsfelder/", fields, name="fields"),
    path("handlungsfelder/<slug:slug>/", field, name="field"),
]
