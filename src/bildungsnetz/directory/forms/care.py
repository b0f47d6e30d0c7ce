"""What may be entered about the yearly confirmation: a run's text, reasons, filters."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.care import BODY_TOKENS, SUBJECT_TOKENS
from bildungsnetz.directory.forms.letters import LetterForm
from bildungsnetz.directory.models import Audience, ConfirmationRun
from bildungsnetz.kit.letters import rendered, subject_line
from bildungsnetz.regions.models import Region


class RunForm(LetterForm):
    """Whom to ask, until when, with which words."""

    subject_tokens = SUBJECT_TOKENS
    body_tokens = BODY_TOKENS

    title = forms.CharField(
        label=_("Bezeichnung"), max_length=120, help_text=_("Nur für das Büro.")
    )
    audience = forms.ModelChoiceField(
        queryset=Audience.objects.none(),
        label=_("Verteiler"),
        required=False,
        empty_label=_("alle bestehenden Einrichtungen"),
        help_text=_("Wer dazugehört, wird erst beim Freigeben festgestellt."),
    )
    closes_on = forms.DateField(
        label=_("Letzter Tag"), help_text=_("Bis zum Ende dieses Tages gelten die Links.")
    )
    subject = forms.CharField(label=_("Betreff"), max_length=200)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 20}))


def first_run(region: Region, year: int) -> dict[str, Any]:
    """Title, subject and text to begin with."""
    context = {"region": region}
    body = rendered("post/directory/care.txt", context)
    return {
        "title": gettext("Bestätigung %(year)s") % {"year": year},
        "subject": subject_line("post/directory/care_subject.txt", context),
        "body": body.strip() + "\n",
    }


def kept_run(run: ConfirmationRun) -> dict[str, Any]:
    """What the form of a written run begins with."""
    names = ("title", "audience", "closes_on", "subject", "body")
    return {name: getattr(run, name) for name in names}


class ExtendForm(forms.Form):
    """Until when the links of a run under way work."""

    closes_on = forms.DateField(
        label=_("Neuer letzter Tag"),
        help_text=_("Die Links, die schon verschickt sind, gelten mit."),
    )


class RefusalForm(forms.Form):
    """Why a change does not enter the register; the institution reads it."""

    reason = forms.CharField(
        label=_("Grund"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Steht beim Eintrag, wenn die Einrichtung ihn wieder öffnet."),
    )
