"""The measuring scripts run from end to end on tiny numbers; what they find is judged by people."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_routes import ROUTES

pytestmark = pytest.mark.processes
ROOT = Path(__file__).resolve().parents[1]


def test_a_quick_run_measures_everything(tmp_path: Path) -> None:
    """Every address in the table, every page answered as expected, every message arrived once."""
    figures = tmp_path / "figures.json"
    done = subprocess.run(
        [sys.executable, "bench/run.py", "--quick", "--json", figures],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(figures.read_text())
    readable = [route.name for route in ROUTES if route.gate and "GET" in route.gate.methods]
    assert [row["name"] for row in found["routes_large"]] == readable
    broken = [row["name"] for row in found["routes_large"] if row["status"] >= 500]
    assert broken == []
    assert [(row["page"], row["wrong"]) for row in found["pages"]] == [
        ("bare Django page", 0),
        ("conference page, new visitor", 0),
        ("conference page, known visitor", 0),
        ("calendar, new visitor", 0),
        ("calendar, known visitor", 0),
        ("the office's list of persons", 0),
        ("an answer by form", 0),
    ]
    mail = found["mail"]
    assert (mail["messages"], mail["arrived"], mail["twice"]) == (40, 40, 0)


def test_the_search_is_measured_on_a_small_register() -> None:
    """Every word has its line; how fast is for people to judge."""
    sizes = ["--institutions", "30", "--persons", "60", "--tries", "2"]
    done = subprocess.run(
        [sys.executable, "-m", "bench.search", *sizes],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    lines = done.stdout.splitlines()
    assert lines[0] == "sqlite: 30 institutions, 60 persons; ms"
    assert len(lines) == 2 + 11 + 6
