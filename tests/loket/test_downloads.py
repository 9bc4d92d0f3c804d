"""Tables to take along: what is in the file, what is not, and what it may do on a desk."""

import csv
import io
import re
import zipfile

import pytest

from loket.downloads import csv_response, xlsx_response, xlsx_text
from loket.spreadsheets import read_rows
from tests.sheets import upload

DANGEROUS = ["=1+1", "+31 6", "-a", "@SUM(A1)", "\t=1", "\r=1", "'=1", '=HYPERLINK("x")']
HARMLESS = ["a=b", "5.10", "’s ochtends", "'s ochtends", "1-2", "", "https://example.org/?a=1"]


def cells_of(response):
    """The rows of a CSV, as any program reads them."""
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def book_with(*texts):
    def draw(workbook):
        sheet = workbook.add_worksheet("Blad")
        for row, text in enumerate(texts):
            sheet.write_string(row, 0, xlsx_text(text))

    return xlsx_response("blad.xlsx", draw)


def test_a_csv_opens_in_a_dutch_excel():
    response = csv_response("blad.csv", [["Control", "Toelichting"], ["5.1", 'één; "twee"\ndrie']])

    assert response.content.decode() == (
        '\ufeffControl;Toelichting\r\n5.1;"één; ""twee""\ndrie"\r\n'
    )
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="blad.csv"'


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_of_a_csv_begins_a_formula(text):
    assert cells_of(csv_response("blad.csv", [[text]])) == [["'" + text]]


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text):
    assert cells_of(csv_response("blad.csv", [[text, "x"]])) == [[text, "x"]]


def test_a_number_and_an_empty_cell_are_just_that():
    assert cells_of(csv_response("blad.csv", [[3, -3, None]])) == [["3", "-3", ""]]


@pytest.mark.parametrize("text", [*DANGEROUS, *filter(None, HARMLESS)])
def test_what_went_out_comes_back_the_same(text):
    same = text.replace("\r", "\n")
    table, book = csv_response("blad.csv", [["x", text]]), book_with(text)

    assert read_rows(upload(table.content), "blad.csv") == [["x", same]]
    assert read_rows(upload(book.content), "blad.xlsx") == [[same]]


def test_an_xlsx_holds_no_formula_no_link_and_nothing_personal():
    response = book_with(*filter(None, [*DANGEROUS, *HARMLESS]))
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}

    assert [name for name, part in parts.items() if re.search(r"<f[ >]|hyperlink", part)] == []
    assert (
        "<dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy>"
        in (parts["docProps/core.xml"])
    )
    assert response.headers["Content-Disposition"] == 'attachment; filename="blad.xlsx"'
