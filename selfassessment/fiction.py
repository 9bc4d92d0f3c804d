"""Made-up answers, so that a demo has something to show. Each text says that it is fictional."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from selfassessment.models import Answer, Assessment, Section
from selfassessment.scale import Status

NOTES = {
    Status.PLANNED: "Staat op de planning. (fictief)",
    Status.IN_PROGRESS: "De eerste teams werken zo, de rest volgt. (fictief)",
    Status.IMPLEMENTED: "Vastgesteld door de directie en in gebruik. (fictief)",
    Status.NOT_APPLICABLE: "Doen wij niet zelf. (fictief)",
}
# How often each status occurs, in the order of Status.
WEIGHTS = [2, 3, 4, 7, 1]
AMBITION = 3
# Left open, for whoever wants to try the form: the largest category of the first edition.
LEFT_OPEN = 5


def start_with_answers(region, framework, *, by):
    """Start a region's assessment and fill it in; the same region gets the same answers.

    Where `by` can log in one category stays open, to try the form.
    """
    # not for secrets: the same answers each time
    dice = Random(region.code)  # noqa: S311
    assessment = Assessment.start(region, framework, by=by)
    answers = Answer.objects.editable_by(by).filter(assessment=assessment)
    if by.has_usable_password():
        answers = answers.exclude(control__category__number=LEFT_OPEN)
    chosen = list(answers.in_order_of_the_norm())
    for answer in chosen:
        make_up(answer, dice)
    Answer.objects.editable_by(by).change_together(chosen, by=by)
    for answer in chosen:
        if answer.status == Status.IMPLEMENTED and dice.random() < 0.4:
            until = timezone.localdate() + timedelta(days=dice.randint(-30, 500))
            answer.add_evidence(name="Vastgesteld beleid (fictief)", valid_until=until, by=by)
    parts = Section.objects.visible_to(by).filter(assessment=assessment)
    assessment.aim({part.pk: AMBITION for part in parts})
    return assessment


def make_up(answer, dice):
    """Fill in one answer, not saved."""
    answer.status = dice.choices(Status.values, WEIGHTS)[0]
    answer.note = NOTES.get(answer.status, "")
    if answer.status in (Status.PLANNED, Status.IN_PROGRESS):
        answer.action_owner = dice.choice(["CISO", "Teamleider ICT", "Adviseur inkoop"])
        answer.target_date = timezone.localdate() + timedelta(days=dice.randint(-40, 300))
    if answer.status != Status.NOT_APPLICABLE:
        answer.maturity = dice.choice([None, 1, 2, 2, 3, 3, 4])
