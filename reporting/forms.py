"""What people fill in about a report as a whole, and the rules for it in words."""

import re
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.utils.formats import number_format

from reporting.models import LONGEST, Bottleneck
from selfassessment.forms import TEXT_ERRORS

LARGEST_BUDGET = 2_147_483_647  # what fits in the field on every database
IN_GROUPS = re.compile(r"\d{1,3}(\.\d{3})+")
EMPTY = "leeg"
WRONG_FTE = (
    "Vul een getal in zoals 0,5 of 2: hoogstens 999,99, met hoogstens twee cijfers na de komma."
)
WRONG_BUDGET = "Vul een bedrag in hele euro’s in, zoals 12500."
NOT_BELOW_ZERO = "Vul 0 of meer in."


class Text(forms.CharField):
    """A long text. Browsers send two characters for a line end; we count and keep one.

    Without `maxlength`: a browser would cut off what is pasted, and say nothing.
    """

    widget = forms.Textarea

    def __init__(self, *, rows=3, **kwargs):
        kwargs.setdefault("required", False)
        super().__init__(max_length=LONGEST, error_messages=TEXT_ERRORS, **kwargs)
        self.widget.attrs["rows"] = rows

    def validate(self, value):
        """Let anything be saved for now, nothing too; what is required is asked on submitting."""

    def to_python(self, value):
        return super().to_python((value or "").replace("\r\n", "\n"))

    def widget_attrs(self, widget):
        return {}


class Euros(forms.IntegerField):
    """Whole euros, also as people write them: € 12.500."""

    widget = forms.TextInput

    def to_python(self, value):
        if isinstance(value, str):
            value = value.replace("€", "").strip().removesuffix(",-")
            value = value.replace(".", "") if IN_GROUPS.fullmatch(value) else value
        return super().to_python(value)


@dataclass(frozen=True)
class Piece:
    """A field of the form; `stored`: what somebody else saved in it meanwhile, if it differs."""

    field: BoundField
    stored: str | None


@dataclass(frozen=True)
class Theme:
    """The fields about one kind of bottleneck; folded away while there is nothing in them."""

    label: str
    pieces: list[Piece]
    is_open: bool


class NarrativeForm(forms.Form):
    """The text of a report: results, people and money, and per theme what holds a region back."""

    results = Text(
        label="Resultaten",
        rows=8,
        required=True,
        help_text="Wat heeft uw regio dit kwartaal bereikt? Wat kunt u nu, wat eerst niet kon?",
    )
    fte = forms.DecimalField(
        label="Mensen (fte)",
        required=False,
        min_value=0,
        max_digits=5,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="Hoeveel voltijdbanen werken hieraan? Een dag per week is 0,2.",
        error_messages={
            "min_value": NOT_BELOW_ZERO,
            **dict.fromkeys(
                ["invalid", "max_digits", "max_decimal_places", "max_whole_digits"], WRONG_FTE
            ),
        },
    )
    budget = Euros(
        label="Budget",
        required=False,
        min_value=0,
        max_value=LARGEST_BUDGET,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="In hele euro’s, voor dit jaar.",
        error_messages={
            "min_value": NOT_BELOW_ZERO,
            "max_value": "Dit bedrag is te hoog. Kijk of er een cijfer te veel staat.",
            "invalid": WRONG_BUDGET,
        },
    )
    shares_figures = forms.BooleanField(
        label="Deel onze cijfers met de andere regio’s",
        required=False,
        help_text=(
            "Aan: de aanspreekpunten van andere regio’s zien per categorie hoe ver u bent (op "
            "orde, aantoonbaar en niveau). Uit: zij zien alleen dat u heeft ingediend. Uw tekst, "
            "uw antwoorden per control en uw bewijs zien zij nooit. Is het kwartaal afgesloten, "
            "dan geldt wat u hier koos voorgoed. Ook tellen andere regio’s dan mee hoeveel regio’s "
            "een thema noemen, zonder namen."
        ),
    )
    offers_help = forms.BooleanField(
        label="Wij willen andere regio’s helpen",
        required=False,
        help_text=(
            "Aan: als u uw cijfers deelt, zien andere regio’s in welke categorieën uw regio ver "
            "is, en kunnen zij u vragen hoe u dat deed. Het programma ziet dat altijd. Uit: uw "
            "regio wordt daarvoor niet genoemd."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored = {}
        for theme, label in Bottleneck.Theme.choices:
            self.fields[f"{theme}_text"] = Text(label=f"Knelpunt: {label.lower()}")
            self.fields[f"{theme}_help"] = Text(label=f"Gevraagde hulp: {label.lower()}")

    def meet(self, stored):
        """Put what somebody else saved beside each field in which this form says otherwise."""
        self.stored = {
            name: in_words(value)
            for name, value in stored.items()
            if value != self.cleaned_data[name]
        }

    def piece(self, name):
        return Piece(self[name], self.stored.get(name))

    @property
    def story(self):
        return [self.piece(name) for name in ("results", "fte", "budget")]

    @property
    def choices(self):
        return [self.piece(name) for name in ("shares_figures", "offers_help")]

    @property
    def themes(self):
        return [self.theme(*choice) for choice in Bottleneck.Theme.choices]

    def theme(self, theme, label):
        pieces = [self.piece(f"{theme}_text"), self.piece(f"{theme}_help")]
        is_open = any(p.field.value() or p.field.errors or p.stored for p in pieces)
        return Theme(label, pieces, is_open)

    @property
    def differing(self):
        """Return the fields in which somebody else saved something else meanwhile."""
        return [self[name] for name in self.stored]


def in_words(value):
    """Return the stored value of a field as a person reads it."""
    if isinstance(value, bool):
        return "aan" if value else "uit"
    if value is None or value == "":
        return EMPTY
    return value if isinstance(value, str) else number_format(value)
