"""`worker`: runs background jobs and delivers mail until it is told to stop."""

import signal
import sys
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.utils import timezone
from django.utils.translation import gettext_noop

from bildungsnetz.jobs.running import run_next
from bildungsnetz.jobs.worker import Source, Worker
from bildungsnetz.kit.process import locked
from bildungsnetz.management.command import OurCommand
from bildungsnetz.management.housekeeping import Housekeeping
from bildungsnetz.post.delivery import Sender


def work() -> int:
    """Run the worker in this process; 1 if it broke."""
    sources: dict[str, Source] = {"jobs": run_next, "mail": Sender(), "house": Housekeeping()}
    worker = Worker(sources, clock=timezone.now)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.stop)
    return 0 if worker.run() else 1


class Command(OurCommand):
    help = gettext_noop("Erledigt Hintergrundarbeiten und versendet Nachrichten.")

    # The pages' addresses are none of its business; an unsafe database release is.
    requires_system_checks = (Tags.compatibility,)

    def handle(self, *_args: Any, **_options: Any) -> None:
        with locked(settings.DATA_DIR / ".laeuft", shared=True):
            sys.exit(work())
