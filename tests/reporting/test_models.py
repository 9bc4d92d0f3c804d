"""Submitting, reopening and closing: what is frozen, and that it stays so."""

from datetime import date

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from loket.models import Framework
from reporting.models import (
    Bottleneck,
    Confirmation,
    Period,
    ProgressReport,
    ReportLine,
    ReportVersion,
    Tally,
)
from reporting.models.frozen import COPIED
from selfassessment.scoring import Score
from tests.make import (
    make_answer,
    make_assessment,
    make_framework,
    make_period,
    make_region,
    make_report,
    make_user,
)


@pytest.fixture
def assessment(utrecht):
    """Utrecht's assessment of six controls: 1.1 in order and proven, 1.2 n.v.t., 2.1 planned."""
    assessment = make_assessment(utrecht)
    proven = make_answer(assessment, "1.1", status="implemented", maturity=4, note="Zo.")
    proven.add_evidence(name="Beleid", valid_until=date(2199, 1, 1), by=None)
    make_answer(assessment, "1.2", status="not_applicable", note="Doen wij niet.")
    make_answer(
        assessment, "2.1", status="planned", maturity=1, action_owner="CISO",
        target_date=date(2026, 12, 1),
    )  # fmt: skip
    return assessment


@pytest.fixture
def period(assessment):
    return make_period(framework=assessment.framework)


def test_a_quarter_needs_only_its_year_and_number(assessment):
    period = Period.objects.create(year=2026, quarter=4)

    assert (period.framework, period.opens_on, period.deadline) == (
        Framework.objects.order_by("-position", "-pk").first(),
        date(2026, 10, 1),
        date(2027, 1, 15),
    )
    assert str(period) == "2026-Q4"


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        (1, date(2026, 1, 1), date(2026, 3, 31)),
        (2, date(2026, 4, 1), date(2026, 6, 30)),
        (3, date(2026, 7, 1), date(2026, 9, 30)),
        (4, date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_knows_its_days(quarter, first, last):
    period = Period(year=2026, quarter=quarter)

    assert (period.starts_on, period.ends_on) == (first, last)


def test_submitting_copies_each_answer_and_counts_them(assessment, period, utrecht):
    report = make_report(utrecht, period)

    lines = ReportLine.objects.of(report.current)
    assert [x.control.number for x in lines] == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]
    assert [
        tuple(getattr(x, name) for name in [*COPIED, "has_evidence"])
        for x in lines
    ] == [
        ("implemented", 4, "Zo.", "", None, True),
        ("not_applicable", None, "Doen wij niet.", "", None, False),
        ("not_started", None, "", "", None, False),
        ("planned", 1, "", "CISO", date(2026, 12, 1), False),
        ("not_started", None, "", "", None, False),
        ("not_started", None, "", "", None, False),
    ]  # fmt: skip
    first = Score(
        3, not_applicable=1, answered=1, assessed=1, in_order=1, demonstrable=1, maturity_sum=4
    )
    second = Score(3, answered=1, assessed=1, maturity_sum=1)
    tallies = {row.number: row for row in Tally.objects.all()}
    assert {number: row.score for number, row in tallies.items()} == {
        1: first,
        2: second,
        None: first + second,
    }
    # of the first category one control has no level, so its criterion is not met
    assert (tallies[None].criteria, tallies[None].criteria_met) == (2, 0)


def test_each_answer_keeps_what_was_reported_of_it(assessment, period, utrecht):
    make_report(utrecht, period)
    make_answer(assessment, "2.1", status="in_progress", maturity=2)

    answer = assessment.answers.get(control__number="2.1")
    assert (answer.reported_in, answer.reported_status, answer.reported_maturity) == (
        "2026-Q3",
        "planned",
        1,
    )


def test_a_report_without_an_assessment_begins_one(rijnmond, period):
    report = make_report(rijnmond, period)

    assert ReportLine.objects.of(report.current).count() == 6


def test_submitting_twice_is_once(assessment, period, utrecht):
    report = make_report(utrecht, period)
    first = report.current

    assert ProgressReport.objects.get(pk=report.pk).submit(by=None) == first
    assert (ReportVersion.objects.count(), ReportLine.objects.count()) == (1, 6)


def test_the_contacts_get_a_receipt_without_figures(
    assessment, period, utrecht, rijnmond, django_capture_on_commit_callbacks
):
    contact = make_user("aanspreekpunt@loket.example", contact_of=[utrecht])
    make_user("inactief@loket.example", contact_of=[utrecht], is_active=False)
    make_user("ander@loket.example", contact_of=[rijnmond])
    with django_capture_on_commit_callbacks(execute=True):
        make_report(utrecht, period, by=contact, results="Geheim verhaal.", budget=12345)

    [receipt] = mail.outbox
    assert receipt.to == [contact.email]
    assert "/rapportages/2026-Q3/VR09/" in receipt.body
    assert not any(word in receipt.body for word in ("Geheim", "12345", "%"))


