"""The one installed app."""

from importlib import import_module

from django.apps import AppConfig

from bildungsnetz.kit import generics

generics.allow()

# Rooms that tell what persons and institutions are part of in time (queries/biography.py), and
# where rooms say what becomes of their rows when two records of the register are merged.
_TELLING = ("organs", "meetings", "decisions")
_MERGING = ("directory.merging.own", "organs.merging", "meetings.merging", "decisions.merging")


class Bildungsnetz(AppConfig):
    """All rooms together; `wiring` adds the system checks."""

    name = "bildungsnetz"
    default = True

    def ready(self) -> None:
        """Load the checks of the start, tie rooms to those below them, put words into German."""
        from django.db.models import fields
        from django.db.models.signals import post_migrate
        from django.forms import DateField, DateTimeField, Field
        from django.utils.translation import gettext_lazy as _

        from bildungsnetz import checks  # noqa: F401
        from bildungsnetz.accounts import audit
        from bildungsnetz.directory import guards, notices
        from bildungsnetz.directory.queries import INSTITUTIONS, PERSONS
        from bildungsnetz.directory.queries.biography import INSTITUTION_LIFE, PERSON_LIFE
        from bildungsnetz.kit.fields import check_near
        from bildungsnetz.meetings.queries import criteria as meetings
        from bildungsnetz.organs.queries import criteria as organs
        from bildungsnetz.post import delivery
        from bildungsnetz.regions import trail

        trail.plug(audit.record)
        INSTITUTIONS.plug(*organs.FOR_INSTITUTIONS, meetings.ATTENDANCE)
        PERSONS.plug(*organs.FOR_PERSONS)
        for room in _TELLING:
            told = import_module(f"bildungsnetz.{room}.queries.biography")
            PERSON_LIFE.plug(*told.OF_PERSON)
            INSTITUTION_LIFE.plug(*told.OF_INSTITUTION)
        for rules in _MERGING:
            import_module(f"bildungsnetz.{rules}")
        delivery.when_told(notices.was_told)
        post_migrate.connect(guards.install, sender=self)
        # The framework's own words for "nothing chosen yet" are not translated into German,
        # and those for an empty field are an order rather than a request.
        fields.BLANK_CHOICE_LABEL = _("Bitte wählen")
        Field.default_error_messages["required"] = _("Bitte füllen Sie dieses Feld aus.")
        for kind in (DateField, DateTimeField):
            kind.default_validators = [*kind.default_validators, check_near]
