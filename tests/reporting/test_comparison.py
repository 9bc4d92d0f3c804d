"""Two versions of one region beside each other: which ones, and what differs."""

from datetime import date

import pytest

from reporting.comparison import comparison, default_of, submitted, versions_of
from reporting.models import ProgressReport
from tests.make import make_answer, make_assessment, make_framework, make_period, make_report
from tests.read import main_text

ADDRESS = "/rapportages/2026-Q3/VR09/vergelijken/"
WRONG = "Hiermee kunnen wij niet vergelijken."
CANARY = "Kanariepiet"


@pytest.fixture
def assessment(utrecht):
    """Utrecht's assessment of six controls in two categories."""
    assessment = make_assessment(utrecht)
    make_answer(assessment, "1.1", status="implemented", maturity=4, note="Zo.")
    return assessment


@pytest.fixture
def reports(assessment, cast):
    """Reports on Q1 to Q3 of 2026; that on Q2 was later reopened and submitted again."""
    made = {}
    for quarter in (1, 2, 3):
        period = make_period(2026, quarter, framework=assessment.framework)
        made[quarter] = make_report(assessment.region, period)
        make_answer(assessment, "2.1", status="planned", maturity=quarter)
    report = made[2]
    report.reopen(reason="Zo.", by=cast["staff"])
    report.submit(by=None)
    return made


def keys(versions):
    return [version.key for version in versions]


def test_versions_are_offered_latest_first_with_their_keys(reports, utrecht, cast):
    found = versions_of(utrecht, cast["contact"])

    assert keys(found) == ["2026-Q3", "2026-Q2", "2026-Q2.1", "2026-Q1"]
    assert [one.label for one in found][1:3] == ["2026-Q2", "2026-Q2, versie 1"]


def test_what_is_being_written_is_not_offered(reports, utrecht, cast):
    reports[3].reopen(reason="Zo.", by=cast["staff"])
    found = versions_of(utrecht, cast["contact"])

    assert keys(found) == ["2026-Q3.2", "2026-Q3", "2026-Q2", "2026-Q2.1", "2026-Q1"]
    assert keys(submitted(found)) == ["2026-Q3", "2026-Q2", "2026-Q2.1", "2026-Q1"]


def test_the_default_is_the_quarter_before_then_a_version_before_then_what_there_is(
    reports, utrecht, cast
):
    third, second, first_of_second, first = versions_of(utrecht, cast["contact"])

    assert default_of([third, second, first_of_second, first], third) == second
    assert default_of([third, second, first_of_second, first], second) == first
    assert default_of([third, second, first_of_second], second) == first_of_second
    assert default_of([third, first], first) == third
    assert default_of([third], third) is None


def differences_of(then, now, user):
    return [(row.control.number, row.fields) for row in comparison(then, now, user).different]


def test_each_field_that_differs_is_told_in_words(assessment, utrecht, cast):
    framework = assessment.framework
    then = make_report(utrecht, make_period(2026, 2, framework=framework)).current
    answer = make_answer(
        assessment, "2.2", status="implemented", maturity=2, note="Nieuw.", action_owner="CISO",
        target_date=date(2026, 12, 1),
    )  # fmt: skip
    answer.add_evidence(name="Beleid", by=None)
    now = make_report(utrecht, make_period(2026, 3, framework=framework)).current

    assert differences_of(then, now, cast["contact"]) == [
        (
            "2.2",
            [
                ("Status", "Niet gestart", "Ingevoerd"),
                ("Niveau", "–", "2"),
                ("Toelichting", "–", "Nieuw."),
                ("Actiehouder", "–", "CISO"),
                ("Streefdatum", "–", "01-12-2026"),
                ("Bewijs", "nee", "ja"),
            ],
        )
    ]
    assert [row.control.number for row in comparison(then, now, cast["contact"]).equal] == [
        "1.1",
        "1.2",
        "1.3",
        "2.1",
        "2.3",
    ]


@pytest.mark.parametrize("name", ["member", "other_contact", "outsider"])
def test_who_may_not_read_the_lines_compares_nothing(reports, cast, name):
    found = comparison(reports[2].current, reports[3].current, cast[name])

    assert (found.different, found.equal) == ([], [])


