"""Tables that people take with them: as CSV and as XLSX, made in memory."""

import csv
from datetime import date
from io import BytesIO

from django.http import HttpResponse
from xlsxwriter import Workbook

from loket.spreadsheets import guarded

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What looks like a formula or a link in somebody's text stays that text.
PLAIN_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def csv_response(name, rows):
    """Return rows as a CSV that opens well in a Dutch Excel, and runs nothing there."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    writer = csv.writer(response, delimiter=";", lineterminator="\r\n")
    writer.writerows([csv_cell(value) for value in row] for row in rows)
    return as_attachment(response, name)


def xlsx_response(name, draw):
    """Return a workbook in which `draw(workbook)` has put the sheets."""
    content = BytesIO()
    with Workbook(content, PLAIN_TEXT) as workbook:
        draw(workbook)
    return as_attachment(HttpResponse(content.getvalue(), content_type=XLSX), name)


def as_attachment(response, name):
    """Let the browser save this, never show it. The name must hold nothing confidential."""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_cell(value):
    if isinstance(value, date):
        return dutch_date(value)
    return guarded(value) if isinstance(value, str) else value


def xlsx_text(text):
    """Return a text as it goes into an XLSX; there the type of the cell keeps it a text.

    Only what `read_rows` would take for the mark of a CSV gets that mark once more.
    """
    return guarded(text) if text.startswith("'") else text


def dutch_date(day):
    return "-".join(reversed(day.isoformat().split("-")))
