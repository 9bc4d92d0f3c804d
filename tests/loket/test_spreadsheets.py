"""Reading spreadsheets: what people really send, and what somebody hostile might."""

import io
import tracemalloc
import zipfile
from datetime import date

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from loket.spreadsheets import LARGEST_FILE, MOST_BYTES, MOST_TEXT, guarded, read_rows
from tests.sheets import MAIN, text_cell, upload, xlsx, xlsx_parts, zipped

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


@pytest.mark.parametrize("code", ["0.00", '0 "dagen"', "[Red]0", "General", "@"])
def test_another_number_is_no_day(code):
    assert rows_in(written([46387], num_format=code)) == [[46387]]


def test_a_time_of_day_is_read_as_text():
    assert rows_in(written([0.5, 0.75], num_format="h:mm")) == [["12:00:00", "18:00:00"]]
    assert rows_in(written([1.5], num_format="[h]:mm")) == [["1 day, 12:00:00"]]


def test_a_day_that_no_calendar_has_is_read_as_an_error():
    assert rows_in(written([10**9, -(10**9)], num_format="dd-mm-yyyy")) == [["#VALUE!"] * 2]


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
    sound = '<rPh sb="0" eb="4"><t>klank</t></rPh>'
    strings = f"<si><r><t>een </t></r><r><t>twee</t></r>{sound}</si>"

    assert rows_in(xlsx(cells, strings=strings)) == [
        ["tekst", "#N/A", False, date(2026, 12, 31), "inf", "een twee"]
    ]


@pytest.mark.parametrize("text", ["_x0041_", "a\nb", "  ruim  ", "<b>&amp;</b>", "x\x0by"])
def test_text_comes_back_as_it_was_written(text):
    assert rows_in(written([text])) == [[text]]


def test_the_breaks_that_excel_writes_in_full_are_breaks():
    cells = f'<row><c t="s"><v>0</v></c>{text_cell("B1", "een_x000D__x000a_twee")}</row>'

    rows = rows_in(xlsx(cells, strings="<si><t>een_x000D_\ntwee</t></si>"))

    assert rows == [["een\ntwee", "een\ntwee"]]


def test_what_a_sheet_says_of_its_size_hides_nothing():
    parts = xlsx_parts(f'<row r="3">{text_cell("C3", "x")}</row>')
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace("<sheetData>", '<dimension ref="A1:B2"/><sheetData>')

    assert rows_in(zipped(parts)) == [[None] * 3, [None] * 3, [None, None, "x"]]


def test_rows_and_columns_keep_their_place_and_empty_ones_at_the_end_go():
    cells = (
        f'<row r="3">{text_cell("B3", "hier")}{text_cell("D3", " ")}</row>'
        '<row r="9999"><c r="A9999" s="0"/></row>'
    )

    assert rows_in(xlsx(cells)) == [[None, None], [None, None], [None, "hier"]]


def test_the_first_visible_sheet_with_data_is_read():
    sheets = [f'<row r="1">{text_cell("A1", text)}</row>' for text in ("geheim", "eerste", "later")]

    assert rows_in(xlsx(sheets[0], "", *sheets[1:], hidden=[1])) == [["eerste"]]


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
        (zipped({"content.xml": "<x/>"}), "blad.ods", "kind"),
        (zipped({"content.xml": "<x/>"}), "blad.xlsx", "broken"),
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


def test_an_ods_is_told_how_to_become_an_xlsx():
    content = zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"})

    with pytest.raises(ValidationError, match=r"bewaar het als \.xlsx") as error:
        rows_in(content, "Blad.ODS")

    assert error.value.code == "kind"
    assert ".ods" in error.value.messages[0]


def test_formulas_are_named_by_their_cell():
    formulas = "".join(
        f'<row r="{row}"><c r="B{row}"><f>1+1</f><v>2</v></c></row>' for row in range(3, 12)
    )

    with pytest.raises(ValidationError) as error:
        rows_in(xlsx(formulas))

    assert "in cel B3, B4, B5, B6, B7 en verder." in error.value.messages[0]


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
    assert refusal(b";" * 30_000 + b"x", "blad.csv") == "too_far"


# --- what somebody hostile might send


def spaces(number):
    return b" " * number


def bomb(method, times=2):
    """A small ZIP whose sheet becomes larger than may be read."""
    parts = xlsx_parts("")
    sheet = parts["xl/worksheets/sheet1.xml"].encode()
    return zipped(parts | {"xl/worksheets/sheet1.xml": sheet + spaces(times * MOST_BYTES)}, method)


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
NEVER_READ = {"_rels/.rels"}
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def with_sheet(xml, **more):
    return zipped(xlsx_parts("", **more) | {"xl/worksheets/sheet1.xml": xml})


def without(name):
    return zipped({part: xml for part, xml in xlsx_parts("").items() if part != name})


