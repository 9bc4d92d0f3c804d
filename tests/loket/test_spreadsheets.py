"""Reading spreadsheets: what people really send, and what somebody hostile might."""

import io
import tracemalloc
import zipfile
from datetime import date

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from loket import workbooks
from loket.spreadsheets import LARGEST_FILE, guarded, read_rows
from tests.sheets import (
    ODS_TOP,
    ods,
    ods_row,
    ods_text,
    text_cell,
    upload,
    xlsx,
    xlsx_parts,
    zipped,
)

MANY = 1_000_000


def rows_in(content, name="blad.xlsx"):
    return read_rows(upload(content, name), name)


def refusal(content, name="blad.xlsx"):
    """Why a file is not read, in one word."""
    with pytest.raises(ValidationError) as error:
        rows_in(content, name)
    assert error.value.messages[0].endswith(".")
    return error.value.code


def written(*rows, **formats):
    """An XLSX with these rows, by the library that our own downloads come from."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        look = book.add_format(formats)
        for row, cells in enumerate(rows):
            for column, value in enumerate(cells):
                sheet.write(row, column, value, look)
    return content.getvalue()


def repeated(text, number):
    return ods_row(ods_text(text, f'table:number-columns-repeated="{number}"'))


# --- XLSX


def test_cells_come_as_plain_values():
    rows = rows_in(written(["Control", 3, 3.0, 2.5, True, "é €"], [None, "laatste"]))

    assert rows == [
        ["Control", 3, 3, 2.5, True, "é €"],
        [None, "laatste", None, None, None, None],
    ]
    assert [type(value) for value in rows[0]] == [str, int, int, float, bool, str]


@pytest.mark.parametrize("code", ["dd-mm-yyyy", "d mmmm yyyy", "mmm", "[$-413]d/m/yy;@"])
def test_a_number_shown_as_a_day_is_a_day(code):
    assert rows_in(written([date(2026, 12, 31)], num_format=code)) == [[date(2026, 12, 31)]]


@pytest.mark.parametrize("code", ["0.00", '0 "dagen"', "[Red]0", "General", "h:mm", "@"])
def test_another_number_is_no_day(code):
    assert rows_in(written([46387], num_format=code)) == [[46387]]


def test_a_day_in_a_format_of_excels_own_is_a_day():
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    cells = '<row r="1"><c r="A1" s="1"><v>46387.75</v></c><c r="B1" s="0"><v>46387</v></c></row>'

    assert rows_in(xlsx(cells, styles=styles)) == [[date(2026, 12, 31), 46387]]


def test_a_file_may_count_its_days_from_1904():
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    cells = '<row r="1"><c r="A1" s="0"><v>44925</v></c></row>'
    book = '<workbookPr date1904="1"/>'

    assert rows_in(xlsx(cells, styles=styles, book=book)) == [[date(2026, 12, 31)]]


def test_other_kinds_of_cell_are_read_as_what_they_show():
    cells = (
        '<row><c t="str"><v>tekst</v></c><c t="e"><v>#N/A</v></c><c t="b"><v>0</v></c>'
        '<c t="d"><v>2026-12-31T00:00:00</v></c><c><v>1e400</v></c><c t="s"><v>0</v></c></row>'
    )
    strings = "<si><r><t>een </t></r><r><t>twee</t></r><rPh><t>klank</t></rPh></si>"

    assert rows_in(xlsx(cells, strings=strings)) == [
        ["tekst", "#N/A", False, date(2026, 12, 31), "1e400", "een twee"]
    ]


@pytest.mark.parametrize(
    "text", ["_x0041_", "_x000D_", "a\nb", "  ruim  ", "<b>&amp;</b>", "x\x0by"]
)
def test_text_comes_back_as_it_was_written(text):
    assert rows_in(written([text])) == [[text]]


def test_rows_and_columns_keep_their_place_and_empty_ones_at_the_end_go():
    cells = (
        f'<row r="3">{text_cell("B3", "hier")}{text_cell("D3", " ")}</row>'
        '<row r="9999"><c r="A9999" s="0"/></row>'
    )

    assert rows_in(xlsx(cells)) == [[None, None], [None, None], [None, "hier"]]


def test_the_first_visible_sheet_with_data_is_read():
    sheets = [f'<row r="1">{text_cell("A1", text)}</row>' for text in ("geheim", "eerste", "later")]

    assert rows_in(xlsx(sheets[0], "", *sheets[1:], hidden=[1])) == [["eerste"]]


# --- ODS


def test_an_ods_gives_the_same_values():
    cells = [
        ods_text("Control"),
        '<table:table-cell office:value-type="float" office:value="3"><text:p>3,0</text:p>'
        "</table:table-cell>",
        '<table:table-cell office:value-type="date" office:value-date="x" '
        'office:date-value="2026-12-31T00:00:00"/>',
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>',
        '<table:table-cell office:value-type="string" office:string-value="los"/>',
    ]
    rows = rows_in(ods(f"<table:table>{ods_row(*cells)}</table:table>"), "blad.ods")

    assert rows == [["Control", 3, date(2026, 12, 31), True, "los"]]


def test_the_text_of_an_ods_cell_keeps_its_lines_and_spaces_and_leaves_out_notes():
    cell = (
        "<table:table-cell><office:annotation><text:p>opmerking</text:p></office:annotation>"
        '<text:p>een<text:s text:c="2"/><text:span>twee</text:span></text:p>'
        "<text:p>drie<text:line-break/>vier<text:tab/>vijf</text:p></table:table-cell>"
    )

    rows = rows_in(ods(f"<table:table>{ods_row(cell)}</table:table>"), "blad.ods")

    assert rows == [["een  twee\ndrie\nvier\tvijf"]]


def test_repeated_cells_and_rows_of_an_ods_are_all_there():
    twice = ods_row(
        '<table:table-cell table:number-columns-repeated="2"/>',
        ods_text("x", 'table:number-columns-repeated="2"'),
        attributes='table:number-rows-repeated="2"',
    )
    tables = f"<table:table>{twice}{ods_row(ods_text('y'))}</table:table>"

    assert rows_in(ods(tables), "blad.ods") == [
        [None, None, "x", "x"],
        [None, None, "x", "x"],
        ["y", None, None, None],
    ]


def test_the_empty_rest_of_an_ods_sheet_costs_nothing():
    rest = ods_row(
        '<table:table-cell table:number-columns-repeated="16384"/>',
        attributes='table:number-rows-repeated="1048575"',
    )
    tables = f"<table:table>{ods_row(ods_text('x'))}{rest}</table:table>"

    assert rows_in(ods(tables), "blad.ods") == [["x"]]


def test_of_an_ods_too_the_first_visible_sheet_with_data_is_read():
    hidden = '<style:table-properties table:display="false"/>'
    styles = f'<style:style style:name="weg">{hidden}</style:style>'
    tables = (
        f'<table:table table:style-name="weg">{ods_row(ods_text("geheim"))}</table:table>'
        "<table:table/>"
        f"<table:table>{ods_row(ods_text('eerste'))}</table:table>"
        f"<table:table>{ods_row(ods_text('later'))}</table:table>"
    )

    assert rows_in(ods(tables, styles=styles), "blad.ods") == [["eerste"]]


# --- CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_csv_is_read_whatever_wrote_it(encoding, separator):
    text = f'Control{separator}Toelichting\r\n5.1{separator}"één; twee, ""drie""\r\nvier"\r\n'

    assert rows_in(text.encode(encoding), "Blad.CSV") == [
        ["Control", "Toelichting"],
        ["5.1", 'één; twee, "drie"\nvier'],
    ]


def test_a_title_above_the_header_does_not_hide_the_separator():
    text = "Zelfevaluatie, van 2026\n\nControl;Status;Toelichting\n5.1;Gepland;een, twee\n"

    assert rows_in(text.encode(), "blad.csv")[2:] == [
        ["Control", "Status", "Toelichting"],
        ["5.1", "Gepland", "een, twee"],
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+31 6", "-", "@SUM(A1)", "'=1", "''+", "'s Ochtends", "a=b", "\t=x", "'"]
)
def test_what_was_guarded_comes_back_as_it_was(text):
    assert rows_in(f'x;"{guarded(text)}"'.encode(), "blad.csv") == [["x", text]]


def test_the_mark_of_a_csv_also_goes_when_somebody_saved_it_as_xlsx():
    assert rows_in(written([guarded("- punt een")])) == [["- punt een"]]


# --- what is refused, and says why


def test_a_file_of_50_mb_is_refused_before_it_is_read():
    class Unreadable:
        size = 50 * 1024 * 1024

        def read(self, *_):
            raise AssertionError("it was read")

    with pytest.raises(ValidationError, match="50 MB") as error:
        read_rows(Unreadable(), "blad.xlsx")

    assert error.value.code == "too_large"


def test_a_file_that_hides_its_size_is_refused_too():
    file = io.BytesIO(b"x" * (LARGEST_FILE + 1))

    with pytest.raises(ValidationError) as error:
        read_rows(file, "blad.csv")

    assert error.value.code == "too_large"


OLD = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (OLD, "blad.xls", "old_excel"),
        (OLD, "blad.xlsx", "old_excel"),
        (OLD, "blad.csv", "old_excel"),
        (b"<html><table><tr><td>1", "blad.xls", "kind"),
        (b"<html><table><tr><td>1", "blad.xlsx", "broken"),
        (b"%PDF-1.7", "blad.pdf", "kind"),
        (b"%PDF-1.7", "blad", "kind"),
        (b"PK\x03\x04" + b"x" * 100, "blad.xlsx", "broken"),
        (written(["x"])[:-40], "blad.xlsx", "broken"),
        (zipped({"iets.txt": "x"}), "blad.xlsx", "broken"),
        (zipped({"[Content_Types].xml": "<x/>"}), "blad.xlsx", "broken"),
        (zipped({"content.xml": "geen xml"}), "blad.ods", "broken"),
        (b"", "blad.csv", "empty"),
        (b" ;\r\n;;\r\n", "blad.csv", "empty"),
        (xlsx("", ""), "blad.xlsx", "empty"),
        (b"a;b\0c", "blad.csv", "not_text"),
        ("a;b".encode("utf-16"), "blad.csv", "not_text"),
        (b"a;b\x81\x8d", "blad.csv", "not_text"),
        (b'a;"' + b"x" * 200_000, "blad.csv", "broken"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_it_is(content, name, code):
    assert refusal(content, name) == code


def test_formulas_are_named_by_their_cell():
    formulas = "".join(
        f'<row r="{row}"><c r="B{row}"><f>1+1</f><v>2</v></c></row>' for row in range(3, 12)
    )

    with pytest.raises(ValidationError) as error:
        rows_in(xlsx(formulas))

    assert "in cel B3, B4, B5, B6, B7 en verder." in error.value.messages[0]


def test_formulas_in_an_ods_are_named_too():
    cell = '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'

    with pytest.raises(ValidationError, match=r"in cel B2\."):
        row = ods_row("<table:table-cell/>", cell)
        rows_in(ods(f"<table:table>{ods_row()}{row}</table:table>"), "blad.ods")


def test_a_formula_on_a_sheet_that_is_not_read_is_no_matter():
    formula = '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>'

    assert rows_in(xlsx(f'<row r="1">{text_cell("A1", "x")}</row>', formula)) == [["x"]]


@pytest.mark.parametrize(
    ("place", "row"),
    [("A2001", 2001), ("BI1", 1), ("XFD1048576", 1048576), ("ZZZ9999999", 9999999)],
)
def test_a_cell_too_far_away_is_named(place, row):
    with pytest.raises(ValidationError, match=f"in cel {place}\\."):
        rows_in(xlsx(f'<row r="{row}">{text_cell(place, "x")}</row>'))


def test_the_last_cell_that_fits_is_read():
    rows = rows_in(xlsx(f'<row r="2000">{text_cell("BH2000", "x")}</row>'))

    assert (len(rows), len(rows[0]), rows[-1][-1]) == (2000, 60, "x")


def test_a_csv_with_too_many_rows_or_columns_is_refused():
    assert refusal(b"x\n" * 2001, "blad.csv") == "too_far"
    assert refusal(b"x;" * 61, "blad.csv") == "too_far"


# --- what somebody hostile might send


def spaces(number):
    return b" " * number


def bomb(method, times=2):
    """A small ZIP whose sheet becomes larger than may be read."""
    parts = xlsx_parts("")
    sheet = parts["xl/worksheets/sheet1.xml"].encode()
    return zipped(
        parts | {"xl/worksheets/sheet1.xml": sheet + spaces(times * workbooks.MOST_BYTES)}, method
    )


def lying(content, size):
    """The same ZIP, that says of its parts that they are this large when inflated."""
    told = io.BytesIO(content)
    with zipfile.ZipFile(told) as archive:
        places = [(part.header_offset, part.filename) for part in archive.infolist()]
        directory = archive.start_dir
    changed = bytearray(content)
    for offset, _name in places:
        changed[offset + 22 : offset + 26] = size.to_bytes(4, "little")
    while changed[directory : directory + 4] == b"PK\x01\x02":
        changed[directory + 24 : directory + 28] = size.to_bytes(4, "little")
        lengths = (
            int.from_bytes(changed[directory + at : directory + at + 2], "little")
            for at in (28, 30, 32)
        )
        directory += 46 + sum(lengths)
    return bytes(changed)


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def with_sheet(xml, **more):
    return zipped(xlsx_parts("", **more) | {"xl/worksheets/sheet1.xml": xml})


HOSTILE = {
    "a zip bomb": (bomb(zipfile.ZIP_DEFLATED, times=12), "too_much"),
    "a bomb in a stronger kind of zip": (bomb(zipfile.ZIP_BZIP2), "broken"),
    "a bomb in the strongest kind of zip": (bomb(zipfile.ZIP_LZMA), "broken"),
    "a bomb that says it is small": (lying(bomb(zipfile.ZIP_DEFLATED), 100), "broken"),
    "a bomb that says it is empty": (lying(bomb(zipfile.ZIP_DEFLATED), 0), "broken"),
    "a file that says it is endless": (lying(xlsx("<row/>"), 0xFFFFFFFE), "empty"),
    "a billion laughs": (with_sheet(f"{LAUGHS}<x>&i;</x>"), "broken"),
    "a billion laughs in utf-16": (with_sheet(f"{LAUGHS}<x>&i;</x>".encode("utf-16")), "broken"),
    "a file of this machine": (with_sheet(f"{OUTSIDE}<x>&a;</x>"), "broken"),
    "a deep nest": (with_sheet("<a>" * MANY), "too_much"),
    "a deep nest with an end": (with_sheet("<a>" * 90_000 + "</a>" * 90_000), "too_much"),
    "a million cells": (with_sheet("<x>" + "<c/>" * MANY + "</x>"), "too_much"),
    "a text used very often": (
        xlsx(
            ("<row>" + '<c t="s"><v>0</v></c>' * 60 + "</row>") * 100,
            strings=f"<si><t>{'x' * MANY}</t></si>",
        ),
        "too_much",
    ),
    "a row that is no number": (xlsx('<row r="x"/>'), "broken"),
    "a row of very many digits": (xlsx(f'<row r="{"9" * 5000}"><c/></row>'), "broken"),
    "a cell that is nowhere": (xlsx(text_cell("A0B", "x")), "broken"),
    "a text that is not there": (xlsx('<c r="A1" t="s"><v>7</v></c>'), "broken"),
    "a number that is none": (xlsx('<c r="A1"><v>drie</v></c>'), "broken"),
    "an encoding that is none": (with_sheet('<?xml version="1.0" encoding="idna"?><x/>'), "broken"),
    "a folder outside": (
        zipped(
            {
                "[Content_Types].xml": "<x/>",
                "_rels/.rels": (
                    '<x><Relationship Id="a" Type="/officeDocument" Target="../../etc/passwd"/></x>'
                ),
            }
        ),
        "broken",
    ),
}
HOSTILE_ODS = {
    "a cell repeated over all columns": (repeated("x", 16384), "too_far"),
    "a cell repeated without end": (repeated("x", 10**18), "too_far"),
    "a row repeated without end": (
        ods_row(ods_text("x"), attributes=f'table:number-rows-repeated="{10**18}"'),
        "too_far",
    ),
    "rows that go back up": (
        ods_row(ods_text("x"), attributes='table:number-rows-repeated="-5"') * 100_000,
        "too_far",
    ),
    "tables in tables": ("<table:table-row><table:table-cell><table:table>", "broken"),
    "a number of spaces": (
        ods_row(ods_text('x<text:s text:c="999999999999"/>' * 50_000)),
        "too_much",
    ),
    "a day that is none": (
        ods_row('<table:table-cell office:value-type="date" office:date-value="2026-02-30"/>'),
        "broken",
    ),
    "a cell without its value": (
        ods_row('<table:table-cell office:value-type="float"/>'),
        "broken",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_xlsx_is_refused_and_costs_little(what):
    content, code = HOSTILE[what]

    tracemalloc.start()
    try:
        assert refusal(content) == code
        assert tracemalloc.get_traced_memory()[1] < 6 * workbooks.MOST_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("what", HOSTILE_ODS)
def test_a_hostile_ods_is_refused(what):
    rows, code = HOSTILE_ODS[what]

    assert refusal(ods(f"<table:table>{rows}</table:table>"), "blad.ods") == code


def test_an_ods_with_entities_is_refused():
    assert refusal(ods("&i;", top=LAUGHS + ODS_TOP), "blad.ods") == "broken"


def test_a_zip_with_a_password_is_refused():
    content = bytearray(xlsx("<row/>"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        place = archive.start_dir
    while content[place : place + 4] == b"PK\x01\x02":
        content[place + 8] |= 1
        place += 46 + sum(
            content[place + at] + 256 * content[place + at + 1] for at in (28, 30, 32)
        )

    assert refusal(bytes(content)) == "broken"


def test_any_piece_cut_out_of_a_real_file_gives_rows_or_a_clear_error():
    content = written(["Control", "Status"], ["5.1", "Gepland"], [date(2026, 1, 1), 2.5])

    for start in range(0, len(content), 97):
        damaged = content[:start] + b"\xff" * 7 + content[start + 7 :]
        try:
            rows_in(damaged)
        except ValidationError as error:
            assert error.code in {"broken", "empty", "too_far", "formulas", "kind"}


def test_the_limits_leave_room_for_a_real_assessment():
    rows = [["5.1", "Titel", "x" * 5_000, date(2026, 1, 1), 3] for _ in range(300)]

    assert len(rows_in(written(*rows))) == 300
    assert workbooks.MOST_TEXT > 300 * 5_000
