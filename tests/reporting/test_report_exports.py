"""One region's report as XLSX, CSV and PDF: the same figures as the page, and nothing more."""

import io
import re
import zipfile
from datetime import date

import pytest
import typst
from pypdf import PdfReader

from loket.spreadsheets import read_rows
from loket.tlp import SHARING_RULES, TLP
from reporting.models import Bottleneck, ProgressReport
from reporting.report_pdf import FONTS, LAYOUT, settable
from tests.make import (
    make_answer,
    make_assessment,
    make_framework,
    make_period,
    make_region,
    make_report,
)
from tests.read import main_text
from tests.sheets import upload

BASE = "/rapportages/2026-Q3/VR09/"
FILES = {name: f"{BASE}rapportage.{name}" for name in ("xlsx", "csv", "pdf")}
CANARY = "Kanariepiet"
SHEETS = ["Over dit bestand", "Per categorie", "Per kwartaal", "Per control", "Verhaal"]


@pytest.fixture
def assessment(utrecht):
    """Utrecht's assessment: shares and levels that must be rounded."""
    assessment = make_assessment(utrecht, categories=3)
    proven = make_answer(assessment, "1.1", status="implemented", maturity=4, note="Zo.\nEn zo.")
    proven.add_evidence(name="Beleid", by=None)
    make_answer(assessment, "1.2", status="not_applicable", note="Doen wij niet.")
    make_answer(assessment, "1.3", status="implemented", maturity=3)
    make_answer(
        assessment, "2.1", status="planned", maturity=1, action_owner="CISO",
        target_date=date(2026, 12, 1),
    )  # fmt: skip
    make_answer(assessment, "2.2", maturity=2)
    first, *_ = assessment.sections.all()
    assessment.aim({first.pk: 4})
    return assessment


@pytest.fixture
def report(assessment, utrecht, cast):
    """Reports on two quarters; the last is returned."""
    make_report(utrecht, make_period(2026, 1, framework=assessment.framework))
    make_period(2026, 2, framework=assessment.framework)
    make_answer(assessment, "3.1", status="implemented", maturity=5)
    period = make_period(2026, 3, framework=assessment.framework)
    report = ProgressReport.objects.create(region=utrecht, period=period)
    draft = report.draft
    draft.results, draft.fte, draft.budget = "Gedaan.\n\nEn meer.", "0.20", 12500
    draft.save()
    Bottleneck.objects.create(version=draft, theme="money", text="Te weinig.")
    Bottleneck.objects.create(version=draft, theme="people", help_wanted="Advies.")
    report.submit(by=cast["contact"])
    return report


