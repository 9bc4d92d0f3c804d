"""`import_answers`: the same reading in, by whoever runs the portal."""

import pytest
from django.core.management import CommandError, call_command

from selfassessment.models import Answer, Assessment
from tests.make import make_answer, make_assessment, make_framework

HEADER = "Control;Status;Toelichting;Versie;Risico"


@pytest.fixture
def assessment(utrecht, cast):
    return make_assessment(utrecht)


@pytest.fixture
def run(tmp_path, capsys):
    """Return a function that reads these rows in and returns what the command says."""

    def run(*rows, region="VR09", **options):
        path = tmp_path / "blad.csv"
        path.write_text("\n".join([HEADER, *rows]))
        call_command("import_answers", region, str(path), **options)
        return capsys.readouterr().out

    return run


def everything(**filters):
    rows = Answer.objects.filter(**filters).order_by("pk")
    return list(rows.values_list("control__number", "status", "note", "version"))


def test_it_saves_and_says_what_changes(assessment, run):
    make_answer(assessment, "1.2", note="Oud")

    said = run("1.1;Gepland;Nieuw;;hoog", "1.2;;Oud;;", "2.1;;;;")

    assert said == (
        "3 rijen gelezen\n"
        "Deze kolommen lezen wij niet: Risico\n"
        "1.1 Control 1.1\n"
        "  Status: Niet gestart → Gepland\n"
        "  Toelichting: leeg → Nieuw\n"
        "1 gewijzigd, 2 ongewijzigd\n"
    )
    assert everything(version=2) == [("1.1", "planned", "Nieuw", 2)]
    record = Answer.objects.get(version=2).as_of(2)
    assert (record.status, record.history_user) == ("planned", None)


def test_bad_rows_are_all_named_and_nothing_is_saved(assessment, run):
    before = everything()

    with pytest.raises(CommandError) as error:
        run("1.1;Gepland;;;", "1.2;Klaar;;;", "1.3;nvt;;;", "9.9;;;;", "1.1;;;;", "2.1;;;7;")

    first, *rest = str(error.value).splitlines()
    assert first == "Er is niets bewaard. Verbeter dit eerst:"
    assert [line.partition(":")[0] for line in rest] == [
        "Rij 3, control 1.2",
        "Rij 4, control 1.3",
        "Rij 5, control 9.9",
        "Rij 6, control 1.1",
        "Rij 7, control 2.1",
    ]
    assert everything() == before


def test_a_conflict_is_named_and_nothing_is_saved(assessment, run):
    answer = Answer.objects.get(control__number="1.1")
    answer.change({"note": "Van een collega"}, seen=1, by=None)
    before = everything()

    with pytest.raises(CommandError, match=r"Rij 3, control 1\.1: dit antwoord is in het portaal"):
        run("1.2;Gepland;;1;", "1.1;;Uit het bestand;1;")

    assert everything() == before


def test_it_takes_the_newest_assessment_unless_told_otherwise(assessment, run, utrecht):
    newer = make_assessment(utrecht, make_framework(position=9))

    run("1.1;Gepland;;;")
    run("1.2;Gepland;;;", framework=assessment.framework.name)

    assert [row[0] for row in everything(assessment=newer, version=2)] == ["1.1"]
    assert [row[0] for row in everything(assessment=assessment, version=2)] == ["1.2"]


def test_it_begins_an_assessment_on_the_framework_that_is_named(run, utrecht, cast):
    framework = make_framework(name="BIO 1.04")

    with pytest.raises(CommandError, match=r"nog geen zelfevaluatie.*--framework.*“BIO 1\.04”"):
        run("1.1;Gepland;;;")
    with pytest.raises(CommandError, match=r"Rij 2, control 9\.9"):
        run("9.9;Gepland;;;", framework="BIO 1.04")
    assert not Assessment.objects.exists()

    run("1.1;Gepland;;;", framework="BIO 1.04")

    assert [row[0] for row in everything(assessment__framework=framework, version=2)] == ["1.1"]


def test_it_touches_no_other_region(assessment, run, rijnmond):
    other = make_assessment(rijnmond, assessment.framework)

    run("1.1;Gepland;;;")

    assert everything(assessment=other, version=2) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"region": "VR99"}, "Regio VR99 kennen wij niet. Kijk of het goed is geschreven."),
        ({"framework": "Iets"}, "Normenkader Iets kennen wij niet."),
    ],
)
def test_a_name_that_is_unknown_is_said(assessment, run, options, words):
    with pytest.raises(CommandError, match=words):
        run("1.1;Gepland;;;", **options)


def test_a_region_without_a_contact_is_told_what_to_do(assessment, run, utrecht):
    utrecht.contact_group.user_set.clear()

    with pytest.raises(CommandError, match="VR09 heeft nog geen aanspreekpunt"):
        run("1.1;Gepland;;;")


def test_a_file_that_is_not_there_or_cannot_be_read_is_said(assessment, tmp_path):
    with pytest.raises(CommandError, match=r"blad\.xlsx kan niet worden gelezen"):
        call_command("import_answers", "VR09", str(tmp_path / "blad.xlsx"))
    (tmp_path / "blad.xls").write_bytes(b"x")
    with pytest.raises(CommandError, match="Dit soort bestand kunnen wij niet lezen"):
        call_command("import_answers", "VR09", str(tmp_path / "blad.xls"))
