"""The rules a row must obey whatever the code above it does, and the verbs."""

from datetime import date
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction

from loket.models import AccessLog
from selfassessment.models import Answer, Assessment, Evidence, Section
from selfassessment.scale import Status
from tests.make import make_answer, make_assessment, make_framework, make_region

BY = None


@pytest.fixture
def assessment(utrecht):
    return make_assessment(utrecht)


@pytest.fixture
def answer(assessment):
    return assessment.answers.get(control__number="1.1")


def values_of(answer):
    answer.refresh_from_db()
    return answer.status, answer.note, answer.version


def test_a_start_makes_an_answer_for_every_control_and_a_section_for_every_category(utrecht):
    framework = make_framework(categories=3, controls=4)

    assessment = Assessment.start(utrecht, framework, by=BY)

    assert assessment.answers.count() == 12
    assert assessment.sections.count() == 3
    assert {record.version for record in Answer.history.all()} == {1}


def test_a_second_start_is_the_same_assessment(assessment, utrecht):
    make_answer(assessment, note="Staat er al.")

    again = Assessment.start(utrecht, assessment.framework, by=BY)

    assert again == assessment
    assert (again.answers.count(), again.answers.exclude(note="").count()) == (6, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"maturity": 0},
        {"maturity": 6},
        {"status": "klaar"},
        {"status": Status.NOT_APPLICABLE},
        {"status": Status.NOT_APPLICABLE, "note": "   "},
        {"version": 0},
        {"target_date": date(26, 3, 1)},
    ],
)
def test_the_database_refuses_what_an_answer_cannot_be(answer, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(**wrong)
    assert values_of(answer) == ("not_started", "", 1)


def test_not_applicable_with_a_reason_is_an_answer(answer):
    Answer.objects.filter(pk=answer.pk).update(status=Status.NOT_APPLICABLE, note="Niet bij ons.")

    assert values_of(answer) == ("not_applicable", "Niet bij ons.", 1)


def test_the_database_keeps_one_answer_per_control(answer):
    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(assessment=answer.assessment, control=answer.control)


def test_the_database_keeps_one_assessment_per_framework(assessment):
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(region=assessment.region, framework=assessment.framework)


@pytest.mark.parametrize("ambition", [0, 6])
def test_an_ambition_is_a_level(assessment, ambition):
    with pytest.raises(IntegrityError), transaction.atomic():
        assessment.sections.update(ambition=ambition)


def test_a_version_never_goes_down_even_in_raw_sql(answer):
    answer.change({"note": "Nieuw."}, seen=1, by=BY)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE selfassessment_answer SET version = 1")
    assert values_of(answer)[2] == 2


def test_a_change_is_a_new_version_with_its_record(answer, cast):
    assert answer.change({"status": Status.PLANNED}, seen=1, by=cast["contact"])

    assert values_of(answer) == ("planned", "", 2)
    latest = answer.versions.order_by("history_id").last()
    assert (latest.version, latest.status) == (2, "planned")
    assert latest.history_user == cast["contact"]
    assert answer.as_of(1).status == "not_started"
    assert answer.as_of(7) is None


def test_a_change_of_an_older_version_changes_nothing(answer, cast):
    stale = Answer.objects.get(pk=answer.pk)
    answer.change({"note": "Eerste."}, seen=1, by=cast["contact"])

    assert not stale.change({"note": "Tweede."}, seen=1, by=cast["member"])

    assert values_of(answer) == ("not_started", "Eerste.", 2)
    assert answer.versions.count() == 2


def test_answers_changed_together_each_get_a_record(assessment, cast):
    with transaction.atomic():
        answers = list(assessment.answers.all())
        for answer in answers:
            answer.status = Status.IMPLEMENTED
        Answer.objects.change_together(answers, by=cast["contact"])

    assert {values_of(answer) for answer in answers} == {("implemented", "", 2)}
    assert Answer.history.filter(version=2, history_user=cast["contact"]).count() == 6


def test_who_adds_and_removes_evidence_is_on_record(answer, cast):
    evidence = answer.add_evidence(name="Beleid 2026", by=cast["contact"])
    pk = evidence.pk
    evidence.remove(by=cast["member"])

    records = Evidence.history.filter(id=pk).order_by("history_id")
    assert [(record.history_type, record.history_user) for record in records] == [
        ("+", cast["contact"]),
        ("-", cast["member"]),
    ]


def test_a_delegated_section_is_gone_with_the_membership(assessment, cast, utrecht):
    member = cast["member"]
    section = assessment.sections.first()
    assessment.delegate_only(member, [section], by=cast["contact"])
    assert list(Section.objects.visible_to(member)) == [section]

    member.work_for([], by=cast["staff"])
    assert not Section.objects.visible_to(member).exists()

    member.work_for([utrecht.member_group], by=cast["staff"])
    assert not Section.objects.visible_to(member).exists()


def test_delegating_and_withdrawing_are_on_record(assessment, cast):
    first, second = assessment.sections.all()
    assessment.delegate_only(cast["member"], [first, second], by=cast["contact"])
    assessment.delegate_only(cast["member"], [second], by=cast["contact"])

    def actions(section):
        return [line.action for line in AccessLog.objects.about(section)]

    assert (actions(first), actions(second)) == (["closed", "opened"], ["opened"])


def test_nothing_is_delegated_to_somebody_outside_the_region(assessment, cast):
    with pytest.raises(Exception, match="does not exist"), transaction.atomic():
        assessment.delegate_only(
            cast["other_contact"], assessment.sections.all(), by=cast["contact"]
        )
    assert not Section.objects.visible_to(cast["other_contact"]).exists()


def test_the_invitation_names_the_region_and_nothing_it_holds(
    assessment, cast, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assessment.delegate_only(cast["member"], assessment.sections.all()[:1], by=cast["contact"])

    [mail] = mailoutbox
    assert mail.to == [cast["member"].email]
    assert "Veiligheidsregio Utrecht" in mail.body
    assert "Hoofdstuk" not in mail.subject + mail.body


# --- who sees


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("visitor", 0),
        ("outsider", 0),
        ("gone", 0),
        ("member", 0),
        ("contact", 6),
        ("other_contact", 0),
        ("staff", 0),
        ("admin", 0),
    ],
)
def test_an_assessment_is_its_regions_contacts_own(assessment, cast, person, sees):
    for answer in assessment.answers.all():
        answer.add_evidence(name="Bewijs", by=BY)
    make_assessment(make_region())
    user = cast[person]

    assert Answer.objects.visible_to(user).count() == sees
    assert Answer.objects.editable_by(user).count() == sees
    assert Evidence.objects.visible_to(user).count() == sees
    assert Section.objects.visible_to(user).count() == (2 if sees else 0)
    assert Assessment.objects.visible_to(user).count() == (1 if sees else 0)
    assert Assessment.objects.editable_by(user).count() == (1 if sees else 0)


