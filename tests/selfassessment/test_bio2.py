"""The room on BIO2 (93 controls in 4 themes): counts come from the file, never from code."""

import csv
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from loket.models import Control, Framework
from tests.make import make_assessment

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
BIO = "BIO 1.04 / BIO-SA"


def rows_of(name):
    with (FIXTURES / name).open() as file:
        return list(csv.DictReader(file))


ROWS = rows_of("bio2.csv")
PAIRS = {(row["control_2013"], row["control_2022"]) for row in rows_of("bio2_overgang.csv")}


@pytest.fixture
def today(db):
    """The norm that the desk works on now, as {number: control}."""
    call_command("loaddata", "framework", verbosity=0)
    return {control.number: control for control in Control.objects.all()}


@pytest.fixture
def bio2(db):
    """BIO2, as an administrator imports it; after `today` with its predecessors."""
    call_command("import_framework", FIXTURES / "bio2.csv", name="BIO2")
    return Framework.objects.get(name="BIO2")


def test_the_file_holds_the_93_controls_of_bio2():
    assert len(ROWS) == len({row["control"] for row in ROWS}) == 93
    assert {row["categorienummer"] for row in ROWS} == {"5", "6", "7", "8"}
    assert [row["control"] for row in ROWS if not row["voorgangers"]] == [
        "5.7", "5.23", "5.30", "7.4", "8.9", "8.10", "8.11", "8.12", "8.16", "8.23", "8.28"
    ]  # fmt: skip


def test_the_file_gives_numbers_and_titles_and_no_text_of_the_norm():
    assert list(ROWS[0]) == ["categorienummer", "categorie", "control", "titel", "voorgangers"]


def test_both_files_tell_the_same_about_what_comes_from_what():
    named = {(old, row["control"]) for row in ROWS for old in row["voorgangers"].split()}

    assert named == PAIRS


def test_every_control_of_today_goes_somewhere(today):
    assert set(today) - {old for old, _new in PAIRS} == set()


def test_the_edition_is_as_in_the_file(today, bio2):
    controls = Control.objects.filter(category__framework=bio2).order_by("position")

    assert [
        (str(control.category.number), control.category.name, control.number, control.title)
        for control in controls.select_related("category")
    ] == [(row["categorienummer"], row["categorie"], row["control"], row["titel"]) for row in ROWS]
    assert not bio2.is_provisional
    assert bio2.position > today["5.1.1"].category.framework.position


def test_the_predecessors_are_as_in_the_transition(today, bio2):
    links = Control.predecessors.through.objects.values_list(
        "to_control__number", "from_control__number"
    )
    assert set(links) == {(old, new) for old, new in PAIRS if old in today}
    assert {old for old, _new in PAIRS if old not in today} == {
        "6.1.4", "12.4.3", "14.2.3", "14.2.4"
    }  # fmt: skip


def test_an_assessment_on_it_has_a_row_for_everything(bio2, utrecht):
    assessment = make_assessment(utrecht, bio2)

    assert assessment.answers.count() == len(ROWS)
    assert assessment.sections.count() == len({row["categorienummer"] for row in ROWS})


def test_today_only_the_norm_of_today_is_loaded(db):
    call_command("load_content", verbosity=0)

    assert [framework.name for framework in Framework.objects.all()] == [BIO]


def test_the_doubts_of_the_transition_are_for_a_person(today, capsys):
    transition = str(FIXTURES / "bio2_overgang.csv")

    call_command("import_framework", FIXTURES / "bio2.csv", name="BIO2", transition=transition)

    told = capsys.readouterr().out
    assert re.findall(r"(\S+ → \S+) \(een andere bron: (\S+)\)", told) == [
        ("13.2.1 → 5.14", "8.14"),
        ("13.2.2 → 5.14", "8.14"),
        ("13.2.3 → 5.14", "8.14"),
        ("18.2.3 → 8.8", "5.36"),
    ]
