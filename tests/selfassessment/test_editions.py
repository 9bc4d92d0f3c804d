"""Editions of the norm from a file: what is read, what is refused, and what stays of the old."""

import csv
from itertools import count

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from xlsxwriter import Workbook

from loket.models import AccessLog, Category, Control, Framework
from selfassessment.editions import save
from selfassessment.framework_files import problems, read, read_transition
from selfassessment.models import Answer, Assessment, Section, SectionUserPermission
from selfassessment.scale import Status
from tests.make import make_answer, make_assessment, make_entry, make_framework, make_tool

HEADER = ["categorienummer", "categorie", "control", "titel", "uitleg", "voorgangers"]
files = count(1)


def sheet_of(*rows, header=HEADER):
    return read([header, *rows])


def row(number, *, category=None, name=None, title=None, explanation="", predecessors=""):
    """A row for the norm of make_framework: control 1.2 stands in "1 Hoofdstuk 1"."""
    category = category or number.partition(".")[0]
    name = name or f"Hoofdstuk {category}"
    return [category, name, number, title or f"Control {number}", explanation, predecessors]


AS_MADE = [row(f"{chapter}.{step}") for chapter in (1, 2) for step in (1, 2, 3)]


@pytest.fixture
def framework(db):
    return make_framework(name="Norm", is_provisional=True)


@pytest.fixture
def assessment(framework, utrecht):
    return make_assessment(utrecht, framework)


def layout(framework):
    """The categories of a framework, each with the numbers of its controls."""
    rows = Control.objects.filter(category__framework=framework).order_by("position")
    found = {str(category): [] for category in framework.categories.all()}
    for control in rows.select_related("category"):
        found[str(control.category)].append(control.number)
    return found


def everything():
    """Every row that an import may touch."""
    models = [Framework, Category, Control, Control.predecessors.through, Answer, Section,
              Answer.history.model, AccessLog]  # fmt: skip
    return [list(model.objects.order_by("pk").values()) for model in models]


def faults(*rows, name="Norm", header=HEADER):
    return problems(sheet_of(*rows, header=header), name)


# --- read


def test_columns_are_found_by_name_in_any_order_and_unknown_ones_are_left_alone():
    sheet = sheet_of(
        ["Beleid", "oud", "5.1", 5.0, None],
        header=["TITEL", "kleur", " Control ", "theme_no", "categorie"],
    )

    [line] = sheet.lines
    assert (line.title, line.number, line.category_number) == ("Beleid", "5.1", "5")
    assert not sheet.names_predecessors


def test_empty_rows_are_passed_over_and_keep_their_number():
    sheet = sheet_of([None] * 6, row("1.1"), ["", " ", None, "", "", ""], row("1.2"))

    assert [line.row for line in sheet.lines] == [3, 5]


def test_rows_that_say_they_do_not_count_are_left_out_and_counted():
    header = [*HEADER, "proposal_in_110"]
    sheet = sheet_of([*row("1.1"), "yes"], [*row("1.2"), "No"], header=header)

    assert [line.number for line in sheet.lines] == ["1.1"]
    assert sheet.left_out == 1


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("5.1.1 5.1.2", ("5.1.1", "5.1.2")),
        ("5.1.1; 5.1.2,\n5.1.3", ("5.1.1", "5.1.2", "5.1.3")),
        ("(nieuw)", ()),
        ("-", ()),
        (None, ()),
        (5.1, ("5.1",)),
    ],
)
def test_the_predecessors_in_one_cell(cell, numbers):
    [line] = sheet_of(row("1.1", predecessors=cell)).lines

    assert line.predecessors == numbers


def test_missing_and_double_columns_are_named_together():
    with pytest.raises(ValidationError) as error:
        read([["control", "control_no", "titel", "categorie"]])

    assert error.value.messages == [
        "Er is geen kolom “categorienummer” of “category_no” of “theme_no”. "
        "Zet die naam boven de kolom in rij 1.",
        "De kolom “control” staat er twee keer. Laat er één staan.",
    ]


def test_a_transition_needs_old_and_new():
    with pytest.raises(ValidationError) as error:
        read_transition([["control_2013", "nieuw"]])

    assert error.value.messages == [
        "Er is geen kolom “nieuwe control” of “control_2022”. Zet die naam boven de kolom in rij 1."
    ]


