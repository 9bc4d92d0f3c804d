"""Reading a spreadsheet in: the preview, the choice, the confirmation, and what goes wrong."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loket.models import AccessLog
from selfassessment.models import CHANGEABLE, Answer
from tests.make import make_answer, make_assessment, make_control, make_framework
from tests.read import heading, main_text
from tests.selfassessment.reading import CONFIRMED, CSV, UPLOAD, XLSX, confirm, send
from tests.sheets import text_cell, xlsx, xlsx_parts, zipped

CANARY = "Kanariepiet"


@pytest.fixture
def assessment(utrecht, cast):
    return make_assessment(utrecht)


@pytest.fixture
def client(client_of):
    return client_of("contact")


def table(*rows, header="Control;Status;Volwassenheid;Toelichting;Actiehouder;Streefdatum;Versie"):
    """A CSV with these rows, each one string."""
    return "\r\n".join([header, *rows]).encode()


def now(assessment, control="1.1"):
    """What an answer holds: {field: value}."""
    rows = Answer.objects.filter(assessment=assessment, control__number=control)
    return rows.values(*CHANGEABLE, "version").get()


def everything(assessment):
    rows = Answer.objects.filter(assessment=assessment).order_by("pk")
    return list(rows.values_list("pk", *CHANGEABLE, "version"))


def problems(page):
    """The problems that a page names, each in full."""
    assert heading(page) == "Lees een ingevuld bestand in"
    assert "Er is niets ingelezen" in main_text(page)
    form = [error for errors in page.context["form"].errors.values() for error in errors]
    return [*form, *page.context["problems"]]


def changes(page):
    """What a preview says will change: {control: [(field, old, new)]}."""
    assert heading(page) == "Wat er verandert"
    return {
        change.answer.control.number: change.differences
        for change in page.context["proposal"].changes
    }


def changed_again(assessment, control, **fields):
    """Let a colleague change an answer, as a new version."""
    answer = Answer.objects.get(assessment=assessment, control__number=control)
    assert answer.change(fields, seen=answer.version, by=None)


# --- the ordinary way


@pytest.mark.parametrize(("address", "name"), [(XLSX, "blad.xlsx"), (CSV, "blad.csv")])
def test_what_was_downloaded_and_not_touched_changes_nothing(assessment, client, address, name):
    make_answer(
        assessment,
        "1.1",
        status="not_applicable",
        maturity=5,
        note="=1+1; 'aan'\n\n- regel \"drie\"\n'=x é€",
        action_owner="'- De CISO",
        target_date=date(2026, 2, 1),
        version=3,
    )
    before = everything(assessment)

    page = send(client, client.get(address).content, name)

    assert changes(page) == {}
    assert "Er verandert niets. 6 rijen in uw bestand zijn gelijk aan wat er staat." in (
        main_text(page)
    )
    assert "Bevestig" not in main_text(page)
    assert everything(assessment) == before


def test_the_preview_shows_old_and_new_and_saves_nothing(assessment, client):
    make_answer(assessment, "1.1", note="Oud", maturity=2)
    before = everything(assessment)

    page = send(client, table("1.1;Gepland;;Nieuw;;31-12-2026;", "1.2;;;;;;"), "blad.csv")

    assert changes(page) == {
        "1.1": [
            ("Status", "Niet gestart", "Gepland"),
            ("Volwassenheid", "2 Herhaalbaar", "leeg"),
            ("Toelichting", "Oud", "Nieuw"),
            ("Streefdatum", "leeg", "31-12-2026"),
        ]
    }
    text = main_text(page)
    assert "1 control verandert. 1 rij in uw bestand is gelijk aan wat er staat." in text
    assert "1.1 Control 1.1 Toelichting Oud Nieuw" in text
    assert everything(assessment) == before


def test_confirming_saves_just_that_as_one_new_version_by_this_person(assessment, client, cast):
    page = send(client, table("1.1;Gepland;3;Nieuw;;;", "1.2;;;;;;"), "blad.csv")

    answer = confirm(client, page)

    assert answer.headers["Location"] == CONFIRMED
    assert now(assessment) == {
        "status": "planned",
        "maturity": 3,
        "note": "Nieuw",
        "action_owner": "",
        "target_date": None,
        "version": 2,
    }
    assert now(assessment, "1.2")["version"] == 1
    records = Answer.objects.get(assessment=assessment, control__number="1.1").versions.all()
    assert [(record.version, record.history_user) for record in records] == [
        (2, cast["contact"]),
        (1, None),
    ]
    assert "1 antwoord is gewijzigd." in main_text(client.get(CONFIRMED))


def test_reading_the_same_file_in_twice_changes_nothing_the_second_time(assessment, client):
    content = table("1.1;Gepland;3;Nieuw;;;1")
    confirm(client, send(client, content, "blad.csv"))

    assert changes(send(client, content, "blad.csv")) == {}


def test_each_step_is_on_record(assessment, client):
    client.get(UPLOAD)
    confirm(client, send(client, table("1.1;Gepland;;;;;"), "blad.csv"))

    notes = AccessLog.objects.about(assessment).values_list("detail", flat=True)
    assert list(notes) == ["inlezen", "inlezen", "inlezen"]


# --- who


@pytest.mark.parametrize("person", ["outsider", "member", "other_contact", "staff", "admin"])
def test_nobody_else_can_read_in(assessment, client_of, client, person):
    page = send(client, table("1.1;Gepland;;;;;"), "blad.csv")
    stranger = client_of(person)

    assert stranger.get(UPLOAD).status_code == 404
    assert send(stranger, table("1.1;Gepland;;;;;"), "blad.csv").status_code == 404
    assert confirm(stranger, page).status_code == 404
    assert now(assessment)["version"] == 1


def test_a_visitor_is_asked_to_log_in(assessment, client_of):
    assert client_of("visitor").get(UPLOAD).headers["Location"].startswith("/account/login/")


def test_a_colleague_reads_in_what_was_delegated_and_learns_nothing_of_the_rest(
    assessment, client, client_of, cast
):
    make_answer(assessment, "1.1", note=CANARY)
    own = assessment.sections.filter(category__number=2)
    assessment.delegate_only(cast["member"], own, by=cast["contact"])
    member = client_of("member")

    confirm(member, send(member, table("2.1;Gepland;;;;;"), "blad.csv"))
    assert now(assessment, "2.1")["status"] == "planned"

    page = send(member, table("1.1;Gepland;;;;;", "7.7;Gepland;;;;;"), "blad.csv")
    first, second = problems(page)
    assert first.replace("Rij 2, control 1.1", "") == second.replace("Rij 3, control 7.7", "")
    assert CANARY not in page.content.decode()
    title = send(member, table("7.7;Control 1.1;Gepland", header="Control;Titel;Status"), "x.csv")
    assert problems(title)[0].replace("Rij 2", "Rij 3") == second

    lines = send(client, table("1.1;Gepland;;;;;"), "blad.csv").context["lines"]
    assert problems(member.post(UPLOAD, {"lines": lines})) == [first]
    assert now(assessment, "1.1")["status"] == "not_started"


@pytest.mark.parametrize("which", ["newer", "older"])
def test_a_sheet_speaks_only_of_the_assessment_of_its_address(assessment, client, utrecht, which):
    newer = make_assessment(utrecht, make_framework(position=9))
    here, other = (newer, assessment) if which == "newer" else (assessment, newer)
    address = f"/zelfevaluatie/VR09.{here.framework_id}/inlezen/"

    confirm(client, send(client, table("1.1;Gepland;;;;;"), "blad.csv", address), address)

    assert now(here)["status"] == "planned"
    assert now(other)["status"] == "not_started"


def test_a_right_withdrawn_between_preview_and_confirm_is_gone(
    assessment, client_of, cast, utrecht
):
    contact = client_of("contact")
    page = send(contact, table("1.1;Gepland;;;;;"), "blad.csv")
    cast["contact"].work_for([], by=cast["staff"])

    assert confirm(contact, page).status_code == 404
    assert now(assessment)["version"] == 1


# --- sheets that somebody else made


def test_columns_are_found_by_name_in_any_order_under_a_title(assessment, client):
    rows = [
        b"Onze lijst, versie 2026",
        b"",
        b"Deadline;NIVEAU; Eigenaar ;Opmerking;Nr.;Status;Risico;Kosten",
        b"2026-12-31;3 Vastgelegd;De CISO;Loopt;1.1;in UITVOERING;hoog;",
    ]

    page = send(client, b"\n".join(rows), "blad.csv")

    assert changes(page)["1.1"] == [
        ("Status", "Niet gestart", "In uitvoering"),
        ("Volwassenheid", "leeg", "3 Vastgelegd"),
        ("Toelichting", "leeg", "Loopt"),
        ("Actiehouder", "leeg", "De CISO"),
        ("Streefdatum", "leeg", "31-12-2026"),
    ]
    assert "Deze kolommen kennen wij niet en lezen wij niet: Risico, Kosten." in main_text(page)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("CONTROLNUMMER;Toelichting/opmerking", "Toelichting"),
        ("maatregel;Opmerkingen", "Toelichting"),
        ("Control nr;verantwoordelijke", "Actiehouder"),
        ("Cóntrol;Áctiehouder", "Actiehouder"),
        ("Nummer;Eigenaar", "Actiehouder"),
    ],
)
def test_other_names_of_columns_are_understood(assessment, client, header, field):
    page = send(client, table("1.1;woord", header=header), "blad.csv")

    assert changes(page)["1.1"] == [(field, "leeg", "woord")]


def test_of_two_columns_that_may_be_meant_the_one_with_our_name_counts(assessment, client):
    page = send(
        client, table("ja;1.1;mijn;jouw", header="Nr;Control;Toelichting;Opmerking"), "x.csv"
    )

    assert changes(page)["1.1"] == [("Toelichting", "leeg", "mijn")]
    assert page.context["unknown"] == ["Nr", "Opmerking"]


def test_a_column_that_is_not_there_changes_nothing_and_an_empty_status_neither(assessment, client):
    make_answer(assessment, "1.1", status="planned", note="Blijft", maturity=4)

    page = send(client, table("1.1;;", header="Control;Status;Volwassenheid"), "blad.csv")

    assert changes(page)["1.1"] == [("Volwassenheid", "4 Beheerst", "leeg")]


@pytest.mark.parametrize("status", ["nvt", "N.V.T.", "n.v.t", "niet van toepassing"])
def test_not_applicable_may_be_short(assessment, client, status):
    page = send(client, table(f"1.1;{status};;Geen kantoor;;;"), "blad.csv")

    assert changes(page)["1.1"][0] == ("Status", "Niet gestart", "Niet van toepassing")


@pytest.mark.parametrize(
    "level", ["3", "3.0", "3,0", "3 Vastgelegd", "3: vastgelegd", "Vastgelegd"]
)
def test_a_level_may_be_written_in_several_ways(assessment, client, level):
    page = send(client, table(f'1.1;;"{level}";;;;'), "blad.csv")

    assert changes(page)["1.1"] == [("Volwassenheid", "leeg", "3 Vastgelegd")]


@pytest.mark.parametrize("day", ["2026-12-31", "31-12-2026", "31/12/2026"])
def test_a_day_may_be_written_in_several_ways(assessment, client, day):
    page = send(client, table(f"1.1;;;;;{day};"), "blad.csv")

    assert changes(page)["1.1"] == [("Streefdatum", "leeg", "31-12-2026")]


def test_a_number_or_day_in_a_text_column_is_read_as_it_shows(assessment, client):
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    cells = (
        f"<row>{''.join(text_cell(f'{letter}1', name) for letter, name in HEADS)}</row>"
        f'<row>{text_cell("A2", "1.1")}<c r="B2"><v>2.5</v></c>'
        '<c r="C2" s="1"><v>46387</v></c></row>'
        f'<row>{text_cell("A3", "1.2")}<c r="B3" t="b"><v>1</v></c><c r="C3"><v>12</v></c></row>'
    )

    page = send(client, xlsx(cells, styles=styles))

    assert changes(page) == {
        "1.1": [("Toelichting", "leeg", "2,5"), ("Actiehouder", "leeg", "31-12-2026")],
        "1.2": [("Toelichting", "leeg", "ja"), ("Actiehouder", "leeg", "12")],
    }


HEADS = [("A", "Control"), ("B", "Toelichting"), ("C", "Actiehouder")]


def test_rows_that_say_nothing_are_passed_over(assessment, client):
    page = send(client, table(";;;;;;", "1.1;Gepland;;;;;", ";;;;;;", ""), "blad.csv")

    assert list(changes(page)) == ["1.1"]
    assert page.context["proposal"].unchanged == 0


# --- the number of a control


def numbered(*cells):
    """An XLSX in which the control of each row is the cell given, with a new status."""
    rows = "".join(
        f"<row>{cell.format(f'A{row}')}{text_cell(f'B{row}', 'Gepland')}</row>"
        for row, cell in enumerate(cells, start=2)
    )
    head = f"<row>{text_cell('A1', 'Control')}{text_cell('B1', 'Status')}</row>"
    return xlsx(head + rows, styles='<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>')


def test_a_number_that_can_be_one_control_only_is_that_control(assessment, client):
    page = send(client, numbered('<c r="{}"><v>1.2</v></c>'))

    assert list(changes(page)) == ["1.2"]


def test_9_1_and_9_10_are_never_mixed_up(assessment, client):
    chapter = assessment.framework.categories.get(number=1)
    make_control(category=chapter, number="1.10", title="Tien", position=200)
    assessment.add_missing_rows(by=None)

    page = send(client, numbered('<c r="{}"><v>1.1</v></c>'))

    [problem] = problems(page)
    assert "dit getal kan control 1.1 of 1.10 zijn." in problem
    exact = send(client, table("1.1;Gepland", "1.10;Ingevoerd", header="Control;Status"), "x.csv")
    assert changes(exact) == {
        "1.1": [("Status", "Niet gestart", "Gepland")],
        "1.10": [("Status", "Niet gestart", "Ingevoerd")],
    }


def test_a_number_under_the_title_of_another_control_is_doubted(assessment, client):
    page = send(client, table("1.1;control 1.2;Gepland", header="Control;Titel;Status"), "blad.csv")

    assert problems(page) == [
        "Rij 2, control 1.1: deze titel hoort bij control 1.2. Kijk na of het nummer klopt."
    ]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="{}" s="1"><v>46031</v></c>', "09-01-2026"),
        ('<c r="{}" t="b"><v>1</v></c>', "ja"),
        ('<c r="{}"><v>7</v></c>', "7"),
    ],
)
def test_what_excel_made_of_a_number_is_not_guessed(assessment, client, cell, shown):
    [problem] = problems(send(client, numbered(cell)))

    assert problem.startswith(f"Rij 2, control {shown}: deze control staat niet in deze")
    assert "opmaak ‘tekst’" in problem


# --- problems


def test_five_bad_rows_are_all_named_and_nothing_can_be_confirmed(assessment, client):
    before = everything(assessment)
    content = table(
        "1.1;Gepland;;;;;",
        "1.2;Klaar;;;;;",
        "1.3;nvt;;;;;",
        "9.9;Gepland;;;;;",
        "2.1;;6;;;32-12-2026;",
        "1.1;Ingevoerd;;;;;",
        "2.2;Ingevoerd;;;;;",
    )

    page = send(client, content, "blad.csv")

    found = problems(page)
    assert [problem.partition(":")[0] for problem in found] == [
        "Rij 3, control 1.2",
        "Rij 4, control 1.3",
        "Rij 5, control 9.9",
        "Rij 6, control 2.1",
        "Rij 6, control 2.1",
        "Rij 7, control 1.1",
    ]
    assert found[5] == "Rij 7, control 1.1: deze control staat ook in rij 2. Laat er één staan."
    assert "Bevestig" not in main_text(page)
    assert "Fout: Bestand inlezen" in page.content.decode()
    assert everything(assessment) == before


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("1.1;Klaar;;;;;", "Status: Deze status kennen wij niet. Kies uit: Niet gestart, Gepland,"),
        ("1.1;;0;;;;", "Volwassenheid: Dit is geen niveau. Vul 1, 2, 3, 4 of 5 in"),
        ("1.1;;2,5;;;;", "Volwassenheid: Dit is geen niveau."),
        ("1.1;;hoog;;;;", "Volwassenheid: Dit is geen niveau."),
        ("1.1;nvt;;;;;", "Toelichting: Schrijf bij “Niet van toepassing” in de toelichting"),
        (f"1.1;;;{'x' * 5_001};;;", "Toelichting: Dit is te lang: gebruik hoogstens 5000 tekens."),
        (f"1.1;;;;{'x' * 151};;", "Actiehouder: Dit is te lang: gebruik hoogstens 150 tekens."),
        ("1.1;;;;;morgen;", "Streefdatum: Dit is geen datum. Vul een dag in zoals 31-12-2026."),
        ("1.1;;;;;30-02-2026;", "Streefdatum: Dit is geen datum."),
        ("1.1;;;;;46387;", "Streefdatum: Dit is geen datum."),
        ("1.1;;;;;31-12/2026;", "Streefdatum: Dit is geen datum."),
        ("1.1;;;;;;2", "versie 2 van dit antwoord bestaat nog niet."),
        ("1.1;;;;;;nul", "Dit is geen versie."),
        (";Gepland;;;;;", "het nummer van de control ontbreekt."),
    ],
)
def test_what_is_wrong_is_said_with_its_row(assessment, client, row, problem):
    [found] = problems(send(client, table("1.2;Gepland;;;;;", row), "blad.csv"))

    place = "Rij 3, control 1.1: " if row.startswith("1.1") else "Rij 3: "
    assert found.startswith(place + problem)


def test_the_row_is_the_number_beside_it_in_the_spreadsheet(assessment, client):
    content = b"Titel\n\n" + table("1.1;Gepland;;;;;", ";;;;;;", "1.2;Klaar;;;;;")

    [found] = problems(send(client, content, "blad.csv"))

    assert found.startswith("Rij 6, control 1.2: ")


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (b"x" * (50 * 1024 * 1024), "blad.xlsx", "Dit bestand is te groot: ruim 50 MB."),
        (
            zipped(xlsx_parts("") | {"xl/worksheets/sheet1.xml": b" " * 50_000_000}),
            "blad.xlsx",
            "Er zit te veel in dit bestand.",
        ),
        (xlsx('<row><c r="B4"><f>1+1</f></c></row>'), "blad.xlsx", "In dit blad staan formules"),
        (bytes.fromhex("D0CF11E0A1B11AE1"), "blad.xlsx", "Dit is een oud Excel-bestand (.xls)"),
        (
            xlsx(f"<row>{text_cell('XFD1048576', 'x')}</row>"),
            "blad.xlsx",
            "Dit blad is te groot: er staat iets in cel XFD1048576.",
        ),
        (b"", "blad.csv", "Dit bestand is leeg."),
        (b"a;b\n1;2", "blad.csv", "Wij vinden in de eerste 10 rijen geen kolom met de nummers"),
        (
            b"Control;Titel\n1.1;x",
            "blad.csv",
            "In dit blad staat geen kolom die wij kunnen inlezen",
        ),
        (b"Control;Status;Status\n1.1;x;y", "blad.csv", "De kolom ‘Status’ staat er twee keer."),
        (b"Control;Status", "blad.csv", "Er staan geen controls in dit blad."),
    ],
)
def test_a_file_that_cannot_be_used_gets_a_clear_answer(assessment, client, content, name, problem):
    before = everything(assessment)

    page = send(client, content, name)

    assert page.status_code == 200
    [found] = problems(page)
    assert found.startswith(problem)
    assert everything(assessment) == before


def test_nothing_of_a_file_stays_on_the_disk(assessment, client, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path

    send(client, b"x" * (4 * 1024 * 1024), "blad.csv")
    send(client, b"x" * (50 * 1024 * 1024), "blad.xlsx")

    assert list(tmp_path.iterdir()) == []


def test_choosing_no_file_is_answered_too(assessment, client):
    assert problems(client.post(UPLOAD)) == ["Kies een bestand."]
    assert problems(client.post(UPLOAD, {"file": "tekst"})) == ["Kies een bestand."]


def test_too_much_text_to_confirm_in_one_go_says_what_to_do(client, utrecht, cast):
    make_assessment(utrecht, categories=20, controls=10)
    numbers = [f"{chapter}.{step}" for chapter in range(1, 21) for step in range(1, 11)]
    rows = [f"{number};{'€' * 5_000}" for number in numbers]

    page = send(client, table(*rows, header="Control;Toelichting"), "blad.csv")

    assert problems(page)[0].startswith("Dit bestand verandert te veel tekst in één keer.")


def test_a_whole_assessment_full_of_text_can_be_confirmed(client, utrecht, cast):
    assessment = make_assessment(utrecht, categories=11, controls=10)
    numbers = [f"{chapter}.{step}" for chapter in range(1, 12) for step in range(1, 11)]
    quoted = 'é<&""' * 1_200
    rows = [f'{number};"{quoted}"' for number in numbers]

    page = send(client, table(*rows, header="Control;Toelichting"), "blad.csv")
    confirm(client, page)

    held = Answer.objects.filter(assessment=assessment, note='é<&"' * 1_200, version=2)
    assert held.count() == 110


# --- two people at once


def test_what_both_changed_is_shown_side_by_side_and_the_portal_wins_by_default(assessment, client):
    changed_again(assessment, "1.1", note="Van een collega")
    content = table("1.1;;;Uit het bestand;;;1", "1.2;Gepland;;;;;1")

    page = send(client, content, "blad.csv")

    assert [change.answer.control.number for change in page.context["proposal"].conflicts] == [
        "1.1"
    ]
    assert "Toelichting Van een collega Uit het bestand" in main_text(page)
    assert 'value="portaal" checked' in page.content.decode()
    confirm(client, page)
    assert now(assessment)["note"] == "Van een collega"
    assert now(assessment)["version"] == 2
    assert now(assessment, "1.2")["status"] == "planned"


def test_whoever_chooses_the_file_gets_the_file(assessment, client):
    changed_again(assessment, "1.1", note="Van een collega")

    page = send(client, table("1.1;Gepland;;Uit het bestand;;;1"), "blad.csv")
    confirm(client, page, **{"1.1": "bestand"})

    assert now(assessment)["note"] == "Uit het bestand"
    assert now(assessment)["status"] == "planned"
    assert now(assessment)["version"] == 3


def test_what_only_the_portal_changed_stays(assessment, client):
    old = client.get(XLSX).content
    changed_again(assessment, "1.1", note="Van een collega", maturity=4)

    assert changes(send(client, old)) == {}


def test_different_fields_of_one_control_do_not_conflict(assessment, client):
    changed_again(assessment, "1.1", note="Van een collega")

    page = send(client, table("1.1;Gepland;;;;;1"), "blad.csv")

    assert changes(page) == {"1.1": [("Status", "Niet gestart", "Gepland")]}
    assert page.context["proposal"].conflicts == []
    confirm(client, page)
    assert now(assessment)["note"] == "Van een collega"
    assert now(assessment)["status"] == "planned"


def test_the_same_change_made_twice_is_no_conflict(assessment, client):
    changed_again(assessment, "1.1", note="Hetzelfde")

    assert changes(send(client, table("1.1;;;Hetzelfde;;;1"), "blad.csv")) == {}


def test_of_a_version_that_is_on_no_record_every_difference_is_a_conflict(assessment, client):
    answer = make_answer(assessment, "1.1", note="Nu", version=5)
    answer.versions.all().delete()

    page = send(client, table("1.1;;;Anders;;;3"), "blad.csv")

    assert [change.is_conflict for change in page.context["proposal"].changes] == [True]


def test_a_change_between_preview_and_confirm_shows_the_preview_again(assessment, client):
    page = send(client, table("1.1;Gepland;;Uit het bestand;;;", "1.2;Gepland;;;;;"), "blad.csv")
    changed_again(assessment, "1.1", note="Intussen")
    before = everything(assessment)

    again = confirm(client, page)

    assert "Terwijl u keek, heeft iemand antwoorden gewijzigd." in main_text(again)
    assert [change.answer.control.number for change in again.context["proposal"].conflicts] == [
        "1.1"
    ]
    assert everything(assessment) == before
    confirm(client, again)
    assert now(assessment)["note"] == "Intussen"
    assert now(assessment, "1.2")["status"] == "planned"


def test_a_change_of_another_control_does_not_matter(assessment, client):
    page = send(client, table("1.1;Gepland;;;;;", "1.2;;;;;;"), "blad.csv")
    changed_again(assessment, "1.2", note="Intussen")

    assert confirm(client, page).headers["Location"] == CONFIRMED
    assert now(assessment)["status"] == "planned"


# --- what comes back from a browser is not believed


def tampered(page, **fields):
    """The lines of a preview, the first with other values."""
    [line, *rest] = json.loads(page.context["lines"])
    return json.dumps([{**line, **fields}, *rest])


@pytest.mark.parametrize(
    "lines",
    [
        "",
        "geen json",
        "{}x",
        "3",
        "null",
        '"tekst"',
        "[1]",
        "[[]]",
        "[{}]",
        '{"row": 2}',
        "[" * 100_000,
        "9" * 5_000,
        '[{"row": 2, "control": "1.1", "title": "", "version": null, "cells": {}}, 3]',
    ],
)
def test_lines_that_are_none_get_a_clear_answer(assessment, client, lines):
    page = client.post(UPLOAD, {"lines": lines})

    assert page.status_code == 200
    assert problems(page) == [
        "Wat u wilde bevestigen, is niet goed aangekomen. Kies het bestand opnieuw."
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"row": "2"},
        {"row": 0},
        {"row": True},
        {"row": 10**9},
        {"control": ["1.1"]},
        {"control": {"a": 1}},
        {"title": None},
        {"title": 3},
        {"version": [1]},
        {"seen": None},
        {"seen": -1},
        {"cells": []},
        {"cells": {"status": ["Gepland"]}},
        {"cells": {"note": {"a": 1}}},
        {"cells": {"note": "\ud800"}},
        {"cells": {"version": 9}},
        {"cells": {"assessment": 1}},
        {"cells": {"control_id": 1}},
        {"pk": 1},
    ],
)
def test_lines_with_something_else_in_them_are_refused(assessment, client, fields):
    page = send(client, table("1.1;Gepland;;;;;"), "blad.csv")

    answer = client.post(UPLOAD, {"lines": tampered(page, **fields)})

    assert problems(answer) == [
        "Wat u wilde bevestigen, is niet goed aangekomen. Kies het bestand opnieuw."
    ]
    assert now(assessment)["version"] == 1


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"cells": {"status": "not_a_status"}}, "Status: Deze status kennen wij niet."),
        ({"cells": {"maturity": 9}}, "Volwassenheid: Dit is geen niveau."),
        ({"cells": {"maturity": 1e999}}, "Volwassenheid: Dit is geen niveau."),
        ({"cells": {"note": "x" * 5_001}}, "Toelichting: Dit is te lang"),
        ({"cells": {"note": "a\0b"}}, "Toelichting: Hierin staat een teken dat niet kan."),
        ({"cells": {"status": "nvt"}}, "Toelichting: Schrijf bij “Niet van toepassing”"),
        (
            {"control": "9.9"},
            "deze control staat niet in deze zelfevaluatie, of u vult haar niet in.",
        ),
        (
            {"control": 1e999},
            "deze control staat niet in deze zelfevaluatie, of u vult haar niet in.",
        ),
        ({"control": None}, "het nummer van de control ontbreekt."),
        ({"version": 99}, "versie 99 van dit antwoord bestaat nog niet."),
        ({"version": "1e9"}, "Dit is geen versie."),
    ],
)
def test_what_was_confirmed_obeys_the_same_rules_as_a_file(assessment, client, fields, problem):
    page = send(client, table("1.1;Gepland;;;;;"), "blad.csv")

    [found] = problems(client.post(UPLOAD, {"lines": tampered(page, **fields)}))

    assert found.split(": ", 1)[1].startswith(problem)
    assert now(assessment)["version"] == 1


def test_the_same_control_twice_in_what_comes_back_is_refused(assessment, client):
    page = send(client, table("1.1;Gepland;;;;;"), "blad.csv")
    [line] = json.loads(page.context["lines"])

    answer = client.post(UPLOAD, {"lines": json.dumps([line, {**line, "row": 3}])})

    assert len(problems(answer)) == 1
    assert now(assessment)["version"] == 1


@pytest.mark.parametrize("seen", [0, 2, 10**30])
def test_a_version_that_nobody_saw_brings_the_preview_back(assessment, client, seen):
    changed_again(assessment, "1.1", maturity=1)
    changed_again(assessment, "1.1", maturity=2)
    page = send(client, table("1.1;Gepland", header="Control;Status"), "blad.csv")

    again = client.post(UPLOAD, {"lines": tampered(page, seen=seen)})

    assert heading(again) == "Wat er verandert"
    assert now(assessment)["version"] == 3


def test_a_choice_for_something_else_does_nothing(assessment, client):
    page = send(client, table("1.1;Gepland;;;;;"), "blad.csv")

    confirm(client, page, **{"2.1": "bestand", "": "bestand", "1.1": "iets"})

    assert now(assessment)["status"] == "planned"
    assert now(assessment, "2.1")["version"] == 1


def test_a_file_named_like_code_is_only_a_name(assessment, client):
    page = send(client, b"x", '"><script>alert(1)</script>.csv')

    assert "<script>alert" not in page.content.decode()


def test_text_from_a_file_is_shown_as_text(assessment, client):
    page = send(
        client, table("1.1;<script>alert(1)</script>", header="Control;Toelichting"), "x.csv"
    )

    assert "<script>alert" not in page.content.decode()
    assert changes(page)["1.1"] == [("Toelichting", "leeg", "<script>alert(1)</script>")]


# --- cost


def test_a_preview_takes_the_same_few_queries_for_any_number_of_rows(
    client, utrecht, cast, django_assert_max_num_queries
):
    make_assessment(utrecht, categories=4, controls=10)
    numbers = [f"{chapter}.{step}" for chapter in range(1, 5) for step in range(1, 11)]
    content = table(*[f"{number};Gepland;;;;;1" for number in numbers])
    client.get(UPLOAD)

    with django_assert_max_num_queries(8):
        page = send(client, content, "blad.csv")
    with django_assert_max_num_queries(14):
        confirm(client, page)


def test_the_answers_are_held_while_they_are_compared_and_saved(assessment, client):
    page = send(client, table("1.1;Gepland;;;;;"), "blad.csv")

    with CaptureQueriesContext(connection) as queries:
        confirm(client, page)

    held = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    # SQLite has no locks on rows: there a whole transaction takes its turn
    assert len(held) == int(connection.features.has_select_for_update)
