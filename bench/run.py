"""Measures the product by hand: `.venv/bin/python bench/run.py [routes] [pages] [mail]`.

Makes a temporary data folder, fills it with the example region, measures every address, makes the
region large, measures again, and then loads the real server and the real worker. Quote ratios of
one run, never its absolute times.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:] = [str(ROOT), str(ROOT / "src"), *sys.path[1:]]

PARTS = ("routes", "pages", "mail")


def main(arguments: list[str] | None = None) -> None:
    """Measure what was asked for, everything by default."""
    asked = _parser().parse_args(arguments)
    with _installation(asked.database):
        from bench import report
        from bench.measuring import measure

        found = measure(set(asked.parts or PARTS), quick=asked.quick)
        report.print_all(found)
        if asked.json:
            asked.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all by default")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--quick", action="store_true", help="tiny numbers, to try the scripts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser


@contextmanager
def _installation(database: str) -> Iterator[None]:
    """A data folder of its own, whatever installation the environment names."""
    for name in [name for name in os.environ if name.startswith("BILDUNGSNETZ_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="bn-bench-", ignore_cleanup_errors=True) as folder:
        os.environ["BILDUNGSNETZ_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "bildungsnetz.settings"
        with _server(database) as url:
            if url:
                os.environ["BILDUNGSNETZ_DATABASE_URL"] = url
            _prepare(Path(folder))
            yield
            _leave()


def _server(database: str) -> Any:
    if database == "sqlite":
        return nullcontext("")
    from tests.postgres import server

    return server()


def _prepare(folder: Path) -> None:
    from bildungsnetz.kit import secret

    secret.ensure(folder / "geheimnis.txt")
    import django
    from django.utils import timezone

    django.setup()
    from bildungsnetz.management.preparing import prepare

    prepare(empty=False, at=timezone.now())


def _leave() -> None:
    """Close connections, so that a private PostgreSQL server can stop."""
    from bildungsnetz.management.commands.start import close_databases

    close_databases()


if __name__ == "__main__":
    main()