def test_only_a_second_source_that_differs_is_a_doubt():
    transition = read_transition([
        ["control_2013", "control_2022", "second_source"],
        ["1.1", "A.1", "agrees"],
        ["1.2", "A.1", "absent"],
        ["1.3", "A.2", "differs: A.9"],
        ["1.4", None, "differs: A.9"],
    ])  # fmt: skip

    assert transition.predecessors == {"A.1": ["1.1", "1.2"], "A.2": ["1.3"]}
    assert transition.doubts == ["1.3 → A.2 (een andere bron: A.9)"]


# --- problems


def test_a_good_file_has_no_problems():
    assert faults(*AS_MADE) == []


def test_problems_are_told_by_row_in_the_order_of_the_file():
    told = faults(
        row("1.1"),
        ["", "", "", "", "", ""],
        ["", "", "", "Wel een titel", "", ""],
        row("1.1"),
        row("1.2", name="Anders"),
        row("1/2", category="1"),
        row("1.3", category="nul"),
        row("1.4", category="0"),
        row("1.5", title="t" * 201),
    )

    assert told == [
        "Rij 4: de naam van de categorie ontbreekt. Vul dit aan.",
        "Rij 4: het nummer van de categorie ontbreekt. Vul dit aan.",
        "Rij 4: het nummer van de control ontbreekt. Vul dit aan.",
        "Rij 5: control 1.1 staat ook in rij 2. Laat er één staan. Maakte uw rekenblad van 5.10 "
        "het getal 5.1? Geef de kolom dan de opmaak ‘tekst’.",
        "Rij 6: categorie 1 heet hier “Anders” en in rij 2 “Hoofdstuk 1”. Geef haar één naam.",
        "Rij 7: “1/2” kan geen nummer van een control zijn. Gebruik cijfers, letters, punten en "
        "streepjes, zonder spaties.",
        "Rij 8: “nul” kan geen nummer van een categorie zijn. Gebruik een heel getal van 1 tot en "
        "met 9999.",
        "Rij 9: “0” kan geen nummer van een categorie zijn. Gebruik een heel getal van 1 tot en "
        "met 9999.",
        "Rij 10: de titel heeft 201 tekens. Kort dit in tot hoogstens 200.",
    ]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (row("1.1", name="n" * 151), "Rij 2: de naam van de categorie heeft 151 tekens."),
        (row("1" * 11, category="1"), "Rij 2: het nummer van de control heeft 11 tekens."),
        (row("..", category="1"), "Rij 2: “..” kan geen nummer van een control zijn."),
        (row("1.1", title=" "), None),
    ],
)
def test_what_does_not_fit(wrong, told):
    if told is None:
        wrong[3], told = " ", "Rij 2: de titel ontbreekt."

    [problem] = faults(wrong)

    assert problem.startswith(told)


def test_a_file_without_controls_and_a_name_that_cannot_be():
    assert faults(name="") == [
        "Er staan geen controls in het bestand. Kies een ander bestand.",
        "Geef met --name de naam van het normenkader, bijvoorbeeld --name BIO2.",
    ]
    assert faults(*AS_MADE, name="n" * 101) == [
        "De naam heeft 101 tekens. Kort hem in tot hoogstens 100."
    ]


# --- a new edition


def test_a_new_name_is_a_new_edition_after_the_others(framework):
    done = save(sheet_of(row("5.1", category="5", name="Organisatie")), "BIO9")

    assert (done.is_new, done.added) == (True, 1)
    edition = Framework.objects.get(name="BIO9")
    assert (edition.position, edition.is_provisional) == (framework.position + 1, False)
    assert layout(edition) == {"5 Organisatie": ["5.1"]}
    assert layout(framework)["1 Hoofdstuk 1"] == ["1.1", "1.2", "1.3"]