def parts_of(content):
    """Everything in an XLSX, as text: {name of the part: XML}."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def sheet_of(content, wanted):
    """The rows of one sheet of a workbook, by taking the sheets before it away."""
    number = SHEETS.index(wanted) + 1
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as new:
            for name in old.namelist():
                part = old.read(name)
                if name == "xl/workbook.xml":
                    kept = rf'<sheet name="[^"]*" sheetId="(?!{number}")\d"[^>]*/>'
                    part = re.sub(kept, "", part.decode()).encode()
                    part = re.sub(b"<definedNames>.*</definedNames>", b"", part)
                new.writestr(name, part)
    return read_rows(upload(made.getvalue(), "x.xlsx"), "x.xlsx")


def words_of(pdf):
    """The text of a PDF on one line, without what stands on each page again."""
    reader = PdfReader(io.BytesIO(pdf))
    text = " ".join(page.extract_text() for page in reader.pages)
    text = re.sub(r"TLP:AMBER|Pagina \d+ van \d+|\N{ZERO WIDTH SPACE}", "", text)
    return " ".join(text.split())


def take(client, name):
    response = client.get(FILES[name])
    assert response.status_code == 200
    return response.content


# --- what is in them


def test_the_first_sheet_says_what_it_is_and_for_whom(report, client_of):
    content = take(client_of("contact"), "xlsx")

    lines = [row[0] for row in read_rows(upload(content, "x.xlsx"), "x.xlsx")]
    assert lines[0] == "Rapportage van Veiligheidsregio Utrecht over 2026-Q3"
    for words in (
        "TLP:AMBER",
        SHARING_RULES[TLP.AMBER],
        "Regio: VR09 Utrecht",
        "Kwartaal: 2026-Q3",
        f"Norm: {report.period.framework}",
    ):
        assert words in lines
    assert any(
        re.fullmatch(r"Versie: 1, ingediend op \d\d-\d\d-\d{4}", line) for line in lines if line
    )
    assert any(re.fullmatch(r"Opgehaald op: \d\d-\d\d-\d{4}", line) for line in lines if line)


def test_the_workbook_has_these_sheets_and_none_is_hidden(report, client_of):
    book = parts_of(take(client_of("contact"), "xlsx"))["xl/workbook.xml"]

    assert re.findall(r'<sheet name="([^"]*)"', book) == SHEETS
    assert "hidden" not in book


def test_every_sheet_says_its_tlp_on_paper(report, client_of):
    parts = parts_of(take(client_of("contact"), "xlsx"))

    sheets = [part for name, part in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == len(SHEETS)
    assert all("TLP:AMBER" in sheet for sheet in sheets)


def test_page_xlsx_and_pdf_agree_on_every_figure(report, client_of):
    client = client_of("contact")
    page = main_text(client.get(BASE))
    book = take(client, "xlsx")
    words = words_of(take(client, "pdf"))

    # 8 apply; 3 in order, 1 proven; levels 4, 3, 1, 2 and 5
    assert sheet_of(book, "Per categorie") == [
        ["Categorie", "Van toepassing 2026-Q3", "Op orde 2026-Q3", "Aantoonbaar 2026-Q3",
         "Niveau 2026-Q3", "Van toepassing 2026-Q1", "Op orde 2026-Q1", "Aantoonbaar 2026-Q1",
         "Niveau 2026-Q1", "Ambitie"],
        ["1 Hoofdstuk 1", 2, 2, 1, 3.5, 2, 2, 1, 3.5, 4],
        ["2 Hoofdstuk 2", 3, 0, 0, 1.5, 3, 0, 0, 1.5, None],
        ["3 Hoofdstuk 3", 3, 1, 0, 5, 3, 0, 0, None, None],
        ["Alle categorieën", 8, 3, 1, 3, 8, 2, 1, 2.5, None],
    ]  # fmt: skip
    assert sheet_of(book, "Per kwartaal")[1:] == [
        ["2026-Q1", 8, 2, 0.25, 1, 0.12, 2.5],
        ["2026-Q2", None, None, None, None, None, None],
        ["2026-Q3", 8, 3, 0.38, 1, 0.12, 3],
    ]
    for row in (
        "1 Hoofdstuk 1 2 van 2 was 2 van 2 1 van 2 was 1 van 2 3,5 was 3,5 4",
        "2 Hoofdstuk 2 0 van 3 was 0 van 3 0 van 3 was 0 van 3 1,5 was 1,5 –",
        "3 Hoofdstuk 3 1 van 3 was 0 van 3 0 van 3 was 0 van 3 5,0 was – –",
    ):
        assert row in page
    for row in (
        "1 Hoofdstuk 1 2 van 2 1 van 2 3,5 2 van 2 1 van 2 3,5 4",
        "2 Hoofdstuk 2 0 van 3 0 van 3 1,5 0 van 3 0 van 3 1,5 –",
        "3 Hoofdstuk 3 1 van 3 0 van 3 5,0 0 van 3 0 van 3 – –",
    ):
        assert row in words
    for row in (
        "2026-Q1 25% (2 van 8) 12% (1 van 8) 2,5",
        "2026-Q3 38% (3 van 8) 12% (1 van 8) 3,0",
    ):
        assert row in page
        assert row in words
    assert "2026-Q2 niets ingediend" in page
    assert "2026-Q2 – – –" in words


@pytest.mark.parametrize("levels", [(5, 2, 1), (1, 2, 2), (5, 5, 4)])
def test_a_mean_is_rounded_alike_everywhere(utrecht, client_of, levels):
    assessment = make_assessment(utrecht, categories=1)
    for number, maturity in zip(("1.1", "1.2", "1.3"), levels, strict=True):
        make_answer(assessment, number, maturity=maturity)
    make_report(utrecht, make_period(framework=assessment.framework))
    client = client_of("contact")

    [_header, row, _all] = sheet_of(take(client, "xlsx"), "Per categorie")

    shown = f"{row[4]:.1f}".replace(".", ",")
    told = f"1 Hoofdstuk 1 0 van 3 0 van 3 {shown} "
    assert told in main_text(client.get(BASE))
    assert told in words_of(take(client, "pdf"))
    # as it is stored, not only as it is shown
    assert round(row[4], 1) == row[4]


def test_page_xlsx_csv_and_pdf_agree_on_every_control(report, client_of):
    client = client_of("contact")
    page = main_text(client.get(BASE + "versie/1/"))
    book = sheet_of(take(client, "xlsx"), "Per control")
    table = read_rows(upload(take(client, "csv"), "x.csv"), "x.csv")
    words = words_of(take(client, "pdf"))

    first = ["1 Hoofdstuk 1", "1.1", "Control 1.1", "Ingevoerd"]
    assert book[0] == ["Categorie", "Control", "Titel", "Status", "Niveau", "Toelichting",
                       "Actiehouder", "Streefdatum", "Bewijs"]  # fmt: skip
    assert book[1] == [*first, 4, "Zo.\nEn zo.", None, None, "ja"]
    assert book[4] == ["2 Hoofdstuk 2", "2.1", "Control 2.1", "Gepland", 1, None, "CISO",
                       date(2026, 12, 1), "nee"]  # fmt: skip
    assert [row[1] for row in book[1:]] == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3",
                                            "3.1", "3.2", "3.3"]  # fmt: skip
    assert table[0] == ["Regio", "Kwartaal", "Versie", *book[0], "Classificatie"]
    assert table[1] == ["VR09", "2026-Q3", "1", *first, "4", "Zo.\nEn zo.", None, None, "ja",
                        "TLP:AMBER"]  # fmt: skip
    assert [[cell or "" for cell in row[3:12]] for row in table[1:]] == [
        [as_csv(cell) for cell in row] for row in book[1:]
    ]
    assert "1.1 Control 1.1 Ingevoerd 4 ja Zo.En zo." in page
    assert "1.1 Control 1.1 Ingevoerd 4 ja Zo. En zo." in words
    assert "2.1 Control 2.1 Gepland 1 nee – CISO, 1 december 2026" in page
    assert "2.1 Control 2.1 Gepland 1 nee – Actiehouder: CISO Streefdatum: 01-12-2026" in words


def as_csv(value):
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    return "" if value is None else str(value)


def test_xlsx_and_pdf_have_the_whole_story(report, client_of):
    client = client_of("staff")

    assert sheet_of(take(client, "xlsx"), "Verhaal") == [
        ["Onderwerp", "Tekst"],
        ["Resultaten", "Gedaan.\n\nEn meer."],
        ["Mensen", "0,20 fte"],
        ["Budget dit jaar", "€ 12.500"],
        ["Deelt cijfers per categorie met andere regio’s", "ja"],
        ["Wil andere regio’s helpen", "nee"],
        ["Knelpunt: Geld", "Te weinig."],
        ["Gevraagde hulp: Geld", "–"],
        ["Knelpunt: Mensen en tijd", "–"],
        ["Gevraagde hulp: Mensen en tijd", "Advies."],
    ]
    assert (
        "Resultaten Gedaan. En meer. Mensen 0,20 fte Budget dit jaar € 12.500 Deelt cijfers per "
        "categorie met andere regio’s ja Wil andere regio’s helpen nee Knelpunt: Geld Te weinig. "
        "Gevraagde hulp: Geld – Knelpunt: Mensen en tijd – Gevraagde hulp: Mensen en tijd Advies."
    ) in words_of(take(client, "pdf"))


def test_the_programme_gets_no_ambition(report, client_of):
    client = client_of("staff")

    assert "Ambitie" not in sheet_of(take(client, "xlsx"), "Per categorie")[0]
    assert "Ambitie" not in words_of(take(client, "pdf"))


def test_a_file_holds_the_version_that_counts(report, assessment, client_of, cast):
    report.reopen(reason="Zo.", by=cast["staff"])
    make_answer(assessment, "3.3", status="planned", note=CANARY)
    client = client_of("contact")
    for name in FILES:
        assert CANARY not in everything_in(name, take(client, name))

    ProgressReport.objects.get(pk=report.pk).submit(by=None)

    for name in FILES:
        assert CANARY in everything_in(name, take(client, name))
    assert sheet_of(take(client, "xlsx"), "Per control")[9][5] == CANARY


# --- what is not in them


def everything_in(name, content):
    """All text of a file, its properties and hidden corners too."""
    if name == "xlsx":
        return " ".join(parts_of(content).values())
    if name == "csv":
        return content.decode()
    reader = PdfReader(io.BytesIO(content))
    properties = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    return f"{words_of(content)} {reader.metadata} {properties}"


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("person", ["contact", "staff"])
def test_nothing_of_another_region_or_another_quarter_is_in_a_file(
    report, rijnmond, client_of, person, name
):
    other = make_assessment(rijnmond, report.period.framework)
    for number in ("1.1", "2.1", "3.1"):
        make_answer(other, number, note=CANARY, action_owner=CANARY)
    theirs = ProgressReport.objects.create(region=rijnmond, period=report.period)
    draft = theirs.draft
    draft.results = CANARY
    draft.save()
    Bottleneck.objects.create(version=draft, theme="money", text=CANARY, help_wanted=CANARY)
    theirs.submit(by=None)

    text = everything_in(name, take(client_of(person), name))

    assert not any(word in text for word in (CANARY, "Rijnmond", "VR17"))


@pytest.mark.parametrize("name", FILES)
def test_the_name_of_a_file_is_region_and_quarter_only(report, client_of, name):
    response = client_of("contact").get(FILES[name])

    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="rapportage-VR09-2026-Q3.{name}"'
    )
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", FILES)
def test_no_file_says_who_made_it(report, client_of, name):
    text = everything_in(name, take(client_of("contact"), name))

    assert "aanspreekpunt.vr09" not in text
    assert "@loket.example" not in text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_looks_like_a_formula_stays_a_text(utrecht, client_of, start):
    assessment = make_assessment(utrecht)
    evil = f"{start}HYPERLINK(1)"
    make_answer(assessment, "1.1", note=evil, action_owner=evil)
    make_report(utrecht, make_period(framework=assessment.framework), results=evil)
    client = client_of("contact")

    parts = parts_of(take(client, "xlsx"))
    assert not any("<f>" in part or "<f " in part for part in parts.values())
    assert b"hyperlink" not in " ".join(parts).encode()
    csv = take(client, "csv").decode()
    assert re.findall(r"(.)HYPERLINK", csv, re.DOTALL) == [start] * 2
    assert re.findall(r"(['\"]+)" + re.escape(start) + "HYPERLINK", csv) in (
        ["'"] * 2,
        ["\"'"] * 2,
    )


# --- the PDF itself


def test_the_pdf_is_tagged_dutch_titled_and_says_nothing_else(report, client_of):
    reader = PdfReader(io.BytesIO(take(client_of("contact"), "pdf")))
    root = reader.trailer["/Root"]

    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"].value
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert set(reader.metadata) == {"/Title", "/Creator"}
    assert reader.metadata.title == "Rapportage van Veiligheidsregio Utrecht over 2026-Q3"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def tags_in(node):
    """The kinds of the pieces a PDF is made of, from the top down."""
    node = node.get_object()
    kinds = [node["/S"]] if "/S" in node else []
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if isinstance(child, dict):
            kinds += tags_in(child)
    return kinds


def test_the_pdf_has_headings_and_tables_with_headers(report, client_of):
    reader = PdfReader(io.BytesIO(take(client_of("contact"), "pdf")))
    kinds = tags_in(reader.trailer["/Root"]["/StructTreeRoot"])

    assert kinds.count("/Table") == 5
    assert kinds.count("/THead") == 5
    # per category 8, per quarter 4, per control 3 times 5
    assert kinds.count("/TH") == 8 + 4 + 15
    assert sorted({kind for kind in kinds if kind.startswith("/H")}) == ["/H1", "/H2"]


def test_every_page_of_the_pdf_says_its_tlp(utrecht, client_of):
    assessment = make_assessment(utrecht, categories=3, controls=20)
    make_report(utrecht, make_period(framework=assessment.framework), results="Woord. " * 2000)

    reader = PdfReader(io.BytesIO(take(client_of("contact"), "pdf")))

    assert len(reader.pages) > 3
    assert all("TLP:AMBER" in page.extract_text() for page in reader.pages)


def test_what_looks_like_typst_stays_a_text(utrecht, client_of):
    evil = (
        '#read("/etc/passwd") *vet* = kop $x$ @bron <label> \\ `code` // weg /* weg */ #sys.inputs'
    )
    assessment = make_assessment(utrecht)
    make_answer(assessment, "1.1", note=evil)
    make_report(utrecht, make_period(framework=assessment.framework), results=evil)

    words = words_of(take(client_of("contact"), "pdf"))

    assert words.count(evil) == 2


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Café, naïef, e\u0301\u0301n", "Café, naïef, én"),
        ("Klaar \N{GRINNING FACE}!", "Klaar \N{REPLACEMENT CHARACTER}!"),
        ("\u6f22\u5b57", "\N{REPLACEMENT CHARACTER}" * 2),
        ("a\ufeffb\u202ec\u200dd\x07e\ue000", "abcde"),
        ("een\ttwee\u00a0drie\u2003vier", "een twee drie vier"),
        ("een\r\ntwee\u2028drie", "een\ntwee\ndrie"),
        ("x" * 65, "\N{ZERO WIDTH SPACE}".join(["x" * 30, "x" * 30, "x" * 5])),
        ("x" * 30, "x" * 30),
        ("", ""),
    ],
)
def test_what_the_fonts_lack_is_replaced(typed, shown):
    assert settable(typed) == shown


def test_the_fonts_have_every_letter_we_let_through():
    letters = [chr(code) for code in range(0x110000) if settable(chr(code)) == chr(code)]

    assert len(letters) > 1500
    for weight in ("regular", "bold"):
        layout = (
            f'#set document(title: "x")\n#set text(lang: "nl", weight: "{weight}")\n'
            "#sys.inputs.letters"
        )
        typst.compile(
            layout.encode(),
            font_paths=FONTS,
            sys_inputs={"letters": " ".join(letters)},
            pdf_standards=["ua-1"],
        )


@pytest.mark.parametrize(
    "text",
    [
        "\N{GRINNING FACE}\ufe0f \u6f22 \u05e2 a\u0308\u0308 \u200d \x07 \ufeff",
        "x" * 4999,
        "\n" * 4999,
    ],
)
def test_no_text_keeps_somebody_from_the_pdf(utrecht, client_of, text):
    assessment = make_assessment(utrecht)
    make_answer(assessment, "1.1", note=text, action_owner=text[:150])
    make_report(utrecht, make_period(framework=assessment.framework), results=text)

    assert take(client_of("contact"), "pdf").startswith(b"%PDF-")


def test_the_layout_reads_and_fetches_nothing():
    layout = LAYOUT.read_text()

    assert not re.findall(r"#import|#include|\bread\(|\bimage\(|\beval\(|@preview", layout)


def test_only_the_fonts_inside_typst_are_used(report, client_of):
    reader = PdfReader(io.BytesIO(take(client_of("contact"), "pdf")))

    used = {
        font.get_object()["/BaseFont"].partition("+")[2].partition("-")[0]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert used <= {"LibertinusSerif", "NewCM10", "NewCMMath", "DejaVuSansMono"}
    assert used


def test_another_norm_before_has_no_columns_of_categories_in_the_pdf(utrecht, client_of):
    assessment = make_assessment(utrecht)
    old = make_framework(categories=2)
    make_report(utrecht, make_period(2026, 2, framework=old))
    make_report(utrecht, make_period(2026, 3, framework=assessment.framework))
    client = client_of("contact")

    assert "Categorie Op orde Aantoonbaar Niveau 1 Hoofdstuk 1" in words_of(take(client, "pdf"))
    assert [row[5:] for row in sheet_of(take(client, "xlsx"), "Per categorie")[1:]] == [
        [None] * 4,
        [None] * 4,
        [6, 0, 0, None],
    ]


def test_a_region_without_anything_written_gets_its_files(client_of, utrecht, cast):
    region = make_region()
    period = make_period(framework=make_framework(categories=1, controls=1))
    make_report(region, period)

    for ending in FILES:
        address = f"/rapportages/2026-Q3/{region.code}/rapportage.{ending}"
        assert client_of("staff").get(address).status_code == 200
