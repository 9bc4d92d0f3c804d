"""What tests/reporting/test_two_at_once.py and test_sigkill_submit.py do in a portal of their own.

Each function makes its own reports, does something to them, and returns what it found afterwards
through a fresh connection.
"""

import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from threading import Barrier, BrokenBarrierError, Event

from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils.timezone import localdate

from loket.models import Framework
from reporting.models import Period, ProgressReport, ReportLine, Tally
from reporting.preparation import prepare
from reporting.writing import confirm
from tests.make import make_assessment, make_framework, make_period, make_region, make_user

# The first thing that submitting writes, and what closing writes.
FIRST_WRITE = re.compile(r'INSERT INTO "reporting_tally"|UPDATE "reporting_period"')
ROUNDS = 5


def begin_report():
    """A report that was begun, on a quarter and of a region of its own, with two contacts."""
    norm = Framework.objects.first() or make_framework(categories=2, controls=3)
    region = make_region()
    for _ in range(2):
        make_user(contact_of=[region])
    make_assessment(region, norm)
    year, quarter = divmod(Period.objects.count(), 4)
    return ProgressReport.begin(region, make_period(2000 + year, quarter + 1, framework=norm))


def look(report):
    """What there is of a report now: state, versions submitted, tallies, lines, marked answers."""
    report = ProgressReport.objects.select_related("current", "region").get(pk=report.pk)
    versions = report.report_versions.exclude(submitted_at=None).values_list("number", flat=True)
    answers = report.region.assessments.get().answers.filter(reported_in=str(report.period))
    return {
        "state": report.state,
        "counts": report.current and report.current.number,
        "submitted": list(versions),
        "tallies": Tally.objects.filter(version__report=report).count(),
        "lines": ReportLine.objects.filter(tally__version__report=report).count(),
        "marked": answers.count(),
    }


# --- at once


class Meeting:
    """Where two transactions wait for each other before they write, if both can come that far.

    When a lock keeps one of them out, the other goes on alone after a moment.
    """

    def __init__(self):
        self.barrier, self.somebody_came = Barrier(2), Event()

    def __call__(self, execute, sql, params, many, context):
        if FIRST_WRITE.match(sql):
            self.somebody_came.set()
            with suppress(BrokenBarrierError):
                self.barrier.wait(timeout=0.5)
        return execute(sql, params, many, context)


def at_once(first, second, *, in_turn=False):
    """Do two things in two threads; return what each answered, in words when it was refused.

    `in_turn`: the second begins when the first is about to write.
    """
    meeting = Meeting()

    def run(act, *, waits):
        try:
            if waits:
                meeting.somebody_came.wait(timeout=30)
            with connection.execute_wrapper(meeting):
                return act() or "done"
        except ValidationError as refusal:
            return refusal.message
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        futures = [
            threads.submit(run, first, waits=False),
            threads.submit(run, second, waits=in_turn),
        ]
        return [future.result() for future in futures]


def submitting(report):
    contact = report.region.contact_group.user_set.first()

    def submit():
        ProgressReport.objects.get(pk=report.pk).submit(by=contact)

    return submit


def closing(report):
    return lambda: Period.objects.get(pk=report.period_id).close(by=None)


def clicking(report):
    """Press the button on the page."""
    contact = report.region.contact_group.user_set.first()
    browser = Client(headers={"host": "localhost"})
    browser.force_login(contact)
    page = f"/rapportages/{report.period}/{report.region.code}/indienen/"
    return lambda: browser.post(page).status_code


def complete(report):
    """Do all that the page asks for before it submits."""
    contact = report.region.contact_group.user_set.first()
    draft = report.draft
    draft.results = "Gedaan."
    draft.save()
    for chapter in prepare(report, contact, localdate()).chapters:
        confirm(report, chapter, by=contact)


def submit_twice(act):
    """Return for each round: what both answered, what there is, and how many mails each got."""
    rounds = []
    for _ in range(ROUNDS):
        report = begin_report()
        complete(report)
        mail.outbox = []
        answers = at_once(act(report), act(report))
        receipts = sorted(to for letter in mail.outbox for to in letter.to)
        contacts = report.region.contact_group.user_set.values_list("email", flat=True)
        rounds.append([answers, look(report), receipts == sorted(contacts)])
    return rounds


def submit_and_close(first="", *, rounds=ROUNDS):
    """Return for each round: the answers to submitting and closing, and what there is."""
    found = []
    for _ in range(rounds):
        report = begin_report()
        acts = {"submit": submitting(report), "close": closing(report)}
        order = sorted(acts, key=lambda name: name != (first or "submit"))
        answers = dict(
            zip(order, at_once(*(acts[name] for name in order), in_turn=bool(first)), strict=True)
        )
        is_closed = Period.objects.get(pk=report.period_id).is_closed
        found.append([answers["submit"], answers["close"], look(report), is_closed])
    return found


def meet():
    """Return what came of two threads on the same report, in every way."""
    return {
        "submit twice": submit_twice(submitting),
        "click twice": submit_twice(clicking),
        "submit and close": submit_and_close(),
        "submit first": submit_and_close("submit", rounds=1),
        "close first": submit_and_close("close", rounds=1),
    }


# --- killed


class Killer:
    """Kills its own process after so many statements and commits."""

    def __init__(self, after):
        self.left = after

    def __call__(self, execute, *args):
        result = execute(*args)
        self.count_down()
        return result

    def count_down(self):
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def submit_and_die(report, after):
    """Submit in a process that is killed after so many steps; return whether it was."""
    connection.close()
    child = os.fork()
    if child == 0:
        killer = Killer(after)
        connection.ensure_connection()
        connection._commit = lambda commit=connection._commit: killer(commit)
        with connection.execute_wrapper(killer):
            ProgressReport.objects.get(pk=report.pk).submit(by=None)
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def die_at_every_step():
    """Return for each step: what a submission killed there left, and what is there after another.

    The last one is of a submission that had no steps left to be killed at.
    """
    found, was_killed = [], True
    for step in count(1):
        report = begin_report()
        was_killed = submit_and_die(report, step)
        left = look(report)
        ProgressReport.objects.get(pk=report.pk).submit(by=None)
        found.append([was_killed, left, look(report)])
        if not was_killed:
            return found


def migrate():
    call_command("migrate", verbosity=0)
