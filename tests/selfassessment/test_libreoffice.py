"""A region downloads its assessment, works in LibreOffice, and reads the result in again."""

import pytest

from selfassessment.models import CHANGEABLE, Answer
from tests.libreoffice import edited
from tests.make import make_answer, make_assessment
from tests.read import main_text
from tests.selfassessment.reading import CONFIRMED, XLSX, confirm, send

pytestmark = pytest.mark.libreoffice


@pytest.fixture
def assessment(utrecht, cast):
    assessment = make_assessment(utrecht, categories=4, controls=10)
    make_answer(assessment, "1.1", note="=1+1\n- nog iets", status="planned", maturity=2)
    make_answer(assessment, "1.10", target_date="2026-02-01", action_owner="’s Nachts: de wacht")
    return assessment


def held(assessment):
    """All that every answer holds: {control: [values]}."""
    rows = Answer.objects.filter(assessment=assessment)
    return {row[0]: row[1:] for row in rows.values_list("control__number", *CHANGEABLE, "version")}


# Row 2 of the sheet is control 1.1; the columns are those of the download.
EDITS = {
    **{f"D{row}": "In uitvoering" for row in range(3, 9)},
    **{f"E{row}": str(row - 8) for row in range(9, 14)},
    **{f"F{row}": f"Uit LibreOffice, rij {row}" for row in range(14, 18)},
    **{f"G{row}": "De wacht" for row in range(18, 21)},
    **{f"H{row}": "2027-03-31" for row in range(21, 23)},
}


def test_exactly_the_20_changed_cells_differ(assessment, client_of, tmp_path):
    client = client_of("contact")
    before = held(assessment)
    sheet = edited(client.get(XLSX).content, EDITS, tmp_path)

    page = send(client, sheet)
    assert confirm(client, page).headers["Location"] == CONFIRMED

    after = held(assessment)
    numbers = list(before)
    fields = dict(zip("DEFGH", CHANGEABLE, strict=True))
    differs = {
        (number, fields[column])
        for number in numbers
        for place, column in enumerate("DEFGH")
        if before[number][place] != after[number][place]
    }
    wanted = {(numbers[int(cell[1:]) - 2], fields[cell[0]]) for cell in EDITS}
    assert len(wanted) == 20
    assert differs == wanted
    assert {after[number][0] for number in numbers[1:7]} == {"in_progress"}
    assert [after[number][1] for number in numbers[7:12]] == [1, 2, 3, 4, 5]
    touched = {number for number, _field in wanted}
    assert {number for number in numbers if after[number][5] == 2} == touched


def test_saving_without_a_change_changes_nothing(assessment, client_of, tmp_path):
    client = client_of("contact")
    sheet = edited(client.get(XLSX).content, {}, tmp_path)

    page = send(client, sheet)

    assert page.context["proposal"].changes == []
    assert page.context["proposal"].unchanged == 40


def test_a_formula_typed_in_libreoffice_is_refused(assessment, client_of, tmp_path):
    client = client_of("contact")
    sheet = edited(client.get(XLSX).content, {"F3": "=1+1", "G7": "=A2"}, tmp_path)

    page = send(client, sheet)

    assert "In dit blad staan formules, in cel F3, G7." in main_text(page)
