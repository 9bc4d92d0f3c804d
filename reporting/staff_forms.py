"""What people fill in around a quarter: its dates, why a report reopens, keys and reminders."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError

from loket.forms import UNKNOWN_CHOICE
from loket.models import Framework
from reporting.models import Period
from reporting.models.periods import ALREADY_CLOSED, DAYS_TO_REPORT, FIRST_YEAR, LAST_YEAR
from reporting.models.reports import NEEDS_REASON
from reporting.models.versions import LONGEST_REASON
from selfassessment.forms import TEXT_ERRORS, WRONG_DATE
from selfassessment.models.answers import DAYS

WRONG_YEAR = f"Vul een jaar in van {FIRST_YEAR} tot en met {LAST_YEAR}."
IS_THERE = "{} is er al. Kies een ander kwartaal."
DEADLINE_TOO_EARLY = (
    "De einddatum ligt vóór de dag waarop het kwartaal opengaat. Kies een latere einddatum."
)


def usual_dates(period):
    """Return the dates that a quarter gets when nobody chooses others."""
    deadline = period.ends_on + timedelta(days=DAYS_TO_REPORT)
    return {"opens_on": period.starts_on, "deadline": deadline}


def proposal(newest, today):
    """Return first values for the quarter after the newest one; without any, for today's."""
    if newest is None:
        period = Period(year=today.year, quarter=(today.month + 2) // 3)
    else:
        period = Period(year=newest.year + newest.quarter // 4, quarter=newest.quarter % 4 + 1)
    return {"year": period.year, "quarter": period.quarter, **usual_dates(period)}


def newest_framework():
    return Framework.objects.order_by("-position", "-pk").first()


class DayField(forms.DateField):
    """A day that may be left empty: then it becomes the usual one."""

    def __init__(self, **options):
        super().__init__(
            required=False,
            validators=DAYS,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": WRONG_DATE},
            **options,
        )


class PeriodForm(forms.ModelForm):
    """A quarter and its dates. Of a closed quarter nothing is changed."""

    year = forms.IntegerField(
        label="Jaar",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), WRONG_YEAR),
    )
    framework = forms.ModelChoiceField(
        Framework.objects.order_by("-position", "-pk"),
        label="Norm",
        initial=newest_framework,
        empty_label=None,
        help_text="De uitgave van de norm waar de regio’s dit kwartaal over rapporteren.",
        error_messages={"required": "Kies een norm.", "invalid_choice": UNKNOWN_CHOICE},
    )
    opens_on = DayField(
        label="Gaat open op",
        help_text="Laat leeg voor de eerste dag van het kwartaal.",
    )
    deadline = DayField(
        label="Indienen uiterlijk op",
        help_text=(
            f"Laat leeg voor {DAYS_TO_REPORT} dagen na het kwartaal. Daarna kunnen regio’s nog "
            "indienen, tot u het kwartaal afsluit."
        ),
    )

    class Meta:
        model = Period
        fields = ["year", "quarter", "framework", "opens_on", "deadline"]
        error_messages = {
            "quarter": {"required": "Kies een kwartaal.", "invalid_choice": UNKNOWN_CHOICE}
        }

    def clean(self):
        cleaned = super().clean()
        if self.instance.is_closed:
            raise ValidationError(ALREADY_CLOSED.format(self.instance))
        year = cleaned.get("year", self.instance.year)
        period = Period(year=year, quarter=cleaned.get("quarter", self.instance.quarter))
        if period.year and period.quarter:
            self.refuse_second(period)
            self.fill_in_dates(period)
        opens_on, deadline = cleaned.get("opens_on"), cleaned.get("deadline")
        if opens_on and deadline and deadline < opens_on:
            self.add_error("deadline", DEADLINE_TOO_EARLY)
        return cleaned

    def refuse_second(self, period):
        """Say so when this quarter is there already."""
        others = Period.objects.exclude(pk=self.instance.pk)
        if others.filter(year=period.year, quarter=period.quarter).exists():
            self.add_error("quarter", IS_THERE.format(period))

    def fill_in_dates(self, period):
        """Give a quarter its usual dates where none were chosen.

        In a new one a proposed date that was left as it is, is no choice: it belongs to the
        quarter that was proposed, and another may have been chosen.
        """
        for name, day in usual_dates(period).items():
            untouched = self.instance.pk is None and name not in self.changed_data
            if name in self.cleaned_data and (untouched or not self.cleaned_data[name]):
                self.cleaned_data[name] = day


class Reason(forms.CharField):
    """A text of some lines. Browsers send two characters for a line end; we count and keep one.

    Without `maxlength`: a browser would cut off what is pasted, and say nothing.
    """

    widget = forms.Textarea(attrs={"rows": 4})

    def to_python(self, value):
        return super().to_python((value or "").replace("\r\n", "\n"))

    def widget_attrs(self, widget):
        return {}


class ReopenForm(forms.Form):
    """Why a region must be able to change what it submitted."""

    reason = Reason(
        label="Waarom moet de rapportage opnieuw open?",
        max_length=LONGEST_REASON,
        help_text="De aanspreekpunten van de regio lezen dit. Zeg wat er anders moet.",
        error_messages={**TEXT_ERRORS, "required": NEEDS_REASON},
    )


class TokenForm(forms.Form):
    """What a key will be used for."""

    name = forms.CharField(
        label="Waarvoor gebruikt u de sleutel?",
        max_length=100,
        help_text="Bijvoorbeeld de naam van uw dashboard. Zo weet u later welke u kunt intrekken.",
        error_messages={**TEXT_ERRORS, "required": "Schrijf op waarvoor u de sleutel gebruikt."},
    )


class ReminderForm(forms.Form):
    """Whether somebody wants the early reminders too."""

    early = forms.BooleanField(
        label="Stuur mij ook vroege herinneringen (30 en 7 dagen voor de einddatum)",
        required=False,
    )
