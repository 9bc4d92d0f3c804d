"""An assessment as a spreadsheet: who gets which rows, what is in the file, and what is not."""

import csv
import io
import re
import zipfile
from datetime import date

import pytest

from loket.models import AccessLog
from loket.spreadsheets import read_rows
from loket.tlp import SHARING_RULES, TLP
from selfassessment.models import Answer
from tests.make import make_answer, make_assessment, make_framework, make_region
from tests.selfassessment.reading import CSV, XLSX
from tests.sheets import upload

HEADER = [
    "Control",
    "Titel",
    "Categorie",
    "Status",
    "Volwassenheid",
    "Toelichting",
    "Actiehouder",
    "Streefdatum",
    "Bewijs",
    "Versie",
]
CANARY = "Kanariepiet"


@pytest.fixture
def assessment(utrecht, cast):
    return make_assessment(utrecht)


def rows_of(response, name):
    return read_rows(upload(response.content, name), name)


def parts_of(response):
    """Everything in an XLSX, as text: {name of the part: XML}."""
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_sheet_has_one_row_per_control_in_the_order_of_the_norm(assessment, client_of):
    answer = make_answer(
        assessment,
        "1.2",
        status="in_progress",
        maturity=3,
        note="Bezig\nmet twee regels",
        action_owner="De CISO",
        target_date=date(2026, 12, 31),
        version=4,
    )
    answer.add_evidence(name="Beleid", by=None)
    answer.add_evidence(name="Verslag", by=None)
    client = client_of("contact")

    book, table = rows_of(client.get(XLSX), "x.xlsx"), rows_of(client.get(CSV), "x.csv")

    assert book[0] == table[0] == HEADER
    assert [row[0] for row in book[1:]] == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]
    filled = ["1.2", "Control 1.2", "1 Hoofdstuk 1", "In uitvoering"]
    texts = ["Bezig\nmet twee regels", "De CISO"]
    assert book[2] == [*filled, 3, *texts, date(2026, 12, 31), "Beleid; Verslag", 4]
    assert table[2] == [*filled, "3", *texts, "31-12-2026", "Beleid; Verslag", "4"]
    assert book[1][3:] == ["Niet gestart", None, None, None, None, None, 1]


def test_the_file_is_named_after_region_and_day_only(assessment, client_of):
    name = re.compile(r'attachment; filename="zelfevaluatie-VR09-\d{4}-\d\d-\d\d\.(xlsx|csv)"')
    client = client_of("contact")

    for address in (XLSX, CSV):
        response = client.get(address)
        assert name.fullmatch(response.headers["Content-Disposition"])
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "private, no-store"


def test_a_download_is_on_record_before_it_goes_out(assessment, client_of, cast):
    client_of("contact").get(XLSX)
    client_of("contact").get(CSV)

    notes = AccessLog.objects.about(assessment).filter(user=cast["contact"])
    assert [note.detail for note in notes] == ["download csv", "download xlsx"]


def test_each_edition_has_a_file_of_its_own(assessment, client_of, utrecht):
    make_answer(assessment, "1.1", note=CANARY)
    make_assessment(utrecht, make_framework(categories=1, position=9))

    book = client_of("contact").get(XLSX)

    assert [row[0] for row in rows_of(book, "x.xlsx")] == ["Control", "1.1", "1.2", "1.3"]
    assert not any(CANARY in part for part in parts_of(book).values())


@pytest.mark.parametrize("person", ["outsider", "member", "other_contact", "staff", "admin"])
@pytest.mark.parametrize("address", [XLSX, CSV])
def test_nobody_else_gets_it(assessment, client_of, person, address):
    assert client_of(person).get(address).status_code == 404
    assert not AccessLog.objects.about(assessment).exists()


def test_a_colleague_gets_just_what_was_delegated_in_every_corner_of_the_file(
    assessment, client_of, cast, utrecht
):
    hidden = make_answer(assessment, "1.1", note=CANARY, action_owner=CANARY)
    hidden.add_evidence(name=CANARY, by=None)
    make_answer(make_assessment(utrecht), "2.1", note=CANARY)
    make_answer(make_assessment(make_region()), "2.1", note=CANARY)
    own = assessment.sections.filter(category__number=2)
    assessment.delegate_only(cast["member"], own, by=cast["contact"])
    key = f"VR09.{assessment.framework_id}"
    client = client_of("member")

    book = client.get(f"/zelfevaluatie/{key}/zelfevaluatie.xlsx")
    table = client.get(f"/zelfevaluatie/{key}/zelfevaluatie.csv")

    assert [row[0] for row in rows_of(book, "x.xlsx")] == ["Control", "2.1", "2.2", "2.3"]
    assert [row[0] for row in rows_of(table, "x.csv")] == ["Control", "2.1", "2.2", "2.3"]
    everything = [*parts_of(book).values(), table.content.decode()]
    for word in (CANARY, "Control 1.1", "Hoofdstuk 1", cast["contact"].email):
        assert not any(word in part for part in everything)


