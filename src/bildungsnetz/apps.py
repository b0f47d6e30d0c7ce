"""The one installed app."""

from django.apps import AppConfig

from bildungsnetz.kit import generics

generics.allow()


class Bildungsnetz(AppConfig):
    """All rooms together; `wiring` adds the system checks."""

    name = "bildungsnetz"
    default = True

    def ready(self) -> None:
        """Load the checks of the start, plug in the audit trail, put words into German."""
        from django.db.models import fields
        from django.forms import Field
        from django.utils.translation import gettext_lazy as _

        from bildungsnetz import checks  # noqa: F401
        from bildungsnetz.accounts import audit
        from bildungsnetz.regions import trail

        trail.plug(audit.record)
        # The framework's own words for "nothing chosen yet" are not translated into German,
        # and those for an empty field are an order rather than a request.
        fields.BLANK_CHOICE_LABEL = _("Bitte wählen")
        Field.default_error_messages["required"] = _("Bitte füllen Sie dieses Feld aus.")
