"""Reminders: on which day one is due, who gets it, and sending it once."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format

from loket.models import Region, User
from reporting.models import Period, ProgressReport, Reminder

DAYS_BEFORE = (30, 7, 1)
# The ones a person can do without.
EARLY = (30, 7)

SUBJECT = "Implementatieloket: herinnering aan de rapportage over {}"
TEXT = """Goedendag,

De rapportage over {period} is nog niet (opnieuw) ingediend. Het gaat om:
{regions}

{deadline}

Wilt u geen vroege herinneringen (30 en 7 dagen voor de einddatum)? Dat kiest u hier, na inloggen:
{choice}

Met vriendelijke groet,
Implementatieloket BIO
"""
BEFORE_DEADLINE = "De einddatum is {}."
AFTER_DEADLINE = "De einddatum was {}. U kunt nog indienen, tot het programma het kwartaal afsluit."

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """How many mails went out, who had theirs already, and how many could not be sent."""

    sent: int = 0
    already: int = 0
    failed: int = 0


def due_day(period, today):
    """Return the newest day until today on which a reminder fell due; None if there is none.

    Before the deadline on set days, after it every week until the quarter is closed. A day
    before the opening does not count: nobody could report yet.
    """
    days = [period.deadline - timedelta(days=days) for days in DAYS_BEFORE]
    weeks = (today - period.deadline).days // 7
    if weeks > 0:
        days.append(period.deadline + timedelta(weeks=weeks))
    passed = [day for day in days if period.opens_on <= day <= today]
    return max(passed, default=None) if period.is_running(today) else None


def remind(period, today):
    """Send the reminder that is due, to whoever has not had it yet; return the Outcome.

    A day that was missed is made good, and only the newest one: nobody gets two at once.
    """
    due_on = due_day(period, today)
    if due_on is None:
        return Outcome()
    people = people_to_remind(period)
    if (period.deadline - due_on).days in EARLY:
        people = people.filter(fewer_reminders=None)
    return mail_all(period, people, due_on, today)


def remind_now(period, today):
    """Send everybody who must still submit a reminder, once a day; return the Outcome.

    Somebody of the programme decided so: it goes also to those who want no early ones.
    """
    if not period.is_running(today):
        return Outcome()
    return mail_all(period, people_to_remind(period), today, today)


def open_regions(period):
    """Return the regions that must still submit; one whose report was reopened is among them."""
    return period.standing().exclude(state=ProgressReport.State.SUBMITTED)


def due_for(user, today):
    """Return what this person can submit now and has not, as [(period, region)], soonest first."""
    periods = list(Period.objects.visible_to(user).running(today).order_by("deadline"))
    mine = list(Region.objects.represented_by(user).order_by("code"))
    reports = ProgressReport.objects.editable_by(user).filter(period__in=periods)
    submitted = reports.filter(state=ProgressReport.State.SUBMITTED)
    done = set(submitted.values_list("period", "region"))
    return [
        (period, region)
        for period in periods
        for region in mine
        if (period.pk, region.pk) not in done
    ]


def people_to_remind(period):
    """Return who is in the group of contacts of an open region; `mail_one` asks their rights."""
    regions = open_regions(period).values("pk")
    return User.objects.filter(groups__contacts_of__in=regions).distinct()


def mail_all(period, people, due_on, today):
    """Mail each of these people; one that fails does not stop the others."""
    reminded = Reminder.objects.filter(period=period, due_on__gte=due_on)
    reminded = set(reminded.values_list("user", flat=True))
    results = Counter()
    for key in list(people.values_list("pk", flat=True)):
        if key in reminded:
            results["already"] += 1
            continue
        try:
            results[mail_one(period, key, due_on, today)] += 1
        except (OSError, ValueError):  # all that SMTP raises, and an address that is none
            logger.exception("Reminder of %s to user %s was not sent", period, key)
            results["failed"] += 1
    return Outcome(*(results[name] for name in ("sent", "already", "failed")))


@transaction.atomic
def mail_one(period, key, due_on, today):
    """Mail one person about the regions they are a contact of now; return what became of it.

    The row that says so and the mail go together: without mail no row, so that a next time
    tries again. Two at once: the second waits at the row, and finds that it was done.
    """
    user = User.objects.get(pk=key)
    regions = list(open_regions(period).represented_by(user))
    if not regions:
        return "left"
    _row, is_new = Reminder.objects.get_or_create(period=period, user=user, due_on=due_on)
    if not is_new:
        return "already"
    send_mail(SUBJECT.format(period), text_for(period, regions, today), None, [user.email])
    return "sent"


def text_for(period, regions, today):
    """Return the mail: which reports, where, and until when. No figures: mail is not closed."""
    deadline = BEFORE_DEADLINE if today <= period.deadline else AFTER_DEADLINE
    return TEXT.format(
        period=period,
        regions="\n".join(line_about(region, period) for region in regions),
        deadline=deadline.format(date_format(period.deadline, "j F Y")),
        choice=settings.LOKET_BASE_URL + reverse("reporting:reminder_choice"),
    )


def line_about(region, period):
    address = reverse("reporting:report_detail", args=[period, region.code])
    return f"- {region.organisation}\n  {settings.LOKET_BASE_URL}{address}"
