"""Run in a process of its own: fills a real installation with somebody of whom all is known.

`python -m tests.privacy.planting` with BILDUNGSNETZ_DATA; prints the person's key.
"""

import os

import django

MARK = "kanarie7"


def main() -> None:
    """Plant one person who will be erased and one who stays."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bildungsnetz.settings"
    django.setup()
    from tests.cast import make_region
    from tests.privacy.full import make_full

    region = make_region("hagen", "Hagen")
    full = make_full(region, MARK, 1)
    make_full(region, "spatz8", 2)
    print(full.person.pk)


if __name__ == "__main__":
    main()
