"""What may be entered behind a personal link: persons with wishes, a deputy, a reason."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bildungsnetz.meetings.actions import Guest
from bildungsnetz.meetings.models import Invitation, Registration, Workshop
from bildungsnetz.meetings.rules import MeetingRefusal, repeated_wish

MOST_GUESTS = 20


class RevisionForm(forms.Form):
    """Carries the state of the answer that the page showed."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class GuestForm(forms.Form):
    """One person; `workshops` are those to wish from, `wish_count` how many wishes."""

    registration = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=_("Vor- und Nachname"),
        max_length=160,
        error_messages={"required": _("Bitte nennen Sie den Namen.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    function = forms.CharField(
        label=_("Funktion"),
        max_length=120,
        required=False,
        help_text=_("Zum Beispiel Schulleitung."),
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        required=False,
        help_text=_("Für die Bestätigung und den Platz im Workshop."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(
        self, *args: Any, workshops: Sequence[Workshop], wish_count: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), str(one)) for one in workshops]
        for rank in range(1, min(wish_count, len(workshops)) + 1):
            self.fields[f"wish_{rank}"] = forms.TypedChoiceField(
                label=gettext("%(rank)s. Wunsch") % {"rank": rank},
                choices=[("", gettext("kein Wunsch")), *named],
                coerce=int,
                empty_value=None,
                required=False,
            )

    @property
    def wish_names(self) -> list[str]:
        """The names of the wish fields, best first."""
        return [name for name in self.fields if name.startswith("wish_")]

    def clean(self) -> dict[str, Any]:
        """A workshop is wished once."""
        data = super().clean() or self.cleaned_data
        asked = [name for name in self.wish_names if data.get(name)]
        rank = repeated_wish([data[name] for name in asked])
        if rank is not None:
            self.add_error(
                asked[rank - 1], gettext("Diesen Workshop haben Sie schon als Wunsch genannt.")
            )
        return data

    @property
    def guest(self) -> Guest:
        """The person as entered; wishes left out in between close up."""
        data = self.cleaned_data
        wishes = tuple(data[name] for name in self.wish_names if data.get(name))
        return Guest(
            name=" ".join(data["name"].split()),
            function=data["function"].strip(),
            email=data["email"],
            wishes=wishes,
            deputy_for=data.get("deputy_for", ""),
            registration=data.get("registration"),
        )


def initial_guest(row: Registration) -> dict[str, Any]:
    """What the form of a registered person begins with."""
    wishes = {f"wish_{wish.rank}": str(wish.workshop_id) for wish in row.wishes.all()}
    return {
        "registration": row.pk,
        "name": row.name,
        "function": row.function,
        "email": row.email,
        **wishes,
    }


if TYPE_CHECKING:
    _Guests = BaseFormSet[GuestForm]
else:
    _Guests = BaseFormSet


class GuestFormSet(_Guests):
    """All persons of one answer; names differ. Rows left empty are no persons."""

    known = 0  # how many rows, from the first, are registered already

    def initial_form_count(self) -> int:
        """Rows that must stay filled; others may be left empty, even those typed into before."""
        return super().initial_form_count() if self.is_bound else self.known

    def clean(self) -> None:
        """Everybody once."""
        seen: set[str] = set()
        for form in self.forms:
            name = " ".join(form.cleaned_data.get("name", "").split()).casefold()
            if name and name in seen:
                form.add_error("name", gettext("Diese Person steht schon weiter oben."))
            seen.add(name)

    @property
    def guests(self) -> list[Guest]:
        """The persons that were entered."""
        return [form.guest for form in self.forms if form.cleaned_data.get("name")]


class AcceptForms:
    """The persons of an acceptance and the revision it was made from, as one page shows them.

    `wants_more` tells that another row was asked for: then nothing is checked and nothing lost.
    """

    def __init__(self, data: Any, *, invitation: Invitation, workshops: Sequence[Workshop]) -> None:
        self.refusal: MeetingRefusal | None = None
        self.wants_more = data is not None and "weitere" in data
        self.people: list[Registration] = invitation.people  # type: ignore[attr-defined]
        self.options = {"workshops": workshops, "wish_count": invitation.meeting.wish_count}
        typed = data if self.wants_more else None
        bound = None if self.wants_more else data
        now = typed["revision"] if typed and "revision" in typed else invitation.revision
        self.revision_form = RevisionForm(bound, initial={"revision": now})
        self.formset = self._rows(bound, typed)

    def is_valid(self) -> bool:
        """Check everything; False also when only another row was wanted."""
        if self.wants_more or not self.formset.is_bound:
            return False
        return self.formset.is_valid() and self.revision_form.is_valid()

    @property
    def guests(self) -> list[Guest]:
        """The persons that were entered."""
        return self.formset.guests

    @property
    def revision(self) -> int:
        """The revision of the answer that the page showed."""
        return int(self.revision_form.cleaned_data["revision"])

    def _rows(self, bound: Any, typed: Any) -> GuestFormSet:
        initial = _typed_rows(typed) if typed else [initial_guest(row) for row in self.people]
        known = len(self.people)
        extra = max(len(initial) - known, 0) + (1 if typed or not known else 0)
        kind: Any = forms.formset_factory(
            GuestForm,
            formset=GuestFormSet,
            extra=extra,
            max_num=MOST_GUESTS,
            absolute_max=MOST_GUESTS,
            validate_max=True,
        )
        rows: GuestFormSet = kind(bound, prefix="person", initial=initial, form_kwargs=self.options)
        rows.known = known
        if bound is not None and rows.forms:
            # An answer without anybody is no acceptance.
            rows.forms[0].empty_permitted = False
        return rows


def _typed_rows(data: Any) -> list[dict[str, str]]:
    """What stands in each row of a posted page, unchecked."""
    total = data.get("person-TOTAL_FORMS", "")
    count = min(int(total), MOST_GUESTS) if total.isdecimal() else 1
    rows: list[dict[str, str]] = [{} for _number in range(count)]
    for key, value in data.items():
        _person, _dash, rest = key.partition("person-")
        number, _dash, name = rest.partition("-")
        if name and number.isdecimal() and int(number) < count:
            rows[int(number)][name] = value
    return rows


class DeputyForm(RevisionForm, GuestForm):
    """Somebody who comes in place of the invited person."""

    deputy_for = forms.CharField(
        label=_("In Vertretung von"),
        max_length=160,
        error_messages={"required": _("Bitte nennen Sie, wer vertreten wird.")},
    )
    field_order = ("deputy_for", "name", "function", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = gettext("Name der Vertretung")


class DeclineForm(RevisionForm):
    """Why nobody comes; helpful, but nobody has to say."""

    reason = forms.CharField(
        label=_("Grund"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nur das Büro liest das."),
    )


class PlaceForm(forms.Form):
    """One of the workshops in which a place is free."""

    workshop = forms.TypedChoiceField(
        label=_("Workshop"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Bitte wählen Sie einen Workshop."),
            "invalid_choice": _(
                "In diesem Workshop ist kein Platz mehr frei. Bitte wählen Sie einen anderen."
            ),
        },
    )

    def __init__(self, *args: Any, workshops: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["workshop"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- as declared above
        field.choices = [(str(one.pk), _with_places(one)) for one in workshops]


def _with_places(workshop: Any) -> str:
    return gettext("%(workshop)s – noch %(free)s frei") % {
        "workshop": workshop,
        "free": workshop.capacity - workshop.taken,
    }
