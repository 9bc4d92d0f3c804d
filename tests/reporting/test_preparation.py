"""What a report holds before it is submitted: what changed, what asks for a look, what is open."""

from datetime import date, timedelta

import pytest

from reporting.models import Confirmation, ProgressReport
from reporting.preparation import prepare, reviews
from tests.make import (
    make_answer,
    make_assessment,
    make_framework,
    make_period,
    make_report,
    make_user,
)

TODAY = date(2026, 8, 15)  # within 2026-Q3


@pytest.fixture
def assessment(utrecht):
    return make_assessment(utrecht)


@pytest.fixture
def period(assessment):
    return make_period(2026, 3, framework=assessment.framework)


@pytest.fixture
def earlier(assessment, period):
    """The quarter before, not yet reported on."""
    return make_period(2026, 2, framework=assessment.framework)


@pytest.fixture
def contact(cast):
    return cast["contact"]


@pytest.fixture
def look(utrecht, period, contact):
    """A function that prepares the report on this quarter, begun or not."""

    def look(region=utrecht, by=contact):
        report = ProgressReport.objects.filter(region=region, period=period).first()
        return prepare(report or ProgressReport(region=region, period=period), by, TODAY)

    return look


def numbers(rows):
    return [row.answer.control.number for row in rows]


def changes(preparation):
    """What changed, as {control: words}."""
    return {
        row.answer.control.number: row.changes
        for chapter in preparation.chapters
        for row in chapter.changed
    }


def start(region, period):
    return ProgressReport.objects.create(region=region, period=period)


def confirm_all(preparation):
    for chapter in preparation.chapters:
        Confirmation.objects.create(
            version=preparation.text, number=chapter.category.number, seen=chapter.seen
        )


# --- what changed


def test_each_field_that_differs_from_the_last_report_is_named(look, assessment, earlier, utrecht):
    make_answer(assessment, "1.1", status="planned", note="Eerst.", target_date=date(2027, 1, 1))
    make_report(utrecht, earlier)
    make_answer(assessment, "1.1", status="implemented", maturity=3, note="Nu.", target_date=None)
    make_answer(assessment, "2.2", action_owner="CISO")

    assert changes(look()) == {
        "1.1": [
            "Status: was Gepland, nu Ingevoerd",
            "Volwassenheid: was leeg, nu 3 Vastgelegd",
            "Toelichting gewijzigd",
            "Streefdatum: was 01-01-2027, nu leeg",
        ],
        "2.2": ["Actiehouder: was leeg, nu CISO"],
    }


def test_what_was_changed_and_put_back_is_not_changed(look, assessment, earlier, utrecht):
    answer = make_answer(assessment, "1.1", status="planned")
    make_report(utrecht, earlier)
    answer.refresh_from_db()
    make_answer(assessment, "1.1", status="planned", version=answer.version + 2)

    assert changes(look()) == {}


def test_without_an_earlier_report_nothing_counts_as_changed(look, assessment):
    make_answer(assessment, "1.1", status="implemented", maturity=3)

    preparation = look()

    assert (preparation.earlier, changes(preparation)) == (None, {})
    assert [chapter.is_first for chapter in preparation.chapters] == [True, True]


def test_a_first_report_is_never_called_unchanged(look, assessment, contact):
    for number in ("1.1", "1.2", "1.3"):
        make_answer(assessment, number, status="implemented")

    [first, _second] = reviews(look(), contact, TODAY)
    assert (first.chapter.unanswered, first.is_unchanged) == ([], False)


def test_an_earlier_report_on_another_norm_is_nothing_to_compare_with(look, assessment, utrecht):
    other = make_assessment(utrecht, make_framework())
    make_answer(other, "1.1", status="planned")
    make_report(utrecht, make_period(2026, 2, framework=other.framework))
    make_answer(assessment, "1.1", status="implemented")

    preparation = look()

    assert changes(preparation) == {}
    assert {chapter.is_first for chapter in preparation.chapters} == {True}
    assert preparation.earlier is not None
    assert preparation.assessment == assessment


