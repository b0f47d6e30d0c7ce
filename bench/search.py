"""Measures the search and the lists of a large register: `python -m bench.search`.

10,000 institutions and 50,000 persons with drawn names; p50 and p95 in milliseconds of the query
and of the whole request, warm. `--database postgresql` starts a private server.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from typing import TYPE_CHECKING

from bench.run import _installation

if TYPE_CHECKING:
    from bildungsnetz.directory.models import Institution
    from bildungsnetz.regions.models import Region

LIMIT = 50.0
WORDS = ("mu", "müller", "Mueller Anna", "voß", "sch", "schule", "100234", "9002", "leitung",
         "grundschule hagen", "zzzz")  # fmt: skip
LISTS = (
    "register/", "register/?suche=m%C3%BCller", "register/?art=grundschule&ort=Hagen",
    "register/personen/?suche=voss", "register/personen/", "register/verteiler/",
)  # fmt: skip
GIVEN = ("Anna", "Maria", "Peter", "Jürgen", "Sabine", "Çiğdem", "Ayşe", "Günther", "Mélanie")
FAMILY = ("Müller", "Mueller", "Voß", "Schäfer", "Öztürk", "Weiß", "Kowalski", "Bauer")
ONSETS = ("B", "Br", "D", "F", "G", "H", "K", "Kl", "L", "M", "R", "Sch", "St", "W")
ENDS = ("acker", "ember", "ielmann", "offner", "ußler", "ärtling", "önig", "üchting")
FUNCTIONS = ("Schulleitung", "Stellvertretende Schulleitung", "Lehrkraft", "Sekretariat",
             "Elternvertretung", "Koordination Übergänge", "Schulsozialarbeit")  # fmt: skip


def main() -> None:
    """Make the register, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--institutions", type=int, default=10_000)
    parser.add_argument("--persons", type=int, default=50_000)
    parser.add_argument("--tries", type=int, default=20)
    parser.add_argument("--strict", action="store_true", help="end with 1 above the limit")
    asked = parser.parse_args()
    with ExitStack() as stack:
        stack.enter_context(_installation(asked.database))
        worst = measure(asked.institutions, asked.persons, asked.tries)
    raise SystemExit(1 if asked.strict and worst > LIMIT else 0)


def measure(institutions: int, persons: int, tries: int) -> float:
    """Print a line for each search and each list; gives the worst p95 of a search's query."""
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from bench.region import clerk
    from bildungsnetz.directory import queries
    from bildungsnetz.regions.models import Region

    region = Region.objects.get()
    enlarge(region, institutions, persons, timezone.now())
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(clerk(region))
    base = f"/{region.slug}/buero/"
    today = timezone.localdate()
    print(f"{connection.vendor}: {institutions} institutions, {persons} persons; ms")
    heads = [f"{head} p50".rjust(10) + f"{'p95':>7}{'cpu':>7}" for head in ("query", "page")]
    print(f"{'':42}{''.join(heads)}{'found':>8}")
    worst = 0.0
    for word in WORDS:
        found = queries.search(region, word, today=today).total
        asked = timed(lambda w=word: queries.search(region, w, today=today), tries)
        page = timed(lambda w=word: fragment(client, f"{base}suche/", w), tries)
        print(f"{word:42}{_three(asked)}{_three(page)}{found:8}")
        worst = max(worst, asked[1])
    for path in LISTS:
        page = timed(lambda p=path: client.get(base + p), tries)
        print(f"{path:42}{'':24}{_three(page)}")
    return worst


def _three(times: tuple[float, float, float]) -> str:
    return f"{times[0]:10.1f}{times[1]:7.1f}{times[2]:7.1f}"


def fragment(client: object, address: str, word: str) -> None:
    """What is asked while somebody types."""
    client.get(address, {"suche": word}, headers={"hx-request": "true", "hx-target": "kopftreffer"})  # type: ignore[attr-defined]


def timed(work: Callable[[], object], tries: int) -> tuple[float, float, float]:
    """Milliseconds of a work done once before: p50 and p95, and p50 of this process's own CPU.

    With SQLite the latter is all there is, and other work on the machine does not disturb it.
    """
    work()
    taken, used = [], []
    for _ in range(tries):
        start, cpu = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - start) * 1000)
        used.append((time.process_time() - cpu) * 1000)
    p95 = statistics.quantiles(taken, n=20)[-1]
    return statistics.median(taken), p95, statistics.median(used)


def enlarge(region: "Region", institutions: int, persons: int, at: datetime) -> None:
    """Add drawn rows; the same ones each time."""
    from django.db import transaction

    dice = random.Random(2026)
    families = [dice.choice(ONSETS) + dice.choice(ENDS) for _ in range(4_000)] + list(FAMILY) * 20
    with transaction.atomic():
        made = _institutions(region, institutions, families, dice, at)
        _persons(region, persons, made, families, dice, at)


def _institutions(
    region: "Region", count: int, families: Sequence[str], dice: random.Random, at: datetime
) -> "list[Institution]":
    from bildungsnetz.directory.models import Institution, InstitutionKind

    kinds = list(InstitutionKind.objects.filter(region=region).order_by("pk"))
    rows = []
    for number in range(count):
        kind = dice.choice(kinds)
        name = f"{kind.name} {dice.choice(GIVEN)}-{dice.choice(families)}-Schule"
        rows.append(
            Institution(
                region=region, kind=kind, name=name, number=f"9{number:05}",
                street=f"{dice.choice(families)}straße {number % 99}", postcode="58095",
                city=dice.choice(("Hagen", "Herne", "Unna")), district=dice.choice(families),
                source="Messung", created_at=at, changed_at=at,
            )
        )  # fmt: skip
    made = Institution.objects.bulk_create(rows, batch_size=500)
    stages = list(region.stages.all())
    tie = Institution.stages.through
    tie._default_manager.bulk_create(
        (tie(institution_id=one.pk, stage_id=dice.choice(stages).pk) for one in made),
        batch_size=2_000,
    )
    return made


def _persons(  # noqa: PLR0917
    region: "Region",
    count: int,
    institutions: "Sequence[Institution]",
    families: Sequence[str],
    dice: random.Random,
    at: datetime,
) -> None:
    from bildungsnetz.directory.models import Affiliation, Person

    persons = Person.objects.bulk_create(
        [
            Person(region=region, given_name=dice.choice(GIVEN), family_name=dice.choice(families),
                   email=f"person{number}@netz.example", created_at=at)
            for number in range(count)
        ],
        batch_size=500,
    )  # fmt: skip
    Affiliation.objects.bulk_create(
        [
            Affiliation(person=one, institution=dice.choice(institutions),
                        function=dice.choice(FUNCTIONS), represents=number % 5 == 0,
                        active_from=date(2020, 8, 1))
            for number, one in enumerate(persons)
        ],
        batch_size=500,
    )  # fmt: skip


if __name__ == "__main__":
    main()
