"""The FAQ's filters."""

from django import forms

from loket.forms import SearchForm


class EntryFilterForm(SearchForm):
    """Filters whose options come from the entries this reader may see, and from no others."""

    onderwerp = forms.ChoiceField(label="Onderwerp", required=False)
    control = forms.ChoiceField(label="Control", required=False)

    def __init__(self, data, entries):
        super().__init__(data)
        self.entries = entries
        options = entries.options()
        for name in ("onderwerp", "control"):
            self.choice(name, options.get(name, []))

    def rows(self):
        """Return the entries that answer to every filter that could be read."""
        chosen = self.chosen()
        rows = self.entries.search(chosen["q"]) if "q" in chosen else self.entries
        if "onderwerp" in chosen:
            rows = rows.filter(topic__name=chosen["onderwerp"])
        if "control" in chosen:
            rows = rows.for_control(chosen["control"])
        return rows