def test_predecessors_are_found_in_earlier_editions_and_unknown_ones_are_named(framework):
    later = make_framework(name="Later", position=9)
    done = save(
        sheet_of(row("A.1", category="1", predecessors="1.1 2.1 7.7"), row("A.2", category="1")),
        "Nieuw",
    )

    assert done.unknown == ["7.7"]
    edition = Framework.objects.get(name="Nieuw")
    first, second = Control.objects.filter(category__framework=edition)
    assert set(first.predecessors.values_list("category__framework__name", "number")) == {
        ("Norm", "1.1"), ("Norm", "2.1"), ("Later", "1.1"), ("Later", "2.1")
    }  # fmt: skip
    assert not second.predecessors.exists()
    assert later.position < edition.position


def test_an_earlier_edition_takes_over_from_no_later_one(framework):
    make_framework(name="Later", position=9)

    done = save(sheet_of(*AS_MADE[:-1], row("2.3", predecessors="1.1")), "Norm")

    assert done.unknown == ["1.1"]
    assert not Control.predecessors.through.objects.exists()


def test_without_a_column_for_it_equal_numbers_are_predecessors(framework):
    make_framework(name="Heel anders", position=5, categories=0)

    save(
        sheet_of(*[given[:5] for given in AS_MADE[:2]], row("9.9")[:5], header=HEADER[:5]), "Nieuw"
    )

    links = Control.predecessors.through.objects.values_list(
        "from_control__category__framework__name", "from_control__number", "to_control__number",
        "to_control__category__framework__name",
    )  # fmt: skip
    assert sorted(links) == [("Nieuw", "1.1", "1.1", "Norm"), ("Nieuw", "1.2", "1.2", "Norm")]


def test_a_file_that_says_nothing_of_predecessors_leaves_those_there_were(framework):
    save(sheet_of(row("1.1", predecessors="2.2")), "Nieuw")

    done = save(sheet_of(row("1.1")[:5], row("1.2")[:5], header=HEADER[:5]), "Nieuw")

    controls = Control.objects.filter(category__framework__name="Nieuw").order_by("number")
    assert [list(c.predecessors.values_list("number", flat=True)) for c in controls] == [
        ["2.2"],
        ["1.2"],
    ]
    assert (done.added, done.relinked) == (1, 1)


def test_a_transition_goes_before_the_column(framework):
    transition = read_transition(
        [["control_2013", "control_2022"], ["2.1", "1.1"], ["2.2", "1.1"], ["2.3", "8.8"]]
    )
    sheet = sheet_of(row("1.1", predecessors="1.3"), row("1.2", predecessors="1.3"))

    save(sheet.after(transition), "Nieuw")

    first, second = Control.objects.filter(category__framework__name="Nieuw")
    assert set(first.predecessors.values_list("number", flat=True)) == {"2.1", "2.2"}
    assert not second.predecessors.exists()
    assert sheet.after(transition).strange == ("8.8",)


# --- another layout for an edition that is there


def test_a_second_time_changes_nothing(framework, assessment):
    rows = [*AS_MADE[:4], row("3.1", category="3"), row("2.2", explanation="Zo doet u dat.")]
    save(sheet_of(*rows[:4], *rows[5:], rows[4]), "Norm")
    before = everything()

    done = save(sheet_of(*rows[:4], *rows[5:], rows[4]), "Norm")

    assert everything() == before
    assert (done.added, done.changed, done.removed, done.relinked) == (0, 0, [], 0)


def test_a_control_that_keeps_its_number_keeps_its_row_and_all_that_hangs_on_it(
    framework, assessment
):
    control = Control.objects.get(number="1.2")
    tool, entry = make_tool(), make_entry()
    tool.controls.add(control)
    entry.controls.add(control)
    answer = make_answer(assessment, "1.2", note="Van ons.", version=2)

    save(
        sheet_of(*AS_MADE[:1], *AS_MADE[2:], row("1.2", category="2", title="Nieuwe titel")), "Norm"
    )

    control.refresh_from_db()
    assert (control.title, control.category.name) == ("Nieuwe titel", "Hoofdstuk 2")
    assert list(tool.controls.all()) == list(entry.controls.all()) == [control]
    answer.refresh_from_db()
    assert (answer.control, answer.note, answer.version) == (control, "Van ons.", 2)
    assert layout(framework) == {
        "1 Hoofdstuk 1": ["1.1", "1.3"],
        "2 Hoofdstuk 2": ["2.1", "2.2", "2.3", "1.2"],
    }


