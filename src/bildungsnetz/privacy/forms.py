"""What the office enters for the record of processing."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from bildungsnetz.privacy.models import Responsibility


class ResponsibilityForm(forms.ModelForm[Responsibility]):
    """Who is responsible, who watches, who runs the server."""

    class Meta:
        model = Responsibility
        fields: ClassVar[list[str]] = ["controller", "officer", "hoster", "joint", "measures"]
        widgets = dict.fromkeys(fields, forms.Textarea(attrs={"rows": 3}))
        help_texts = {
            "controller": _("Bleibt das leer, steht dort die Geschäftsstelle mit Anschrift."),
            "officer": _("Name oder Stelle, Anschrift, E-Mail-Adresse, Telefon."),
            "hoster": _("Wer den Server betreibt, und der Vertrag nach Art. 28 DSGVO."),
            "joint": _("Wer die Zwecke mitbestimmt, zum Beispiel Kommune und Land."),
        }


class SureForm(forms.Form):
    """The erasure cannot be taken back, so its consequence is confirmed in words."""

    sure = forms.BooleanField(
        label=_("Ich habe geprüft, dass diese Person gelöscht werden darf."),
        error_messages={"required": _("Bitte bestätigen Sie, dass Sie das geprüft haben.")},
    )
