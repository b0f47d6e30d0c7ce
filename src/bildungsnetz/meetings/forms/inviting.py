"""What may be entered about invitations, reminders and the release."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.forms.letters import LetterForm
from bildungsnetz.directory.models import Audience
from bildungsnetz.directory.queries import kinds
from bildungsnetz.kit.letters import rendered, subject_line
from bildungsnetz.meetings.models import Meeting
from bildungsnetz.meetings.rules import BODY_TOKENS, SUBJECT_TOKENS
from bildungsnetz.regions.models import Region
from bildungsnetz.regions.queries import stages


class InvitationForm(LetterForm):
    """To whom, with which words."""

    subject_tokens = SUBJECT_TOKENS
    body_tokens = BODY_TOKENS

    audience = forms.ModelChoiceField(
        queryset=Audience.objects.none(),
        label=_("Verteiler"),
        help_text=_("Wer dazugehört, wird erst beim Freigeben festgestellt."),
        empty_label=_("Bitte wählen"),
    )
    subject = forms.CharField(label=_("Betreff"), max_length=200)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 22}))


def first_draft(meeting: Meeting) -> dict[str, str]:
    """Subject and body to begin with: greeting, why, what to do, until when, whom to call."""
    context = {"meeting": meeting, "region": meeting.region}
    subject = subject_line("post/meetings/invitation_subject.txt", context)[:200]
    body = rendered("post/meetings/invitation.txt", context)
    return {"subject": subject, "body": body.strip() + "\n"}


class AudienceForm(forms.Form):
    """A new audience by kinds of institutions and stages."""

    name = forms.CharField(label=_("Name des Verteilers"), max_length=120)
    kinds = forms.MultipleChoiceField(
        label=_("Arten von Einrichtungen"),
        help_text=_("Ohne Auswahl alle."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    stages = forms.MultipleChoiceField(
        label=_("Stationen der Bildungsbiografie"),
        help_text=_("Ohne Auswahl alle."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = kinds(region).filter(institutions__isnull=False).distinct()
        for name, rows in (("kinds", used), ("stages", stages(region))):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- as declared above
            field.choices = [(row.slug, row.name) for row in rows]

    @property
    def query(self) -> dict[str, list[str]]:
        """The query as an audience keeps it."""
        return {"kinds": self.cleaned_data["kinds"], "stages": self.cleaned_data["stages"]}


class ChangeNoteForm(forms.Form):
    """The office's own sentence about a move or a cancellation."""

    note = forms.CharField(
        label=_("Hinweis oder Grund"),
        help_text=_("Steht in der Nachricht und, bei einer Absage, hinter den persönlichen Links."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReleaseForm(forms.Form):
    """The reason that is written down when the invitation leaves outside the charter's window."""

    window_reason = forms.CharField(
        label=_("Grund für den Versand außerhalb des Zeitfensters"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Bitte schreiben Sie den Grund dazu.")},
    )