def test_our_explanation_stays_unless_the_file_gives_one(framework):
    Control.objects.filter(number__in=["1.1", "1.2"]).update(explanation="Oude uitleg.")

    save(sheet_of(*AS_MADE[:1], *AS_MADE[2:], row("1.2", explanation="Nieuwe uitleg.")), "Norm")

    explanations = dict(Control.objects.values_list("number", "explanation"))
    assert (explanations["1.1"], explanations["1.2"]) == ("Oude uitleg.", "Nieuwe uitleg.")


def test_the_layout_is_provisional_no_more(framework):
    save(sheet_of(*AS_MADE), "Norm")

    framework.refresh_from_db()
    assert not framework.is_provisional


def test_categories_may_be_renumbered_swapped_renamed_and_left_out(framework):
    ids = dict(framework.categories.values_list("name", "pk"))
    rows = [row(f"1.{step}", category="2", name="Hoofdstuk 1") for step in (1, 2, 3)]
    rows += [row(f"2.{step}", category="1", name="Hoofdstuk 2") for step in (1, 2, 3)]

    save(sheet_of(*rows), "Norm")
    assert list(layout(framework)) == ["1 Hoofdstuk 2", "2 Hoofdstuk 1"]
    assert dict(framework.categories.values_list("name", "pk")) == ids

    for given in rows[3:]:
        given[1] = "Organisatie"
    save(sheet_of(*rows), "Norm")
    assert framework.categories.get(name="Organisatie").pk == ids["Hoofdstuk 2"]

    for given in rows:
        given[:2] = ["7", "Alles"]
    save(sheet_of(*rows), "Norm")
    assert list(layout(framework)) == ["7 Alles"]


def test_another_category_under_an_old_number_is_not_that_category(framework, assessment):
    assessment.sections.filter(category__number=1).update(ambition=5)
    rows = [row(f"{chapter}.{step}", category="2", name="Alles")
            for chapter in (1, 2) for step in (1, 2, 3)]  # fmt: skip

    save(sheet_of(row("9.1", category="1", name="Nieuw"), *rows), "Norm")

    ambitions = assessment.sections.values_list("category__name", "ambition")
    assert dict(ambitions) == {"Nieuw": None, "Alles": None}


def test_two_categories_of_one_name_are_two(framework):
    save(sheet_of(*AS_MADE[:3], *[row(f"2.{n}", name="Hoofdstuk 1") for n in (1, 2, 3)]), "Norm")

    assert list(layout(framework)) == ["1 Hoofdstuk 1", "2 Hoofdstuk 1"]


def test_every_assessment_on_it_gets_what_is_missing(framework, assessment, rijnmond):
    other = make_assessment(rijnmond, framework)
    elsewhere = make_assessment(rijnmond)

    done = save(sheet_of(*AS_MADE, row("3.1")), "Norm")

    assert done.completed == 2
    for one in (assessment, other):
        assert one.answers.filter(control__number="3.1").count() == 1
        assert (one.answers.count(), one.sections.count()) == (7, 3)
    assert (elsewhere.answers.count(), elsewhere.sections.count()) == (6, 2)


def test_a_control_that_is_gone_goes_with_its_untouched_answers(framework, assessment, rijnmond):
    make_assessment(rijnmond, framework)
    Control.objects.get(number="2.2").predecessors.add(Control.objects.get(number="2.3"))

    done = save(sheet_of(*AS_MADE[:-1]), "Norm")

    assert (done.removed, done.answers_removed) == (["2.3"], 2)
    assert not Answer.objects.filter(control__number="2.3").exists()
    assert assessment.answers.count() == 5
    assert Answer.history.filter(history_type="-").count() == 2


