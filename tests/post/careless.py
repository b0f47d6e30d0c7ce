"""A worker that does not commit "in flight" before it speaks to the server: what must not be.

It shows that the tests of killed workers notice the difference.
"""

import sys
from collections.abc import Callable

import django
from django.db import transaction
from django.utils import timezone


def main() -> None:
    """Deliver what is due in a single transaction, then end."""
    django.setup()
    from bildungsnetz.kit.clock import Clock
    from bildungsnetz.post.delivery import Sender

    class Careless(Sender):
        """Commits at the very end."""

        def __call__(self, clock: Clock, stopping: Callable[[], bool]) -> bool:
            with transaction.atomic():
                return super().__call__(clock, stopping)

    sys.exit(not Careless()(timezone.now, lambda: False))


if __name__ == "__main__":
    main()