def test_a_control_that_is_only_in_one_of_both_is_said(assessment, utrecht, client_of, cast):
    old = make_framework(categories=1, controls=1)
    make_report(utrecht, make_period(2026, 2, framework=old))
    make_report(utrecht, make_period(2026, 3, framework=assessment.framework))

    text = main_text(client_of("contact").get(ADDRESS))

    assert "7 controls verschillen" in text
    assert text.count("Deze control stond er niet in.") == 6
    assert text.count("Deze control staat er niet in.") == 1
    assert "1.1 Control 1.1 Deze control stond er niet in. Status: Ingevoerd" in text


def test_the_page_begins_with_the_quarter_before(reports, client_of):
    text = main_text(client_of("contact").get(ADDRESS))

    assert WRONG not in text
    assert "1 control verschilt Control 2026-Q2 2026-Q3 2.1 Control 2.1 Niveau: 3 Niveau: 2" in text


def test_two_quarters_that_are_alike_say_so(assessment, utrecht, client_of):
    for quarter in (2, 3):
        make_report(utrecht, make_period(2026, quarter, framework=assessment.framework))

    text = main_text(client_of("contact").get(ADDRESS))

    assert "0 controls verschillen Alle controls zijn gelijk." in text
    assert "Toon ook de gelijke controls (6)" in text


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("2026-Q1", "2.1 Control 2.1 Status: Niet gestart Niveau: – Status: Gepland Niveau: 2"),
        ("2026-Q2.1", "2.1 Control 2.1 Niveau: 1 Niveau: 2"),
    ],
)
@pytest.mark.parametrize("name", ["contact", "staff"])
def test_another_quarter_or_version_can_be_chosen(reports, client_of, name, wanted, told):
    page = client_of(name).get(ADDRESS, {"met": wanted})

    assert "1 control verschilt" in main_text(page)
    assert told in main_text(page)
    assert "Toon ook de gelijke controls (5)" in main_text(page)
    assert f'<option value="{wanted}" selected>' in page.content.decode()


def test_what_counts_can_also_be_named_by_its_number(reports, client_of):
    page = client_of("contact").get(ADDRESS, {"met": "2026-Q2.2"})

    assert WRONG not in main_text(page)
    assert '<option value="2026-Q2" selected>' in page.content.decode()


@pytest.mark.parametrize(
    "wanted",
    ["2026-Q3", "2026-Q4", "2026-Q2.9", "1999-Q1", "x", "\0", "é" * 5000, "2026-Q2.", "<b>", " "],
)
def test_what_is_not_there_is_said_and_the_default_is_shown(reports, client_of, wanted):
    page = client_of("contact").get(ADDRESS, {"met": wanted})

    assert page.status_code == 200
    assert f"{WRONG} U ziet nu de vergelijking met 2026-Q2." in main_text(page)
    assert '<option value="2026-Q2" selected>' in page.content.decode()


def test_another_regions_quarter_cannot_be_taken(reports, rijnmond, client_of, assessment):
    other = make_assessment(rijnmond, assessment.framework)
    make_answer(other, "1.1", status="implemented", note=CANARY)
    make_report(rijnmond, make_period(2025, 4, framework=assessment.framework))

    for name in ("contact", "staff"):
        page = client_of(name).get(ADDRESS, {"met": "2025-Q4"})
        assert WRONG in main_text(page)
        assert CANARY not in page.content.decode()
        assert "2025-Q4" not in main_text(page)


def test_what_is_being_written_cannot_be_taken(reports, client_of, cast):
    draft = reports[1].reopen(reason="Zo.", by=cast["staff"])

    page = client_of("staff").get(ADDRESS, {"met": f"2026-Q1.{draft.number}"})

    assert WRONG in main_text(page)


def test_a_single_version_has_nothing_to_be_compared_with(assessment, utrecht, client_of):
    make_report(utrecht, make_period(framework=assessment.framework))

    for wanted in ("", "2026-Q2"):
        page = client_of("contact").get(ADDRESS, {"met": wanted})
        assert "Dit is de enige versie" in main_text(page)


def test_versions_of_one_quarter_are_compared(assessment, utrecht, client_of, cast):
    report = make_report(utrecht, make_period(framework=assessment.framework))
    report.reopen(reason="Zo.", by=cast["staff"])
    make_answer(assessment, "1.1", note="Anders.")
    ProgressReport.objects.get(pk=report.pk).submit(by=None)

    text = main_text(client_of("contact").get(ADDRESS))

    assert "1.1 Control 1.1 Toelichting: Zo. Toelichting: Anders." in text