def test_a_control_that_is_new_in_a_category_counts_once_it_is_filled_in(
    look, assessment, earlier, utrecht
):
    new = assessment.framework.categories.first().controls.get(number="1.3")
    assessment.answers.get(control=new).delete()
    make_report(utrecht, earlier)
    assessment.add_missing_rows(by=None)

    assert changes(look()) == {}
    make_answer(assessment, "1.3", status="planned")
    assert changes(look()) == {"1.3": ["Status: was Niet gestart, nu Gepland"]}


def test_only_the_last_submitted_version_of_the_last_quarter_counts(
    look, assessment, earlier, utrecht, cast
):
    long_ago = make_period(2026, 1, framework=assessment.framework)
    make_answer(assessment, "1.1", status="planned")
    make_report(utrecht, long_ago)
    make_answer(assessment, "1.1", status="in_progress")
    report = make_report(utrecht, earlier)
    report.reopen(reason="Zo.", by=cast["staff"])
    make_answer(assessment, "1.1", status="implemented")
    report.submit(by=None)

    preparation = look()

    assert preparation.earlier == report.current
    assert changes(preparation) == {}


# --- what was planned


@pytest.mark.parametrize(
    ("reported", "now", "status", "planned"),
    [
        (date(2026, 9, 30), date(2026, 9, 30), "in_progress", True),
        (date(2026, 10, 1), date(2026, 10, 1), "in_progress", False),
        # put off since: it was planned all the same
        (date(2026, 9, 30), date(2027, 9, 30), "planned", True),
        (date(2026, 10, 1), date(2026, 9, 1), "planned", False),
        (date(2026, 9, 30), None, "planned", True),
        # overdue for long
        (date(2020, 1, 1), date(2020, 1, 1), "not_started", True),
        # no date was reported: then that of now
        (None, date(2026, 9, 30), "planned", True),
        (None, None, "planned", False),
        (date(2026, 9, 30), date(2026, 9, 30), "implemented", False),
        (date(2026, 9, 30), date(2026, 9, 30), "not_applicable", False),
    ],
)
def test_what_was_to_be_done_by_the_end_of_the_quarter_and_is_not(
    look, assessment, earlier, utrecht, reported, now, status, planned
):
    make_answer(assessment, "1.1", status="planned", target_date=reported)
    make_report(utrecht, earlier)
    make_answer(assessment, "1.1", status=status, target_date=now, note="Zo.")

    found = numbers(look().chapters[0].planned)
    assert found == (["1.1"] if planned else [])


def test_a_first_report_takes_the_date_of_now(look, assessment):
    make_answer(assessment, "1.1", status="planned", target_date=date(2026, 9, 30))
    make_answer(assessment, "1.2", status="planned", target_date=date(2026, 10, 1))

    [first, _second] = look().chapters
    assert numbers(first.planned) == ["1.1"]
    assert first.planned[0].due_on == date(2026, 9, 30)


# --- evidence


def test_evidence_has_expired_from_the_day_after(look, assessment, contact):
    answer = make_answer(assessment, "2.1", status="implemented")
    for days, name in ((-1, "gisteren"), (0, "vandaag"), (-30, "vorige maand")):
        answer.add_evidence(name=name, valid_until=TODAY + timedelta(days=days), by=None)
    answer.add_evidence(name="altijd", by=None)

    first, second = reviews(look(), contact, TODAY)

    assert [proof.name for proof in first.expired] == []
    assert [proof.name for proof in second.expired] == ["vorige maand", "gisteren"]


# --- what is unchanged


@pytest.fixture
def settled(assessment, earlier, utrecht):
    """Everything filled in, and reported last quarter."""
    for answer in assessment.answers.select_related("control"):
        make_answer(assessment, answer.control.number, status="implemented", maturity=3)
    return make_report(utrecht, earlier, results="Gedaan.")


def test_a_category_as_it_was_is_unchanged(look, settled, contact):
    assert [review.is_unchanged for review in reviews(look(), contact, TODAY)] == [True, True]


@pytest.mark.parametrize(
    "news",
    [
        {"note": "Anders."},
        {"status": "not_started", "maturity": None},
        {"status": "planned", "target_date": date(2026, 8, 1)},
    ],
)
def test_any_news_in_a_category_makes_it_one_to_look_at(look, assessment, settled, contact, news):
    make_answer(assessment, "1.2", **news)

    assert [review.is_unchanged for review in reviews(look(), contact, TODAY)] == [False, True]


