"""The FAQ's filters."""

import re

from django import forms

from loket.forms import SearchForm
from loket.models import CONTROL_NUMBER


class EntryFilterForm(SearchForm):
    """Filters whose options come from the entries this reader may see, and from no others."""

    onderwerp = forms.ChoiceField(label="Onderwerp", required=False)
    control = forms.ChoiceField(label="Control", required=False)

    def __init__(self, data, entries):
        super().__init__(data)
        self.entries = entries
        options = entries.options()
        self.choice("onderwerp", options.get("onderwerp", []))
        self.choice("control", self.with_asked(options.get("control", [])))

    def with_asked(self, controls):
        """Add the control number that a link asks for: without entries it finds nothing."""
        number = self.data.get("control", "")
        is_number = len(number) < 20 and re.fullmatch(CONTROL_NUMBER, number)
        is_new = is_number and number not in dict(controls)
        return [*controls, (number, number)] if is_new else controls

    def rows(self):
        """Return the entries that answer to every filter that could be read."""
        chosen = self.chosen()
        rows = self.entries.search(chosen["q"]) if "q" in chosen else self.entries
        if "onderwerp" in chosen:
            rows = rows.filter(topic__name=chosen["onderwerp"])
        if "control" in chosen:
            rows = rows.for_control(chosen["control"])
        return rows
