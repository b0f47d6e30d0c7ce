"""Starts processes that open the same test database as the test itself."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def child_environment(**more: str) -> dict[str, str]:
    """The environment in which a process uses this test's database and folders."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), *sys.path])),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "BILDUNGSNETZ_OPEN_DATABASE": str(connection.settings_dict["NAME"]),
        "BILDUNGSNETZ_TEST_FOLDER": str(settings.FOLDER),
        "BILDUNGSNETZ_DATA": str(settings.FOLDER),
        **more,
    }


def run_processes(count: int, function: str, *args: Any, timeout: float = 180) -> list[Any]:
    """Call `function(number, *args)` in `count` processes at the same moment; their results.

    `function` is a dotted path, arguments and results are plain JSON. All processes have a
    database connection open and wait at a barrier before they begin. Fails the test when a call
    raises; a refusal that is expected must be caught in `function` and returned.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.concurrency.racing", str(count), function, json.dumps(args)],
        cwd=ROOT,
        env=child_environment(),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-5000:]
    outcomes: list[dict[str, Any]] = json.loads(done.stdout)
    broken = [outcome["raised"] for outcome in outcomes if "raised" in outcome]
    assert not broken, f"{len(broken)} of {count} calls raised, the first:\n{broken[0]}"
    return [outcome["result"] for outcome in outcomes]


def start_worker(**environment: str) -> subprocess.Popen[bytes]:
    """Start a real worker process on the test database; the test must end it."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "worker"],
        cwd=ROOT,
        env=child_environment(**environment),
        stderr=subprocess.DEVNULL,
    )
