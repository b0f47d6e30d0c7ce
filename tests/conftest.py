"""What all tests share."""

import hypothesis
import pytest
from django.conf import settings

# Nothing here is timed: a slow machine must not find a mistake where there is none.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
pytest_plugins = ["tests.cast"]
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}
PROCESS_FIXTURES = {"transactional_db", "live_server"}


@pytest.fixture(scope="session", autouse=True)
def catalogues() -> None:
    """English is there from the first test on, whichever that is."""
    from bildungsnetz.management.preparing import compile_catalogues

    compile_catalogues()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests begin first, so that two workers end together. On PostgreSQL everything that
    touches a database is run; pure tests had their turn."""
    items.sort(key=lambda item: not is_long(item))
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    pure = [item for item in items if not touches_database(item)]
    config.hook.pytest_deselected(items=pure)
    items[:] = [item for item in items if touches_database(item)]


def is_long(item: pytest.Item) -> bool:
    """Tell what starts real processes or a browser: by its database, which these see, or a mark."""
    database = item.get_closest_marker("django_db")
    sees_commits = database is not None and database.kwargs.get("transaction", False)
    fixtures = set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("processes") is not None
    return sees_commits or marked or bool(fixtures & PROCESS_FIXTURES)


def touches_database(item: pytest.Item) -> bool:
    """Tell by its fixtures and marks whether a test has a database at hand."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & DATABASE_FIXTURES) or item.get_closest_marker("django_db") is not None
