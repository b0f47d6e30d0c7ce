"""What `./bildungsnetz COMMAND` runs: sets the data folder up where that is needed, then acts.

`python -m bildungsnetz.management.console COMMAND [ARGUMENTS]`
"""

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import django
from django.conf import settings
from django.core.management import execute_from_command_line
from django.db import DatabaseError, OperationalError
from django.utils import timezone

from bildungsnetz.kit import env, secret

# These compute from files alone and must neither need nor make a data folder.
PURE = {"window", "allocate"}
# These bring a data folder of their own.
BARE = {"restore"}


def main(arguments: list[str]) -> None:
    """Run one command; `arguments` begins with its name, hyphens allowed.

    What people can mend ends in one sentence and the exit code 2.
    """
    try:
        _run(*arguments)
    except env.SettingError as refused:
        _end(str(refused))
    except OperationalError as failed:
        _end(_about_database(failed))
    except KeyboardInterrupt:
        sys.exit(130)


def _run(command: str, *rest: str) -> None:
    command = command.replace("-", "_")
    if command == "init":
        command, rest = "prepare", (*rest, "--empty")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bildungsnetz.settings")
    if (port := _option(rest, "--port")) is not None:
        os.environ["BILDUNGSNETZ_PORT"] = port
    if command not in PURE | BARE and not {"-h", "--help"} & set(rest):
        env.check_names(os.environ)
        _set_up(empty="--empty" in rest)
    execute_from_command_line(["bildungsnetz", command, *rest])


def _set_up(*, empty: bool) -> None:
    folder = env.data_dir(os.environ)
    try:
        # The key first: the settings read it once.
        secret.ensure(folder / "geheimnis.txt")
        django.setup()
        from bildungsnetz.management.preparing import prepare

        prepare(empty=empty, at=timezone.now())
    except DatabaseError as failed:
        _end(_about_database(failed))
    except OSError as refused:
        sentence = (
            f"Im Ordner „{folder}“ geht es nicht: {refused.strerror}. Er muss dem Konto "
            "gehören, unter dem Bildungsnetz läuft, und Platz haben; einen anderen Ordner nennt "
            "--data."
        )
        raise env.SettingError("BILDUNGSNETZ_DATA", sentence) from None


def _about_database(failed: DatabaseError) -> str:
    reason = " ".join(str(failed).split())
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return (
            f"BILDUNGSNETZ_DATABASE_URL: Die Datenbank antwortet nicht ({reason}). Läuft sie, und "
            "stimmen Rechner, Name und Kennwort?"
        )
    return (
        f"Mit der Datenbank in „{settings.DATA_DIR}“ lässt sich nicht arbeiten ({reason}). Ist auf "
        "der Platte Platz, und darf dieses Konto in den Ordner schreiben? Eine beschädigte "
        "Datenbank ersetzt: ./bildungsnetz restore SICHERUNG"
    )


def _end(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(2)


def _option(arguments: Sequence[str], name: str) -> str | None:
    """The value of `--name VALUE` or `--name=VALUE`; the command itself checks it later."""
    for argument, following in zip(arguments, [*arguments, ""][1:], strict=True):
        if argument == name:
            return following
        if argument.startswith(f"{name}="):
            return argument.partition("=")[2]
    return None


if __name__ == "__main__":
    main(sys.argv[1:])
