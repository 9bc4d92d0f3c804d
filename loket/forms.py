"""How every form of the house draws its fields, and the fields more than one room uses."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.http import urlencode


class Renderer(TemplatesSetting):
    field_template_name = "components/field.html"


UNKNOWN_CHOICE = "Deze keuze kennen we niet. Kies er een uit de lijst."


class SearchInput(forms.TextInput):
    """A search box; it gives back what was typed, less what no page may hold."""

    input_type = "search"

    def format_value(self, value):
        return value and value.replace("\0", "")


class SearchForm(forms.Form):
    """A question to the portal by address (GET). What cannot be read is named, never guessed."""

    q = forms.CharField(
        label="Zoekwoorden",
        required=False,
        max_length=200,
        error_messages={
            "max_length": "Uw zoekvraag is te lang. Gebruik hoogstens 200 tekens.",
            "null_characters_not_allowed": (
                "In uw zoekvraag staat een teken dat niet kan. Typ hem opnieuw."
            ),
        },
        widget=SearchInput(attrs={"autocomplete": "off"}),
    )

    def choice(self, name, options):
        """Offer these options (value, label) for a filter that may stay empty."""
        field = self.fields[name]
        field.choices = [("", "Alles"), *options]
        field.error_messages["invalid_choice"] = UNKNOWN_CHOICE

    def chosen(self):
        """Return the filters that are filled in and could be read, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def query(self):
        """Return the chosen filters as the end of an address, for links to other pages."""
        return urlencode(self.chosen())