def test_the_workbook_says_for_whom_it_is_and_how_it_works(assessment, client_of):
    parts = parts_of(client_of("contact").get(XLSX))
    texts = parts["xl/sharedStrings.xml"]

    assert re.findall(
        r'<sheet name="([^"]+)" sheetId="\d" r:id="\w+"/>', parts["xl/workbook.xml"]
    ) == [
        "Zelfevaluatie",
        "Uitleg",
    ]
    for words in (
        "Zelfevaluatie van Veiligheidsregio Utrecht",
        f"Norm: {assessment.framework}.",
        "TLP:AMBER",
        SHARING_RULES[TLP.AMBER],
        "3 Vastgelegd: De werkwijze staat op papier",
    ):
        assert words in texts
    for n in (1, 2):
        assert "TLP:AMBER" in parts[f"xl/worksheets/sheet{n}.xml"]


def test_only_what_may_change_is_unlocked(assessment, client_of):
    parts = parts_of(client_of("contact").get(XLSX))
    sheet = parts["xl/worksheets/sheet1.xml"]
    looks = re.search(r"<cellXfs.*?</cellXfs>", parts["xl/styles.xml"])[0]
    unlocked = {str(n) for n, look in enumerate(looks.split("<xf ")[1:]) if 'locked="0"' in look}
    styles = dict(re.findall(r'<c r="([A-Z]2)" s="(\d+)"', sheet))

    assert "<sheetProtection " in sheet
    assert "<sheetProtection " in parts["xl/worksheets/sheet2.xml"]
    assert "password" not in sheet
    assert sorted(styles) == [f"{letter}2" for letter in "ABCDEFGHIJ"]
    assert "".join(sorted(cell[0] for cell in styles if styles[cell] in unlocked)) == "DEFGH"


def test_the_lists_offer_what_can_be_read_in_again(assessment, client_of):
    sheet = parts_of(client_of("contact").get(XLSX))["xl/worksheets/sheet1.xml"]
    rules = re.findall(
        r'<dataValidation type="(\w+)".*?sqref="([A-Z0-9:]+)".*?<formula1>(.*?)</formula1>', sheet
    )

    assert rules == [
        (
            "list",
            "D2:D7",
            '"Niet gestart,Gepland,In uitvoering,Ingevoerd,Niet van toepassing"',
        ),
        ("list", "E2:E7", '"1,2,3,4,5"'),
        ("date", "H2:H7", "36526"),
    ]


def test_what_somebody_typed_is_never_a_formula(assessment, client_of):
    answer = make_answer(assessment, "1.1", note="=HYPERLINK(1)", action_owner="@SUM(A1)")
    answer.add_evidence(name="+cmd", by=None)
    client = client_of("contact")

    table = client.get(CSV).content.decode("utf-8-sig")
    cells = list(csv.reader(io.StringIO(table, newline=""), delimiter=";"))[1]
    sheet = parts_of(client.get(XLSX))["xl/worksheets/sheet1.xml"]

    assert (cells[5], cells[6], cells[8]) == ("'=HYPERLINK(1)", "'@SUM(A1)", "'+cmd")
    assert re.findall(r"<f[ >]|hyperlink", sheet) == []
    assert {kind for kind in re.findall(r'<c r="[FGI]2" s="\d+" t="(\w+)"', sheet)} == {"s"}


def test_very_much_evidence_still_fits_in_a_cell(assessment, client_of):
    answer = Answer.objects.filter(assessment=assessment).first()
    for n in range(200):
        answer.add_evidence(name=f"{n} {'x' * 190}", by=None)

    row = rows_of(client_of("contact").get(XLSX), "x.xlsx")[1]

    assert len(row[8]) == 2_000


def test_the_files_take_few_queries(assessment, client_of, django_assert_max_num_queries):
    for answer in Answer.objects.filter(assessment=assessment):
        answer.add_evidence(name="Bewijs", by=None)
    client = client_of("contact")
    client.get(XLSX)

    for address in (XLSX, CSV):
        with django_assert_max_num_queries(8):
            client.get(address)