def test_expired_evidence_makes_a_category_one_to_look_at(look, assessment, settled, contact):
    answer = assessment.answers.get(control__number="2.3")
    answer.add_evidence(name="Oud", valid_until=TODAY - timedelta(days=1), by=None)

    assert [review.is_unchanged for review in reviews(look(), contact, TODAY)] == [True, False]


def test_what_is_unanswered_is_listed_also_when_it_was_so_before(
    look, assessment, earlier, utrecht, contact
):
    make_answer(assessment, "1.1", status="planned")
    make_answer(assessment, "1.3", maturity=1)
    make_report(utrecht, earlier)

    [first, _second] = reviews(look(), contact, TODAY)
    assert numbers(first.chapter.unanswered) == ["1.2"]
    assert (first.chapter.changed, first.is_unchanged) == ([], False)


# --- what is confirmed


def test_a_confirmation_holds_until_an_answer_changes(look, assessment, period, utrecht, contact):
    start(utrecht, period)
    confirm_all(look())
    assert [chapter.is_confirmed for chapter in look().chapters] == [True, True]

    answer = assessment.answers.get(control__number="2.1")
    answer.change({"status": "planned"}, seen=answer.version, by=contact)

    first, second = look().chapters
    assert (first.is_confirmed, first.is_changed_since) == (True, False)
    assert (second.is_confirmed, second.is_changed_since) == (False, True)


def test_what_was_never_confirmed_is_not_called_changed_since(look, assessment, period, utrecht):
    start(utrecht, period)

    assert [(c.is_confirmed, c.is_changed_since) for c in look().chapters] == [(False, False)] * 2


@pytest.mark.parametrize("is_begun", [False, True])
def test_a_confirmation_of_an_earlier_quarter_does_not_count(
    look, assessment, period, earlier, utrecht, is_begun
):
    report = start(utrecht, earlier)
    for category in assessment.framework.categories.all():
        Confirmation.objects.create(version=report.draft, number=category.number, seen=3)
    report.submit(by=None)
    if is_begun:
        start(utrecht, period)

    assert [chapter.seen for chapter in look().chapters] == [3, 3]
    assert [chapter.is_confirmed for chapter in look().chapters] == [False, False]


# --- what is open, and how long that takes


def left(preparation):
    return [(step.left, step.minutes) for step in preparation.steps]


def test_a_new_report_takes_20_minutes(look, assessment):
    preparation = look()

    assert left(preparation) == [
        ("nog 2 categorieën", 10),
        ("uw resultaten ontbreken nog", 7),
        ("kan als stap 1 en 2 klaar zijn", 3),
    ]
    assert preparation.minutes == 20
    assert [(gap.sentence, gap.address) for gap in preparation.gaps] == [
        (
            "Categorie 1 Hoofdstuk 1 is nog open: bevestig haar.",
            "/rapportages/2026-Q3/VR09/invullen/#categorie-1",
        ),
        (
            "Categorie 2 Hoofdstuk 2 is nog open: bevestig haar.",
            "/rapportages/2026-Q3/VR09/invullen/#categorie-2",
        ),
        (
            "Uw resultaten ontbreken nog: schrijf op wat er dit kwartaal is bereikt.",
            "/rapportages/2026-Q3/VR09/verhaal/#id_results",
        ),
    ]


def test_the_text_of_last_quarter_is_there_to_look_over(look, settled):
    preparation = look()

    assert preparation.text.pk is None
    assert left(preparation)[1] == ("nog de tekst van uw vorige rapportage", 7)
    assert [gap.sentence[:11] for gap in preparation.gaps] == ["Categorie 1", "Categorie 2"]


def test_a_report_with_all_confirmed_and_results_is_complete(look, period, settled, utrecht):
    draft = start(utrecht, period).draft
    draft.results = "Meer gedaan."
    draft.save()
    confirm_all(look())

    preparation = look()

    assert (preparation.is_complete, preparation.gaps) == (True, [])
    assert left(preparation) == [("alles bevestigd", 0), ("ingevuld", 0), ("u kunt indienen", 3)]