def test_a_colleague_sees_and_edits_what_was_delegated_and_no_more(assessment, cast):
    member = cast["member"]
    for answer in assessment.answers.all():
        answer.add_evidence(name="Bewijs", by=BY)
    section = assessment.sections.get(category__number=2)

    assessment.delegate_only(member, [section], by=cast["contact"])

    numbers = ["2.1", "2.2", "2.3"]
    for rows in (Answer.objects.visible_to(member), Answer.objects.editable_by(member)):
        assert sorted(rows.values_list("control__number", flat=True)) == numbers
    seen = Evidence.objects.visible_to(member).values_list("answer__control__number", flat=True)
    assert sorted(seen) == numbers
    assert list(Section.objects.visible_to(member)) == [section]
    assert list(Assessment.objects.visible_to(member)) == [assessment]
    assert list(Assessment.objects.editable_by(member)) == []

    assessment.delegate_only(member, [], by=cast["contact"])

    assert not Answer.objects.visible_to(member).exists()
    assert not Assessment.objects.visible_to(member).exists()


def test_a_delegation_opens_nothing_in_another_assessment_of_the_region(assessment, cast, utrecht):
    other = make_assessment(utrecht, categories=2)
    assessment.delegate_only(cast["member"], assessment.sections.all(), by=cast["contact"])

    assert not Answer.objects.visible_to(cast["member"]).filter(assessment=other).exists()


def test_a_contact_who_leaves_the_group_sees_nothing_at_the_next_look(assessment, cast):
    cast["contact"].work_for([], by=cast["staff"])

    assert not Assessment.objects.visible_to(cast["contact"]).exists()
    assert not Answer.objects.visible_to(cast["contact"]).exists()


def test_an_inactive_colleague_sees_nothing(assessment, cast):
    assessment.delegate_only(cast["member"], assessment.sections.all(), by=cast["contact"])
    cast["member"].is_active = False
    cast["member"].save()

    assert not Answer.objects.visible_to(cast["member"]).exists()


def test_the_database_and_python_agree_on_what_asks_for_attention(utrecht):
    """The same three questions are asked in SQL for a list and in Python for the overview."""
    today = date(2026, 11, 21)
    assessment = make_assessment(utrecht, categories=1, controls=30)
    kinds = product(Status, [None, 3], [None, date(2026, 11, 20), today])
    for answer, (status, maturity, target_date) in zip(
        assessment.answers.all(), kinds, strict=True
    ):
        fields = {"status": status, "maturity": maturity, "target_date": target_date}
        make_answer(assessment, answer.control.number, note="Zo.", **fields)
        if answer.pk % 2:
            answer.add_evidence(name="Bewijs", valid_until=target_date, by=BY)

    rows = assessment.answers.with_evidence(today)
    everything = list(rows)
    assert set(rows.open()) == {a for a in everything if a.is_open}
    assert set(rows.overdue(today)) == {a for a in everything if a.is_overdue(today)}
    assert set(rows.unproven()) == {a for a in everything if a.is_unproven}
    assert all(
        0 < asked.count() < 30 for asked in (rows.open(), rows.overdue(today), rows.unproven())
    )
