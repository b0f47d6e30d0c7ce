"""What may be entered about users."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    """Asks for the address to which the sign-in link is mailed."""

    email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Sie erhalten einen Link zum Anmelden. Ein Kennwort brauchen Sie nicht."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ClerkForm(forms.Form):
    """Names a person of the office."""

    name = forms.CharField(label=_("Vor- und Nachname"), max_length=160)
    email = forms.EmailField(label=_("Dienstliche E-Mail-Adresse"))