def test_one_open_category_takes_its_share_of_the_time(look, assessment, period, utrecht):
    start(utrecht, period)
    confirm_all(look())
    Confirmation.objects.filter(number=2).delete()

    assert left(look())[0] == ("nog 1 categorie", 5)


@pytest.mark.parametrize("results", ["", "  \n "])
def test_results_of_nothing_but_spaces_are_missing(look, assessment, period, utrecht, results):
    draft = start(utrecht, period).draft
    draft.results = results
    draft.save()
    confirm_all(look())

    assert [gap.address for gap in look().gaps] == ["/rapportages/2026-Q3/VR09/verhaal/#id_results"]


def test_a_region_without_an_assessment_on_this_norm_is_not_complete(look, period, rijnmond, cast):
    preparation = look(region=rijnmond, by=cast["other_contact"])

    assert (preparation.assessment, preparation.chapters) == (None, [])
    assert [gap.sentence for gap in preparation.gaps] == [
        "Uw regio heeft nog geen zelfevaluatie op deze norm."
    ]
    assert left(preparation)[0] == ("eerst is een zelfevaluatie nodig", 0)


# --- the figures to check


def test_the_figures_are_those_of_now_and_of_the_last_report(look, assessment, settled):
    make_answer(assessment, "1.1", status="in_progress", maturity=1)
    make_answer(assessment, "1.2", status="implemented", maturity=5).add_evidence(
        name="Nieuw", by=None
    )

    [first, _second] = look().chapters

    assert (first.score.in_order, first.score.demonstrable, first.score.maturity) == (2, 1, 3)
    assert (first.score_before.in_order, first.score_before.maturity) == (3, 3)


# --- what belongs to somebody else


def test_nothing_of_another_region_is_in_it(look, assessment, period, earlier, rijnmond, contact):
    theirs = make_assessment(rijnmond, assessment.framework)
    answer = make_answer(theirs, "1.1", status="planned", note="KANARIE", target_date=TODAY)
    answer.add_evidence(name="KANARIE", valid_until=date(2020, 1, 1), by=None)
    make_report(rijnmond, earlier, results="KANARIE")
    report = start(rijnmond, period)
    for category in assessment.framework.categories.all():
        Confirmation.objects.create(version=report.draft, number=category.number, seen=3)

    preparation = look()

    assert {r.answer.assessment_id for c in preparation.chapters for r in c.rows} == {assessment.pk}
    assert (preparation.earlier, preparation.text.results) == (None, "")
    assert [chapter.is_confirmed for chapter in preparation.chapters] == [False, False]
    assert [review.expired for review in reviews(preparation, contact, TODAY)] == [[], []]


def test_who_represents_two_regions_prepares_one_at_a_time(
    look, assessment, period, utrecht, rijnmond
):
    theirs = make_assessment(rijnmond, assessment.framework)
    both = make_user(contact_of=[utrecht, rijnmond])

    for region, own in ((utrecht, assessment), (rijnmond, theirs)):
        preparation = look(region=region, by=both)
        found = {row.answer.assessment_id for c in preparation.chapters for row in c.rows}
        assert (preparation.assessment, found) == (own, {own.pk})
        assert preparation.assessment.region == region


@pytest.mark.parametrize("name", ["outsider", "gone", "member", "other_contact", "staff", "admin"])
def test_who_may_not_see_the_assessment_prepares_nothing(look, assessment, settled, cast, name):
    make_answer(assessment, "1.1", note="KANARIE")

    preparation = look(by=cast[name])
    assert (preparation.assessment, preparation.chapters) == (None, [])


@pytest.mark.parametrize("categories", [2, 16])
def test_preparing_takes_the_same_few_statements_at_any_size(
    utrecht, contact, django_assert_max_num_queries, categories
):
    assessment = make_assessment(utrecht, categories=categories)
    make_report(utrecht, make_period(2026, 2, framework=assessment.framework))
    report = start(utrecht, make_period(2026, 3, framework=assessment.framework))

    with django_assert_max_num_queries(6):
        preparation = prepare(report, contact, TODAY)
        assert len(reviews(preparation, contact, TODAY)) == categories
