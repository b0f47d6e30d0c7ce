"""What several forms here need: fields needed in one case only, and showing a form once more."""

from typing import Any, ClassVar

from django import forms


def put(form: forms.Form, name: str, value: str) -> None:
    """Replace one value of a form that was sent, keeping everything else that was typed."""
    data: Any = form.data
    changed = data.copy()
    changed[name] = value
    form.data = changed


class ConditionalForm(forms.Form):
    """A form in which some fields are needed only beside a certain choice in another.

    Such a field is no "(freiwillig)" one: its help text says when it is needed.
    """

    use_required_attribute = False
    # field → the other field and the choice beside which it is needed
    needed_beside: ClassVar[dict[str, tuple[str, str]]] = {}

    def full_clean(self) -> None:
        """Check as if the fields were needed exactly beside that choice."""
        for name, (other, choice) in self.needed_beside.items():
            given = self.data.get(self.add_prefix(other)) if self.is_bound else None
            self.fields[name].required = given == choice
        super().full_clean()
        for name in self.needed_beside:
            self.fields[name].required = True
