"""A letter to the institutions of an audience: its words, with placeholders from an allow-list."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.directory.queries import audiences
from bildungsnetz.kit.letters import foreign_tokens
from bildungsnetz.regions.models import Region


class LetterForm(forms.Form):
    """What letters with a personal link have in common (reliability bar D5).

    A form of this kind declares `audience`, `subject` and `body`, and says which placeholders may
    stand where and what happens without the link.
    """

    subject_tokens: ClassVar[Sequence[str]]
    body_tokens: ClassVar[Sequence[str]]

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["audience"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 -- as declared
        choice.queryset = audiences(region)
        self.fields["body"].help_text = gettext(
            "Diese Stellen werden für jede Einrichtung ausgefüllt: %(tokens)s"
        ) % {"tokens": _listed(self.body_tokens)}

    def clean_subject(self) -> str:
        """One line with known placeholders."""
        return self._checked("subject", self.subject_tokens)

    def clean_body(self) -> str:
        """Known placeholders only, and the personal link must be among them."""
        text = self._checked("body", self.body_tokens).replace("\r\n", "\n")
        if "{link}" not in text:
            raise forms.ValidationError(
                _(
                    "Im Text fehlt die Stelle {link}. Ohne den persönlichen Link kann niemand "
                    "antworten."
                )
            )
        return text

    def _checked(self, name: str, allowed: Sequence[str]) -> str:
        text = str(self.cleaned_data[name])
        if found := foreign_tokens(text, allowed):
            raise forms.ValidationError(
                gettext("„%(found)s“ kann nicht ausgefüllt werden. Möglich sind %(allowed)s.")
                % {"found": found[0], "allowed": _listed(allowed)}
            )
        return text


def _listed(tokens: Sequence[str]) -> str:
    return ", ".join(f"{{{token}}}" for token in tokens)
