"""Made-up quarters, so that a demo has a country to show. Each text says that it is fictional."""

from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from reporting.models import Bottleneck, Milestone, Period, ProgressReport
from selfassessment.models import Answer, Assessment
from selfassessment.scale import Status

CLOSED_QUARTERS = 5
# How many controls of a region get further in a quarter.
STEPS = 7
# One in so many regions is late for a quarter that is closed.
LATE = 9
# One in so many has already submitted in the quarter that is open.
EARLY = 3
NEXT = {
    Status.NOT_STARTED: Status.PLANNED,
    Status.PLANNED: Status.IN_PROGRESS,
    Status.IN_PROGRESS: Status.IMPLEMENTED,
}
RESULTS = "Het beleid is bijgewerkt en de eerste afdelingen werken ermee. (fictief)"
BOTTLENECKS = {
    Bottleneck.Theme.PEOPLE: "Er is te weinig tijd voor dit werk. (fictief)",
    Bottleneck.Theme.KNOWLEDGE: "Wij missen kennis over het inrichten van logging. (fictief)",
    Bottleneck.Theme.SUPPLIERS: "Een leverancier levert geen verklaring aan. (fictief)",
}
HELP = "Een voorbeeld van een andere regio zou helpen. (fictief)"
YEARS_AHEAD = {"criteria": 1, "controls": 2}


def report_on_quarters(framework, contacts, *, by):
    """Make five closed quarters and an open one, with reports of the regions in `contacts`.

    `contacts` is {region: contact}; every region there has an assessment. `by` closes the
    quarters. Does nothing when there is a quarter already.
    """
    if Period.objects.exists():
        return
    today = timezone.localdate()
    year, quarter = today.year, (today.month - 1) // 3
    for back in range(CLOSED_QUARTERS, -1, -1):
        of_year, index = divmod(year * 4 + quarter - back, 4)
        period = Period.objects.create(year=of_year, quarter=index + 1, framework=framework)
        for region, contact in contacts.items():
            report_on(period, region, contact, is_open=back == 0)
        if back:
            period.close(by=by, at=moment(period.deadline + timedelta(days=1)))
    for milestone in Milestone.objects.all():
        milestone.due_on = today.replace(
            year=year + YEARS_AHEAD[milestone.measure], month=12, day=31
        )
        milestone.name += " (fictieve datum)"
        milestone.save()


def report_on(period, region, contact, *, is_open):
    """Let a region get a little further, and submit; some are late, and few are early."""
    # not for secrets: the same each time
    dice = Random(f"{region.code} {period}")  # noqa: S311
    get_further(region, contact, dice)
    has_account = contact.has_usable_password()
    if (is_open and (has_account or dice.randrange(EARLY))) or (
        not is_open and not has_account and not dice.randrange(LATE)
    ):
        return
    report = ProgressReport.begin(region, period)
    tell(report.draft, contact, dice)
    day = min(period.deadline, timezone.localdate())
    report.record(by=contact, at=moment(day - timedelta(days=dice.randint(0, 12))))


def get_further(region, contact, dice):
    """Bring some answers of the region's assessment one step further."""
    assessments = Assessment.objects.editable_by(contact).filter(region=region)
    rows = Answer.objects.editable_by(contact).filter(assessment__in=assessments)
    unfinished = list(rows.filter(status__in=NEXT, version__gt=1).in_order_of_the_norm())
    chosen = dice.sample(unfinished, min(STEPS, len(unfinished)))
    for answer in chosen:
        answer.status = NEXT[answer.status]
        answer.maturity = min((answer.maturity or 1) + dice.randint(0, 1), 5)
    Answer.objects.editable_by(contact).change_together(chosen, by=contact)
    for answer in chosen:
        if answer.status == Status.IMPLEMENTED and dice.random() < 0.5:
            answer.add_evidence(name="Vastgestelde werkwijze (fictief)", by=contact)


def tell(draft, contact, dice):
    """Write a story for a version, with now and then a bottleneck."""
    draft.results, draft.fte, draft.budget = RESULTS, dice.choice(["0.2", "0.4", "1"]), 25_000
    draft.offers_help = dice.random() < 0.4
    draft.save()
    rows = Bottleneck.objects.editable_by(contact)
    rows.filter(version=draft).delete()
    rows.bulk_create(
        Bottleneck(version=draft, theme=theme, text=text, help_wanted=HELP)
        for theme, text in BOTTLENECKS.items()
        if dice.random() < 0.3
    )


def moment(day):
    return timezone.make_aware(datetime.combine(day, time(12)))