def test_a_new_report_begins_with_the_text_of_the_last_one(assessment, period, utrecht):
    earlier = make_period(2026, 2, framework=assessment.framework)
    report = ProgressReport.objects.create(region=utrecht, period=earlier)
    draft = report.draft
    draft.results, draft.fte, draft.offers_help = "Gedaan.", "0.20", True
    draft.save()
    Bottleneck.objects.create(version=draft, theme="money", text="Te weinig.", help_wanted="")
    Confirmation.objects.create(version=draft, number=1, seen=1)
    report.submit(by=None)

    new = ProgressReport.begin(utrecht, period).draft
    assert (new.results, str(new.fte), new.offers_help) == ("Gedaan.", "0.20", True)
    assert [(b.theme, b.text) for b in new.bottlenecks.all()] == [("money", "Te weinig.")]
    assert not new.confirmations.exists()


def test_reopening_makes_a_new_version_and_keeps_the_old(assessment, period, utrecht, cast):
    report = make_report(utrecht, period, results="Eerst.")
    old = report.current

    version = report.reopen(reason=" Cijfer klopt niet. ", by=cast["staff"])

    assert (version.number, version.reason, version.results) == (2, "Cijfer klopt niet.", "Eerst.")
    assert (report.state, report.current) == ("heropend", old)
    make_answer(assessment, "1.3", status="implemented", maturity=5)
    report.submit(by=cast["contact"])
    assert (report.state, report.current) == ("ingediend", version)
    assert [
        tally.score.in_order for tally in Tally.objects.overall().order_by("version__number")
    ] == [1, 2]


@pytest.mark.parametrize("reason", ["", "   "])
def test_reopening_needs_a_reason(assessment, period, utrecht, cast, reason):
    report = make_report(utrecht, period)

    with pytest.raises(ValidationError, match="waarom"):
        report.reopen(reason=reason, by=cast["staff"])
    assert (report.state, ReportVersion.objects.count()) == ("ingediend", 1)


def test_only_a_submitted_report_is_reopened(assessment, period, utrecht, cast):
    report = ProgressReport.objects.create(region=utrecht, period=period)

    with pytest.raises(ValidationError, match="nog niet ingediend"):
        report.reopen(reason="Zo.", by=cast["staff"])


def test_a_closed_quarter_takes_nothing_more(assessment, period, utrecht, rijnmond, cast):
    report = make_report(utrecht, period)
    late = ProgressReport.objects.create(region=rijnmond, period=period)
    period.close(by=cast["staff"])

    for act in (
        lambda: late.submit(by=None),
        lambda: report.reopen(reason="Zo.", by=cast["staff"]),
        lambda: period.close(by=cast["staff"]),
        lambda: ProgressReport.begin(utrecht, period),
    ):
        with pytest.raises(ValidationError, match="afgesloten"):
            act()


def test_a_quarter_that_is_not_open_yet_takes_nothing(assessment, utrecht):
    period = make_period(2199, 1, framework=assessment.framework)

    with pytest.raises(ValidationError, match="01-01-2199"):
        ProgressReport.begin(utrecht, period)