def twice(name):
    """A ZIP with two parts of one name: which of them counts?"""
    content = io.BytesIO(xlsx(""))
    with zipfile.ZipFile(content, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(name, "<x/>")
    return content.getvalue()


HOSTILE = {
    "a zip bomb": (bomb(zipfile.ZIP_DEFLATED, times=12), "too_much"),
    "a bomb in a stronger kind of zip": (bomb(zipfile.ZIP_BZIP2), "broken"),
    "a bomb in the strongest kind of zip": (bomb(zipfile.ZIP_LZMA), "broken"),
    "a bomb that says it is small": (lying(bomb(zipfile.ZIP_DEFLATED), 100), "broken"),
    "a bomb that says it is empty": (lying(bomb(zipfile.ZIP_DEFLATED), 0), "broken"),
    "a file that says it is endless": (lying(xlsx("<row/>"), 0xFFFFFFFE), "too_much"),
    "a billion laughs": (with_sheet(f"{LAUGHS}<x>&i;</x>"), "broken"),
    "a billion laughs in utf-16": (with_sheet(f"{LAUGHS}<x>&i;</x>".encode("utf-16")), "broken"),
    "a file of this machine": (with_sheet(f"{OUTSIDE}<x>&a;</x>"), "broken"),
    "a deep nest": (with_sheet("<a>" * 90_000), "broken"),
    "a deep nest with an end": (with_sheet("<a>" * 90_000 + "</a>" * 90_000), "empty"),
    "a million cells": (xlsx("<row>" + "<c/>" * MANY + "</row>"), "too_much"),
    "a text used very often": (
        xlsx(
            ("<row>" + '<c t="s"><v>0</v></c>' * 60 + "</row>") * 5,
            strings=f"<si><t>{'x' * MANY}</t></si>",
        ),
        "too_much",
    ),
    "a row that is no number": (xlsx('<row r="x"/>'), "broken"),
    "a row of very many digits": (xlsx(f'<row r="{"9" * 5000}"><c/></row>'), "broken"),
    "a row before the first": (xlsx(f'<row r="1">{text_cell("A0", "x")}</row>'), "too_far"),
    "a cell that is nowhere": (xlsx(f"<row>{text_cell('A0B', 'x')}</row>"), "broken"),
    "a column without a name": (xlsx(f"<row>{text_cell('AAAA1', 'x')}</row>"), "broken"),
    "a text that is not there": (xlsx('<row><c r="A1" t="s"><v>7</v></c></row>'), "broken"),
    "a number that is none": (xlsx('<row><c r="A1"><v>drie</v></c></row>'), "broken"),
    "a day that is none": (xlsx('<row><c t="d"><v>2026-02-30</v></c></row>'), "broken"),
    "a look that is not there": (
        xlsx("", styles='<cellStyles><cellStyle name="x" xfId="7"/></cellStyles>'),
        "broken",
    ),
    "a style that is none": (xlsx('<row><c s="x"><v>1</v></c></row>'), "broken"),
    "a sheet that is not there": (without("xl/worksheets/sheet1.xml"), "empty"),
    "a book that is not there": (without("xl/workbook.xml"), "broken"),
    "texts that are not there": (without("xl/sharedStrings.xml"), "broken"),
    "more parts than a file has": (
        zipped(xlsx_parts("") | {f"{number}.xml": "" for number in range(1_000)}),
        "too_much",
    ),
    "two parts of one name": (twice("xl/worksheets/sheet1.xml"), "broken"),
    "a format of very many brackets": (
        xlsx(
            "",
            styles=f'<numFmts><numFmt numFmtId="200" formatCode="{"[" * 200_000}"/></numFmts>'
            '<cellXfs><xf numFmtId="200"/></cellXfs>',
        ),
        "too_much",
    ),
    "a formula shared by very many": (
        xlsx(
            f'<row><c r="A1"><f t="shared" si="0">{"A1+" * 99_999}1</f></c>'
            + '<c r="A1"><f t="shared" si="0"/></c>' * 9_999
            + "</row>"
        ),
        "too_much",
    ),
    "an attribute that comes by itself": (
        with_sheet(
            f'<!DOCTYPE x [<!ATTLIST c a CDATA "{"x" * MANY}">]>'
            f'<worksheet xmlns="{MAIN}"><sheetData><row>{"<c/>" * 600}</row></sheetData>'
            "</worksheet>"
        ),
        "too_much",
    ),
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


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_xlsx_is_refused_and_costs_little(what):
    content, code = HOSTILE[what]

    tracemalloc.start()
    try:
        assert refusal(content) == code
        assert tracemalloc.get_traced_memory()[1] < 6 * MOST_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("top", [LAUGHS, OUTSIDE])
@pytest.mark.parametrize("part", sorted(set(xlsx_parts("")) - NEVER_READ))
def test_no_part_may_have_entities(part, top):
    parts = xlsx_parts(f'<row r="1">{text_cell("A1", "x")}</row>')
    assert rows_in(zipped(parts)) == [["x"]]

    assert refusal(zipped(parts | {part: top + parts[part]})) == "broken"


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

    for start in range(0, len(content), 197):
        damaged = content[:start] + b"\xff" * 7 + content[start + 7 :]
        try:
            rows_in(damaged)
        except ValidationError as error:
            assert error.code in {"broken", "empty", "too_far", "too_much"}


def test_the_limits_leave_room_for_a_real_assessment():
    rows = [["5.1", "Titel", "x" * 5_000, date(2026, 1, 1), 3] for _ in range(300)]

    assert len(rows_in(written(*rows))) == 300
    assert MOST_TEXT > 300 * 5_000
