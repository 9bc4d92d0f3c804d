"""What people fill in about controls, and the rules for it in words."""

from django import forms

from loket.forms import UNKNOWN_CHOICE, SearchForm
from loket.models import Framework, Region
from selfassessment.models import CHANGEABLE, Answer, Evidence
from selfassessment.scale import Maturity, Status

REASON_NEEDED = "Schrijf bij “Niet van toepassing” in de toelichting waarom dat zo is."
WRONG_DATE = "Dit is geen datum. Vul een dag in zoals 31-12-2026."
TOO_LONG = "Dit is te lang: gebruik hoogstens %(limit_value)d tekens. U gebruikt er %(show_value)d."
WRONG_CHARACTER = "Hierin staat een teken dat niet kan. Typ de tekst opnieuw."
TEXT_ERRORS = {"max_length": TOO_LONG, "null_characters_not_allowed": WRONG_CHARACTER}
CHOICE_ERRORS = {"invalid_choice": UNKNOWN_CHOICE, "required": "Kies een status."}


class WithReason:
    """A form with a status and a note: "niet van toepassing" needs the note."""

    def clean_note(self):
        """Keep line ends as we store them: browsers send two characters for each."""
        return self.cleaned_data["note"].replace("\r\n", "\n")

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("status") == Status.NOT_APPLICABLE and not cleaned.get("note", "x"):
            self.add_error("note", REASON_NEEDED)
        return cleaned


class AnswerForm(WithReason, forms.ModelForm):
    """What a region says of one control. The one place where its rules are put in words."""

    class Meta:
        model = Answer
        fields = CHANGEABLE
        error_messages = {
            "status": CHOICE_ERRORS,
            "maturity": CHOICE_ERRORS,
            "note": TEXT_ERRORS,
            "action_owner": TEXT_ERRORS,
            "target_date": {"invalid": WRONG_DATE},
        }

    def values(self):
        """Return the fields as `Answer.change` takes them."""
        return {name: self.cleaned_data[name] for name in CHANGEABLE}


class EvidenceForm(forms.ModelForm):
    """A piece of evidence: what it is, where it is, until when it counts."""

    link = forms.URLField(
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={
            **TEXT_ERRORS,
            "invalid": "Dit is geen webadres. Begin met https://, of laat dit vak leeg.",
        },
    )

    class Meta:
        model = Evidence
        fields = ["name", "link", "valid_until"]
        error_messages = {
            "name": {**TEXT_ERRORS, "required": "Schrijf op wat het bewijs is."},
            "valid_until": {"invalid": WRONG_DATE},
        }


class FillForm(WithReason, forms.Form):
    """The same answer for many controls of a category at once.

    `seen` holds the version of each answer as the page showed it: "12-1 13-4".
    """

    seen = forms.RegexField(r"^(\d{1,18}-\d{1,9} ?)*\Z", required=False, widget=forms.HiddenInput)

    status = forms.ChoiceField(label="Status", choices=Status, error_messages=CHOICE_ERRORS)
    maturity = forms.TypedChoiceField(
        label="Volwassenheid",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Laat staan wat er staat"), *[(m.value, m.numbered) for m in Maturity]],
        error_messages=CHOICE_ERRORS,
    )
    note = forms.CharField(
        label="Toelichting",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=(
            "Verplicht bij “Niet van toepassing”. Wat u hier schrijft, komt bij elke control; "
            "een toelichting die er al staat, blijft eronder staan."
        ),
        error_messages=TEXT_ERRORS,
    )
    scope = forms.ChoiceField(
        label="Voor welke controls?",
        choices=[
            ("open", "Alleen controls zonder status en zonder niveau"),
            ("all", "Alle controls van deze categorie"),
        ],
        initial="open",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies voor welke controls dit geldt."} | CHOICE_ERRORS,
    )

    def answer(self):
        """Return the answer to give, and to which versions, as `AnswerQuerySet.fill` takes it."""
        chosen = self.cleaned_data
        pairs = [pair.split("-") for pair in chosen["seen"].split()]
        seen = {int(key): int(version) for key, version in pairs}
        return {name: chosen[name] for name in ("status", "maturity", "note")} | {"seen": seen}