@pytest.mark.parametrize("how", ["changed", "emptied again", "evidence"])
def test_a_control_that_somebody_worked_on_is_not_lost(framework, assessment, how):
    answer = assessment.answers.get(control__number="2.3")
    if how == "evidence":
        answer.add_evidence(name="Besluit", by=None)
    else:
        answer.change({"status": Status.PLANNED}, seen=1, by=None)
    if how == "emptied again":
        answer.change({"status": Status.NOT_STARTED}, seen=2, by=None)
    before = everything()

    with pytest.raises(ValidationError) as error:
        save(sheet_of(*AS_MADE[:3], row("2.1", title="Nieuwe titel")), "Norm")

    assert everything() == before
    assert error.value.messages == [
        "Er is niets opgeslagen. Deze controls staan niet in het bestand, maar een regio vulde er "
        "al iets bij in: 2.3. Geef met --name een nieuwe naam. Dan komt er een uitgave naast, en "
        "kan elke regio haar antwoorden overnemen."
    ]


def test_a_failure_halfway_saves_nothing(framework, assessment, monkeypatch):
    before = everything()
    monkeypatch.setattr(Assessment, "complete", lambda _framework: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        save(sheet_of(*AS_MADE[:-1], row("3.1")), "Norm")

    assert everything() == before


def test_what_an_editor_made_twice_becomes_one(framework, assessment):
    second = Category.objects.get(framework=framework, number=2)
    Control.objects.create(category=second, number="1.1", title="Dubbel")

    done = save(sheet_of(*AS_MADE), "Norm")

    assert done.removed == ["1.1"]
    assert layout(framework)["2 Hoofdstuk 2"] == ["2.1", "2.2", "2.3"]


# --- delegations


def delegated(user):
    held = SectionUserPermission.objects.filter(user=user)
    return set(held.values_list("content_object__category__name", flat=True))


@pytest.fixture
def colleague(assessment, cast):
    """Somebody who helps with both categories."""
    assessment.delegate_only(cast["member"], assessment.sections.all(), by=cast["contact"])
    return cast["member"]


def test_a_colleague_keeps_a_category_that_gains_only_new_controls(colleague):
    save(sheet_of(*AS_MADE, row("1.4"), row("2.4")), "Norm")

    assert delegated(colleague) == {"Hoofdstuk 1", "Hoofdstuk 2"}


def test_a_colleague_sees_no_control_that_moves_into_a_category(colleague, assessment):
    make_answer(assessment, "1.1", note="Zeezicht", version=2)
    section = assessment.sections.get(category__number=2)
    assessment.delegate_only(colleague, [section], by=None)
    moved = row("1.1", category="2")

    done = save(sheet_of(*AS_MADE[1:], moved), "Norm")

    assert done.delegations_ended == 1
    assert delegated(colleague) == set()
    assert not Answer.objects.visible_to(colleague).exists()
    last = AccessLog.objects.about(section).first()
    assert (last.action, last.detail) == (AccessLog.Action.CLOSED, colleague.email)


def test_a_delegation_ends_with_its_category(colleague, assessment):
    gone = assessment.sections.get(category__number=2)

    done = save(sheet_of(*AS_MADE[:3]), "Norm")

    assert done.delegations_ended == 1
    assert delegated(colleague) == {"Hoofdstuk 1"}
    assert AccessLog.objects.about(gone).first().action == AccessLog.Action.CLOSED


# --- the command


@pytest.fixture
def write(tmp_path):
    """Return a function that writes rows to a CSV file and gives its address."""

    def write(*rows, header=HEADER):
        path = tmp_path / f"norm{next(files)}.csv"
        with path.open("w", newline="") as file:
            csv.writer(file, delimiter=";").writerows([header, *rows])
        return path

    return write


def test_the_command_says_what_it_did_in_numbers(framework, assessment, write, capsys):
    save(sheet_of(*AS_MADE), "Norm")
    rows = [*AS_MADE[:4], row("2.2", title="Nieuwe titel"), row("3.1", predecessors="9.9")]

    call_command("import_framework", write(*rows), name=" Norm ")

    assert capsys.readouterr().out.splitlines() == [
        "Norm (bestond al)",
        "  6 controls in 3 categorieën",
        "  1 nieuw, 1 gewijzigd, 1 vervallen",
        "  0 controls kregen andere voorgangers",
        "  0 rijen overgeslagen die volgens het bestand niet meetellen",
        "  1 zelfevaluaties bijgewerkt",
        "  1 nooit ingevulde antwoorden verwijderd",
        "  0 keer een categorie weggehaald bij een collega",
        "Vervallen controls:",
        "  2.3",
        "Voorgangers die in geen eerdere uitgave staan:",
        "  9.9",
    ]


def test_the_command_takes_a_transition(framework, write, capsys):
    transition = write(
        ["1.1", "A.1", "differs: A.2"],
        ["1.2", "A.3", "agrees"],
        header=["control_2013", "control_2022", "second_source"],
    )
    given = write(row("A.1", category="1"))

    call_command("import_framework", given, name="Nieuw", transition=str(transition))

    told = capsys.readouterr().out.splitlines()
    assert told[0] == "Nieuw (nieuwe uitgave)"
    assert told[8:] == [
        "Staan alleen in de overgang, niet in deze uitgave:",
        "  A.3",
        "Laat iemand deze overgangen nakijken:",
        "  1.1 → A.1 (een andere bron: A.2)",
    ]


def test_the_command_saves_nothing_when_a_row_is_wrong(framework, write):
    before = everything()

    with pytest.raises(CommandError) as error:
        call_command("import_framework", write(row("1.1", title="Anders"), row("1.1")), name="Norm")

    assert everything() == before
    assert str(error.value).splitlines()[0] == "Er is niets opgeslagen. Verbeter dit eerst:"
    assert str(error.value).splitlines()[1].startswith("Rij 3: control 1.1 staat ook in rij 2.")


def test_without_a_name_most_controls_tell_that_it_is_the_provisional_edition(framework, write):
    framework.is_provisional = True
    framework.save()

    call_command("import_framework", write(*AS_MADE))

    framework.refresh_from_db()
    assert not framework.is_provisional
    assert Framework.objects.count() == 1


def test_without_a_name_another_norm_is_named_after_its_file(framework, write):
    path = write(row("9.1"), row("9.2"))

    call_command("import_framework", path)

    assert {edition.name for edition in Framework.objects.all()} == {framework.name, path.stem}


def test_the_command_says_that_a_file_is_not_there(framework, tmp_path):
    with pytest.raises(CommandError, match="kan niet worden gelezen"):
        call_command("import_framework", tmp_path / "weg.csv", name="Norm")


def test_the_command_refuses_what_is_no_spreadsheet(framework, tmp_path):
    path = tmp_path / "norm.xls"
    path.write_bytes(b"niets")

    with pytest.raises(CommandError, match=r"Bewaar uw werkblad als \.xlsx"):
        call_command("import_framework", path, name="Norm")


def test_the_official_layout_replaces_ours_without_a_release(db, utrecht, write):
    call_command("load_content", verbosity=0)
    framework = Framework.objects.get()
    assessment = make_assessment(utrecht, framework)
    make_answer(assessment, "5.1.1", note="Van ons.", version=2)
    numbers = Control.objects.order_by("position").values_list("number", flat=True)
    rows = [row(number, name=f"Officieel {number.partition('.')[0]}") for number in numbers]

    call_command("import_framework", write(*rows), name=framework.name)

    framework.refresh_from_db()
    assert str(framework) == "BIO 1.04 / BIO-SA"
    assert list(layout(framework)) == [f"{n} Officieel {n}" for n in range(5, 19)]
    assert Control.objects.exclude(explanation="").count() == 110
    assert assessment.answers.get(control__number="5.1.1").note == "Van ons."
    assert (assessment.answers.count(), assessment.sections.count()) == (110, 14)


def test_content_still_loads_after_the_official_layout(db, write):
    call_command("load_content", verbosity=0)
    framework = Framework.objects.get()
    rows = [row("5.1.1"), row("5.1.2")]
    call_command("import_framework", write(*rows), name=framework.name)

    call_command("load_content", verbosity=0)

    assert layout(framework) == {"5 Hoofdstuk 5": ["5.1.1", "5.1.2"]}


def test_a_workbook_is_read_as_well(framework, tmp_path):
    path = tmp_path / "norm.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        for place, cells in enumerate([HEADER, *AS_MADE]):
            sheet.write_row(place, 0, cells)
        sheet.write_number(1, 0, 1)

    call_command("import_framework", path, name="Nieuw")

    assert layout(Framework.objects.get(name="Nieuw")) == layout(framework)
