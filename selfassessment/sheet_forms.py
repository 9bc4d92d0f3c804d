"""The two steps of reading in a spreadsheet: choose a file, and confirm what it changes."""

import json
from dataclasses import asdict
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from loket.spreadsheets import MOST_ROWS, read_rows
from selfassessment.models import CHANGEABLE
from selfassessment.sheet_lines import Line, read

# Below what Django takes in one post, without a file.
MOST_CHANGED = 2_000_000
TOO_MUCH = (
    "Dit bestand verandert te veel tekst in één keer. Verdeel de rijen over twee bestanden en lees "
    "ze na elkaar in."
)
UNREADABLE = "Wat u wilde bevestigen, is niet goed aangekomen. Kies het bestand opnieuw."


class UploadForm(forms.Form):
    """A spreadsheet with answers. Cleaned, it is the Sheet in it."""

    file = forms.FileField(
        label="Bestand",
        help_text="XLSX of CSV, hoogstens 5 MB. Formules worden niet gelezen.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "Kies een bestand.",
            "empty": "Dit bestand is leeg. Kies een ander bestand.",
            "missing": "Kies een bestand.",
            "invalid": "Het bestand kwam niet aan. Kies het opnieuw.",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        return read(read_rows(file, file.name))


class ConfirmForm(forms.Form):
    """The lines that somebody looked at, as they come back. Believed no more than a new file."""

    lines = forms.CharField(
        widget=forms.HiddenInput,
        strip=False,
        error_messages={"required": UNREADABLE, "null_characters_not_allowed": UNREADABLE},
    )

    def clean_lines(self):
        try:
            return [line_from(given) for given in json.loads(self.cleaned_data["lines"])]
        except (ValueError, TypeError, RecursionError) as why:
            raise ValidationError(UNREADABLE) from why


def as_json(lines):
    """Return lines as text, to send along with the page on which they are confirmed."""
    text = json.dumps([asdict(line) for line in lines], default=date.isoformat, ensure_ascii=False)
    if len(text.encode()) > MOST_CHANGED:
        raise ValidationError(TOO_MUCH)
    return text


def line_from(given):
    """Return the Line that somebody's browser sent; ValueError or TypeError when it is none."""
    line = Line(**given)
    is_line = (
        type(line.row) is int
        and 1 <= line.row <= MOST_ROWS
        and type(line.seen) is int
        and line.seen >= 0
        and isinstance(line.title, str)
        and isinstance(line.cells, dict)
        and line.cells.keys() <= set(CHANGEABLE)
        and all(map(is_cell, [line.control, line.title, line.version, *line.cells.values()]))
    )
    if not is_line:
        raise ValueError(given)
    return line


def is_cell(value):
    """Say whether this is what a cell may hold, and text that can be stored."""
    if isinstance(value, str):
        value.encode()  # a UnicodeEncodeError is a ValueError
    return value is None or isinstance(value, str | int | float)