class ControlFilterForm(SearchForm):
    """Which controls to list: by words or number, and by what they still need."""

    toon = forms.ChoiceField(
        label="Toon",
        required=False,
        choices=[
            ("", "Alle controls"),
            ("open", "Nog zonder status en niveau"),
            ("te-laat", "Streefdatum voorbij"),
            ("zonder-bewijs", "Op orde zonder geldig bewijs"),
            ("verloopt", "Bewijs verloopt of is verlopen"),
        ],
        error_messages={"invalid_choice": UNKNOWN_CHOICE},
    )

    def rows(self, answers, today):
        """Return those of `answers` (with evidence) that answer to the filters."""
        chosen = self.chosen()
        rows = answers.with_evidence(today)
        if "q" in chosen:
            rows = rows.about(chosen["q"])
        match chosen.get("toon"):
            case "open":
                rows = rows.open()
            case "te-laat":
                rows = rows.overdue(today)
            case "zonder-bewijs":
                rows = rows.unproven()
            case "verloopt":
                rows = rows.expiring(today)
        return rows


class StartForm(forms.Form):
    """Which region begins on which edition of the norm."""

    region = forms.ModelChoiceField(Region.objects.none(), to_field_name="code")
    framework = forms.ModelChoiceField(Framework.objects.all())

    def __init__(self, data, *, regions):
        super().__init__(data)
        self.fields["region"].queryset = regions


class AmbitionForm(forms.Form):
    """The level the region aims for: one for everything, or one per category."""

    everywhere = forms.TypedChoiceField(
        label="Overal hetzelfde niveau",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Kiest u hier een niveau, dan geldt dat voor elke categorie hieronder.",
        error_messages=CHOICE_ERRORS,
    )

    def __init__(self, data, *, sections):
        super().__init__(data)
        self.chapters = sections
        levels = [("", "Geen keuze"), *[(m.value, f"{m.numbered}: {m.meaning}") for m in Maturity]]
        self.fields["everywhere"].choices = levels
        for section in sections:
            self.fields[f"section-{section.pk}"] = forms.TypedChoiceField(
                label=str(section.category),
                required=False,
                coerce=int,
                empty_value=None,
                choices=levels,
                initial=section.ambition,
                error_messages=CHOICE_ERRORS,
            )

    def levels(self):
        """Return the chosen levels as `Assessment.aim` takes them."""
        everywhere = self.cleaned_data["everywhere"]
        return {
            section.pk: everywhere or self.cleaned_data[f"section-{section.pk}"]
            for section in self.chapters
        }


class ColleagueForm(forms.Form):
    """Which categories one colleague of the region fills in.

    `shown` holds the categories that were ticked when the page was made: what somebody else
    ticked meanwhile stays.
    """

    parts = forms.ModelMultipleChoiceField(
        None,
        label="Categorieën",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Zet alle vinkjes uit om de uitnodiging in te trekken.",
        error_messages={
            "invalid_choice": "Kies categorieën uit de lijst.",
            "invalid_pk_value": "Kies categorieën uit de lijst.",
        },
    )
    shown = forms.RegexField(r"^(\d{1,18} ?)*\Z", required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, sections, held):
        keys = " ".join(str(section.pk) for section in held)
        super().__init__(data, initial={"parts": held, "shown": keys})
        self.held = held
        self.fields["parts"].queryset = sections
        self.fields["parts"].label_from_instance = lambda section: str(section.category)

    def wanted(self):
        """Return the sections this colleague should have: as held now, with what was changed."""
        shown = set(map(int, self.cleaned_data["shown"].split()))
        ticked = set(self.cleaned_data["parts"])
        kept = {section for section in self.held if section.pk not in shown}
        return ticked | kept
