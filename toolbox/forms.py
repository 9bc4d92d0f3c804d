"""The catalogue's filters."""

from django import forms

from loket.forms import UNKNOWN_CHOICE, SearchForm
from loket.tlp import TLP

LOOKUPS = {"doelgroep": "audiences__name", "bron": "source__name", "tlp": "tlp"}
ORDERS = {"naam": ["name", "pk"], "nieuwste": ["-published_at", "-pk"]}


class ToolFilterForm(SearchForm):
    """Filters whose options come from the tools this reader may see, and from no others."""

    doelgroep = forms.ChoiceField(label="Doelgroep", required=False)
    bron = forms.ChoiceField(label="Bron", required=False)
    tlp = forms.ChoiceField(label="Classificatie", required=False)
    control = forms.ChoiceField(label="Control", required=False)
    sorteer = forms.ChoiceField(
        label="Sorteer op",
        required=False,
        choices=[("", "Beste eerst"), ("naam", "Naam"), ("nieuwste", "Nieuwste eerst")],
        error_messages={"invalid_choice": UNKNOWN_CHOICE},
    )

    def __init__(self, data, tools):
        super().__init__(data)
        self.tools = tools
        options = tools.options()
        for name in ("doelgroep", "bron", "control"):
            self.choice(name, options.get(name, []))
        used = {value for value, _label in options.get("tlp", [])}
        self.choice("tlp", [(tlp.value, tlp.label) for tlp in TLP if tlp.value in used])
        if not self.data.get("q"):
            self.fields["sorteer"].choices = self.fields["sorteer"].choices[1:]

    def rows(self):
        """Return the tools that answer to every filter that could be read."""
        chosen = self.chosen()
        rows = self.tools.search(chosen["q"]) if "q" in chosen else self.tools
        for name, lookup in LOOKUPS.items():
            if name in chosen:
                rows = rows.filter(**{lookup: chosen[name]})
        if "control" in chosen:
            rows = rows.for_control(chosen["control"])
        if "sorteer" in chosen:
            rows = rows.order_by(*ORDERS[chosen["sorteer"]])
        return rows
