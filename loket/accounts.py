"""Login rules of this desk, as allauth asks for them, and allauth's sentences in our own words."""

from allauth.account import forms
from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

NOT_THE_SAME = "De twee wachtwoorden zijn niet gelijk. Typ twee keer hetzelfde wachtwoord."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "Dit e-mailadres en wachtwoord horen niet bij elkaar. "
            "Controleer ze en probeer het opnieuw."
        ),
        "enter_current_password": "Dit is niet uw huidige wachtwoord. Vul het opnieuw in.",
        "incorrect_password": "Dit wachtwoord klopt niet. Vul het opnieuw in.",
        "too_many_login_attempts": (
            "U probeerde te vaak in te loggen. Wacht een paar minuten en probeer het dan opnieuw."
        ),
        "rate_limited": (
            "U deed dit te vaak achter elkaar. Wacht een paar minuten en probeer het dan opnieuw."
        ),
    }

    def is_open_for_signup(self, request):
        """Accounts are made by the programme; nobody signs up."""
        return False


class LongEnough(MinimumLengthValidator):
    """As Django's, in Dutch: Django 5.2 lost the translation of its own sentence."""

    def get_error_message(self):
        return f"Dit wachtwoord is te kort. Gebruik minstens {self.min_length} tekens."


class SamePasswordTwice:
    """Say in our own words that two passwords differ."""

    def add_error(self, field, error):
        is_comparison = field == "password2" and not isinstance(error, ValidationError)
        super().add_error(field, NOT_THE_SAME if is_comparison else error)


class ChangePasswordForm(SamePasswordTwice, forms.ChangePasswordForm):
    pass


class SetPasswordForm(SamePasswordTwice, forms.SetPasswordForm):
    pass


class ResetPasswordKeyForm(SamePasswordTwice, forms.ResetPasswordKeyForm):
    pass