def refused(statement):
    """Say whether the database refuses a statement, as the application's own user."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except IntegrityError:
        return True
    return False


TABLES = {
    "reporting_reportline": "note = 'anders'",
    "reporting_tally": "in_order = 0",
    "reporting_bottleneck": "text = 'anders'",
    "reporting_confirmation": "seen = 7",
    "reporting_reportversion": "results = 'anders'",
}


@pytest.fixture
def submitted(assessment, period, utrecht):
    """A submitted report with one row in every table."""
    report = ProgressReport.objects.create(region=utrecht, period=period)
    draft = report.draft
    Bottleneck.objects.create(version=draft, theme="money", text="Te weinig.")
    Confirmation.objects.create(version=draft, number=1, seen=1)
    report.submit(by=None)
    return report


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_change_what_was_submitted(submitted, table):
    assert refused(f"UPDATE {table} SET {TABLES[table]}")
    assert refused(f"DELETE FROM {table}")


def test_the_database_refuses_to_add_to_what_was_submitted(submitted):
    line = ReportLine.objects.first()
    other = line.tally.version.report.period.framework.categories.last().controls.last()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportLine.objects.create(
            tally=line.tally, control=other, status="planned", has_evidence=False
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Bottleneck.objects.create(version=submitted.current, theme="people", text="Later.")


def test_the_database_refuses_to_move_a_line_into_what_was_submitted(submitted, cast):
    version = submitted.reopen(reason="Zo.", by=cast["staff"])
    row = Bottleneck.objects.get(version=version)

    assert refused(
        f"UPDATE reporting_bottleneck SET version_id = {submitted.current_id}, theme = 'people' "
        f"WHERE id = {row.pk}"
    )
    assert not refused(f"UPDATE reporting_bottleneck SET text = 'Nu.' WHERE id = {row.pk}")


def test_the_database_refuses_any_change_to_a_closed_quarter(submitted, rijnmond, cast):
    draft = ProgressReport.objects.create(region=rijnmond, period=submitted.period).draft
    submitted.period.close(by=cast["staff"])

    for statement in (
        "UPDATE reporting_period SET closed_at = NULL",
        "DELETE FROM reporting_period",
        "UPDATE reporting_progressreport SET state = 'heropend'",
        f"UPDATE reporting_reportversion SET results = 'Nu.' WHERE id = {draft.pk}",
        "UPDATE reporting_reportline SET status = 'implemented'",
        f"INSERT INTO reporting_bottleneck (version_id, theme, text, help_wanted) "
        f"VALUES ({draft.pk}, 'money', 'Nu.', '')",
    ):
        assert refused(statement), statement


def test_the_database_refuses_to_point_a_report_at_anything_else(submitted, rijnmond, cast):
    other = make_report(rijnmond, submitted.period)
    later = make_period(2026, 4, framework=submitted.period.framework)
    draft = submitted.reopen(reason="Zo.", by=cast["staff"])

    for change in (
        f"current_id = {other.current_id}",
        f"current_id = {draft.pk}",
        "current_id = NULL, state = 'concept'",
        "state = 'concept'",
        f"region_id = {make_region().pk}",
        f"period_id = {later.pk}",
    ):
        statement = f"UPDATE reporting_progressreport SET {change} WHERE id = {submitted.pk}"
        assert refused(statement), change
    assert refused(
        f"UPDATE reporting_reportversion SET report_id = {other.pk}, number = 9 "
        f"WHERE id = {draft.pk}"
    )


REPLACING = {
    "sqlite": "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
    "postgresql": "TRUNCATE {0} CASCADE",
}


@pytest.mark.parametrize("table", ["reporting_period", *TABLES])
def test_the_database_refuses_to_replace_all_at_once(submitted, cast, table):
    submitted.period.close(by=cast["staff"])
    connection.check_constraints()  # PostgreSQL truncates nothing while checks are waiting

    assert refused(REPLACING[connection.vendor].format(table))


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_down_undoes_and_stops_nothing(utrecht, settings, caplog):
    make_user(contact_of=[utrecht])
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    report = make_report(utrecht, make_period(framework=make_framework()))

    assert ProgressReport.objects.get(pk=report.pk).state == "ingediend"
    assert "No mail to account" in caplog.text


@pytest.mark.parametrize(
    ("name", "own", "others"),
    [
        ("visitor", False, False),
        ("outsider", False, False),
        ("gone", False, False),
        ("member", False, False),
        ("contact", True, False),
        ("other_contact", False, True),
        ("staff", True, True),
        ("admin", True, True),
    ],
)
def test_who_sees_a_report_down_to_its_lines(submitted, rijnmond, cast, name, own, others):
    other = make_report(rijnmond, submitted.period)
    wanted = {report.pk for report, seen in ((submitted, own), (other, others)) if seen}
    versions = {report.current_id for report in (submitted, other) if report.pk in wanted}
    user = cast[name]

    assert {r.pk for r in ProgressReport.objects.visible_to(user)} == wanted
    assert {v.pk for v in ReportVersion.objects.visible_to(user)} == versions
    assert {row.tally.version_id for row in ReportLine.objects.visible_to(user)} == versions
    assert {b.version_id for b in Bottleneck.objects.visible_to(user)} == versions & {
        submitted.current_id
    }
    assert {c.version_id for c in Confirmation.objects.visible_to(user)} == versions & {
        submitted.current_id
    }


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("visitor", set()),
        ("outsider", set()),
        ("gone", set()),
        ("member", set()),
        ("contact", {"own, shared", "own, hidden", "theirs, shared"}),
        ("other_contact", {"own, shared", "theirs, shared", "theirs, hidden"}),
        ("staff", {"own, shared", "own, hidden", "theirs, shared", "theirs, hidden"}),
    ],
)
def test_who_sees_the_figures_per_category(assessment, period, utrecht, rijnmond, cast, name, seen):
    earlier = make_period(2026, 2, framework=assessment.framework)
    reports = {
        "own, shared": make_report(utrecht, period),
        "own, hidden": make_report(utrecht, earlier, shares_figures=False),
        "theirs, shared": make_report(rijnmond, period),
        "theirs, hidden": make_report(rijnmond, earlier, shares_figures=False),
    }
    found = set(Tally.objects.visible_to(cast[name]).values_list("version", flat=True))

    assert found == {reports[key].current_id for key in seen}


def test_of_others_only_what_counts_now_is_seen(assessment, period, rijnmond, cast):
    report = make_report(rijnmond, period)
    first = report.current
    report.reopen(reason="Zo.", by=cast["staff"])
    report.submit(by=None)

    found = set(Tally.objects.visible_to(cast["contact"]).values_list("version", flat=True))
    assert found == {report.current_id} != {first.pk}


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("visitor", []),
        ("outsider", []),
        ("gone", []),
        ("member", []),
        ("contact", ["2026-Q3"]),
        ("staff", ["2199-Q1", "2026-Q3"]),
    ],
)
def test_who_sees_a_quarter(period, assessment, cast, name, seen):
    make_period(2199, 1, framework=assessment.framework)

    assert [str(p) for p in Period.objects.visible_to(cast[name]).newest_first()] == seen
