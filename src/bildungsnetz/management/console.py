"""What `./bildungsnetz COMMAND` runs: sets the data folder up where that is needed, then acts.

`python -m bildungsnetz.management.console COMMAND [ARGUMENTS]`
"""

import os
import sys

import django
from django.core.management import execute_from_command_line
from django.utils import timezone

from bildungsnetz.kit import env, secret

# These compute from files alone and must neither need nor make a data folder.
PURE = {"window", "allocate"}
# These bring a data folder of their own.
BARE = {"restore"}


def main(arguments: list[str]) -> None:
    """Run one command; `arguments` begins with its name, hyphens allowed."""
    command, *rest = arguments
    command = command.replace("-", "_")
    if command == "init":
        command, rest = "prepare", [*rest, "--empty"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bildungsnetz.settings")
    if (port := _option(rest, "--port")) is not None:
        os.environ["BILDUNGSNETZ_PORT"] = port
    if command not in PURE | BARE and not {"-h", "--help"} & set(rest):
        _set_up(empty="--empty" in rest)
    execute_from_command_line(["bildungsnetz", command, *rest])


def _set_up(*, empty: bool) -> None:
    # The key first: the settings read it once.
    secret.ensure(env.data_dir(os.environ) / "geheimnis.txt")
    django.setup()
    from bildungsnetz.management.preparing import prepare

    prepare(empty=empty, at=timezone.now())


def _option(arguments: list[str], name: str) -> str | None:
    """The value of `--name VALUE` or `--name=VALUE`; the command itself checks it later."""
    for argument, following in zip(arguments, [*arguments, ""][1:], strict=True):
        if argument == name:
            return following
        if argument.startswith(f"{name}="):
            return argument.partition("=")[2]
    return None


if __name__ == "__main__":
    main(sys.argv[1:])
