"""The order of measurements in one installation."""

import os
import platform
from typing import Any

from django.db import connection
from django.utils import timezone

from bench import mail, pages, region, routes
from bildungsnetz.regions.models import Region


def measure(parts: set[str], *, quick: bool) -> dict[str, Any]:
    """Measure the named parts ("routes", "pages", "mail"); all figures as plain JSON."""
    example = Region.objects.get()
    effort = {"tries": 3, "repeats": 3} if quick else {}
    found: dict[str, Any] = {"machine": _machine()}
    if "routes" in parts:
        found["routes_example"] = [one.as_json() for one in routes.table(example, **effort)]
    large = region.enlarge(example, region.SMALL if quick else region.Size(), at=timezone.now())
    if "routes" in parts:
        found["routes_large"] = [one.as_json() for one in routes.table(example, **effort)]
    if "pages" in parts:
        found["pages"] = pages.measure(large, total=60 if quick else 600)
    if "mail" in parts:
        found["mail"] = mail.measure(example, count=40 if quick else 1500)
    return found


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "database": connection.vendor,
    }
