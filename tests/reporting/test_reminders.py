"""Reminders: on which day, to whom, once; and what a person or the programme can choose."""

import threading
from datetime import date, timedelta
from io import StringIO
from smtplib import SMTPException

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import localdate

from loket.models import User
from reporting.models import FewerReminders, Period, ProgressReport, Reminder
from reporting.reminding import Outcome, due_day, mail_one, remind, remind_now
from tests.browse import form_of
from tests.make import make_framework, make_period, make_region, make_report, make_user
from tests.read import main_text

DEADLINE = date(2026, 10, 15)
STATUS = "/rapportages/2026-Q3/stand/"
REMIND = "/rapportages/2026-Q3/herinneren/"
CHOICE = "/rapportages/herinneringen/"
CONTACT, OTHER = "aanspreekpunt.vr09@loket.example", "aanspreekpunt.vr17@loket.example"


class Failing(EmailBackend):
    """A mail server that refuses some addresses, and does something meanwhile."""

    refused = frozenset()
    meanwhile = staticmethod(lambda: None)

    def send_messages(self, messages):
        type(self).meanwhile()
        if self.refused & set(messages[0].to):
            raise SMTPException("refused")
        return super().send_messages(messages)


@pytest.fixture
def failing(settings, monkeypatch):
    """Return that mail server, to say whom it refuses."""
    settings.EMAIL_BACKEND = f"{__name__}.Failing"
    monkeypatch.setattr(Failing, "refused", Failing.refused)
    monkeypatch.setattr(Failing, "meanwhile", Failing.meanwhile)
    return Failing


@pytest.fixture
def period(db):
    """2026-Q3: opens on 1 July, deadline 15 October."""
    return make_period(framework=make_framework())


def days_before(number):
    return DEADLINE - timedelta(days=number)


def days_after(number):
    return DEADLINE + timedelta(days=number)


def mailed():
    """Who got a mail, in order."""
    return [message.to[0] for message in mail.outbox]


def told(answer):
    return [(message.level_tag, str(message)) for message in get_messages(answer.wsgi_request)]


# --- which reminder is due


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (days_before(31), None),
        (days_before(30), days_before(30)),
        (days_before(29), days_before(30)),
        (days_before(8), days_before(30)),
        (days_before(7), days_before(7)),
        (days_before(2), days_before(7)),
        (days_before(1), days_before(1)),
        (DEADLINE, days_before(1)),
        (days_after(6), days_before(1)),
        (days_after(7), days_after(7)),
        (days_after(13), days_after(7)),
        (days_after(14), days_after(14)),
        (days_after(70), days_after(70)),
    ],
)
def test_a_reminder_is_due_30_7_and_1_days_before_and_weekly_after(today, due):
    period = Period(opens_on=date(2026, 7, 1), deadline=DEADLINE)

    assert due_day(period, today) == due


def test_before_the_opening_nothing_falls_due():
    period = Period(opens_on=days_before(8), deadline=DEADLINE)

    assert due_day(period, days_before(9)) is None
    assert due_day(period, days_before(8)) is None
    assert due_day(period, days_before(7)) == days_before(7)


def test_once_a_quarter_is_closed_nothing_falls_due(period, cast):
    period.close(by=cast["staff"])

    assert due_day(period, days_after(7)) is None
    assert remind(period, days_after(7)) == remind_now(period, days_after(7)) == Outcome()
    assert mailed() == []


# --- to whom


def test_active_contacts_of_regions_that_did_not_submit_are_reminded(period, cast):
    assert remind(period, days_before(7)) == Outcome(sent=2)
    assert sorted(mailed()) == [CONTACT, OTHER]


def test_a_region_that_submitted_is_left_alone(period, cast, utrecht):
    make_report(utrecht, period)

    remind(period, days_before(7))

    assert mailed() == [OTHER]


def test_a_report_that_is_begun_or_reopened_is_not_submitted(period, cast, utrecht, rijnmond):
    ProgressReport.objects.create(region=utrecht, period=period)
    make_report(rijnmond, period).reopen(reason="Zo.", by=cast["staff"])

    remind(period, days_before(7))

    assert sorted(mailed()) == [CONTACT, OTHER]


def test_a_report_on_another_quarter_does_not_count(period, cast, utrecht, rijnmond):
    earlier = make_period(2026, 2)
    make_report(utrecht, earlier)
    make_report(rijnmond, period)

    remind(period, days_before(7))

    assert mailed() == [CONTACT]


def test_a_contact_of_two_regions_gets_one_mail_about_those_still_open(
    period, utrecht, rijnmond, settings
):
    settings.LOKET_BASE_URL = "https://loket.example"
    third = make_region(code="VR20", name="Brabant-Noord")
    make_user("drie@loket.example", contact_of=[utrecht, rijnmond, third])
    make_report(rijnmond, period, results="kanarieverhaal", budget=12345)

    assert remind(period, days_before(7)) == Outcome(sent=1)

    [message] = mail.outbox
    assert message.subject == "Implementatieloket: herinnering aan de rapportage over 2026-Q3"
    assert (
        message.body
        == """Goedendag,

De rapportage over 2026-Q3 is nog niet (opnieuw) ingediend. Het gaat om:
- Veiligheidsregio Utrecht
  https://loket.example/rapportages/2026-Q3/VR09/
- Brabant-Noord
  https://loket.example/rapportages/2026-Q3/VR20/

De einddatum is 15 oktober 2026.

Wilt u geen vroege herinneringen (30 en 7 dagen voor de einddatum)? Dat kiest u hier, na inloggen:
https://loket.example/rapportages/herinneringen/

Met vriendelijke groet,
Implementatieloket BIO
"""
    )


@pytest.mark.parametrize(
    ("today", "sentence"),
    [
        (DEADLINE, "De einddatum is 15 oktober 2026."),
        (
            days_after(7),
            "De einddatum was 15 oktober 2026. U kunt nog indienen, tot het programma het "
            "kwartaal afsluit.",
        ),
    ],
)
def test_the_mail_says_whether_the_deadline_has_passed(period, cast, today, sentence):
    remind(period, today)

    assert sentence in mail.outbox[0].body.splitlines()


def test_who_left_the_group_meanwhile_gets_nothing(period, cast, utrecht, failing):
    """Rights are asked when the mail goes out, not when the list was made."""
    late = make_user("later@loket.example", contact_of=[utrecht])
    failing.meanwhile = staticmethod(lambda: late.groups.clear())

    outcome = remind(period, days_before(7))

    assert sorted(mailed()) == [CONTACT, OTHER]
    assert outcome == Outcome(sent=2)
    assert not Reminder.objects.filter(user=late).exists()


def test_who_was_made_inactive_meanwhile_gets_nothing(period, cast, utrecht, failing):
    late = make_user("later@loket.example", contact_of=[utrecht])
    failing.meanwhile = staticmethod(
        lambda: User.objects.filter(pk=late.pk).update(is_active=False)
    )

    remind(period, days_before(7))

    assert sorted(mailed()) == [CONTACT, OTHER]


def test_who_is_a_contact_of_one_region_less_meanwhile_hears_of_the_other_only(
    period, utrecht, rijnmond, failing
):
    make_user("eerst@loket.example", contact_of=[utrecht])
    late = make_user("later@loket.example", contact_of=[utrecht, rijnmond])
    failing.meanwhile = staticmethod(lambda: late.groups.remove(utrecht.contact_group))

    remind(period, days_before(7))

    assert "VR17" in mail.outbox[1].body
    assert "VR09" not in mail.outbox[1].body


# --- once


def test_a_second_run_sends_nothing(period, cast):
    remind(period, days_before(7))

    assert remind(period, days_before(7)) == Outcome(already=2)
    assert remind(period, days_before(6)) == Outcome(already=2)
    assert len(mailed()) == 2


def test_a_missed_day_is_made_good_and_never_two_at_once(period, cast):
    assert remind(period, days_before(5)) == Outcome(sent=2)
    assert set(Reminder.objects.values_list("due_on", flat=True)) == {days_before(7)}


def test_the_next_one_goes_out_when_it_is_due(period, cast):
    days = [days_before(30), days_before(7), days_before(1), days_after(7), days_after(14)]

    assert [remind(period, day).sent for day in days] == [2] * 5


def test_two_quarters_make_two_mails(period, cast):
    second = make_period(2026, 2, deadline=DEADLINE)

    assert [remind(quarter, days_before(7)).sent for quarter in (period, second)] == [2, 2]


def test_a_new_contact_hears_of_what_was_due_before(period, cast, utrecht):
    remind(period, days_before(7))
    make_user("nieuw@loket.example", contact_of=[utrecht])

    assert remind(period, days_before(6)) == Outcome(sent=1, already=2)
    assert mailed()[-1] == "nieuw@loket.example"


def test_who_was_found_twice_is_mailed_once(period, cast):
    """As when two runs at once made the same list."""
    pk = cast["contact"].pk

    results = [mail_one(period, pk, days_before(7), days_before(7)) for _ in range(2)]

    assert (results, mailed()) == (["sent", "already"], [CONTACT])


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_one_mail_each(utrecht, failing):
    """The second waits at the row of the first, whose mail is still going out."""
    user = make_user(contact_of=[utrecht])
    period, today, results = make_period(framework=make_framework()), days_before(7), []

    def second_run():
        try:
            results.append(mail_one(period, user.pk, today, today))
        finally:
            connection.close()

    thread = threading.Thread(target=second_run)
    failing.meanwhile = staticmethod(lambda: wait_until_blocked(thread))
    results.append(mail_one(period, user.pk, today, today))
    thread.join()

    assert (sorted(results), len(mailed())) == (["already", "sent"], 1)


def wait_until_blocked(thread):
    """Start a run in another thread, and go on once it waits for a lock of ours."""
    if thread.ident:
        return
    thread.start()
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    while thread.is_alive():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.01), pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return


# --- a mail server that fails


def test_a_failing_address_leaves_no_row_and_stops_nobody(period, cast, failing):
    failing.refused = {CONTACT}

    outcome = remind(period, days_before(7))

    assert (outcome, mailed()) == (Outcome(sent=1, failed=1), [OTHER])
    assert [row.user for row in Reminder.objects.all()] == [cast["other_contact"]]


def test_the_next_run_tries_again(period, cast, failing):
    failing.refused = {CONTACT}
    remind(period, days_before(7))
    failing.refused = frozenset()

    assert remind(period, days_before(7)) == Outcome(sent=1, already=1)
    assert sorted(mailed()) == [CONTACT, OTHER]


# --- who wants fewer


@pytest.mark.parametrize(
    ("today", "people"),
    [
        (days_before(30), [OTHER]),
        (days_before(7), [OTHER]),
        (days_before(2), [OTHER]),
        (days_before(1), [CONTACT, OTHER]),
        (days_after(7), [CONTACT, OTHER]),
        (days_after(30), [CONTACT, OTHER]),
    ],
)
def test_who_wants_fewer_gets_no_early_ones(period, cast, today, people):
    FewerReminders.objects.create(user=cast["contact"])

    remind(period, today)

    assert sorted(mailed()) == people


@pytest.mark.parametrize("name", ["contact", "other_contact"])
def test_a_contact_turns_the_early_ones_off_and_on(client_of, cast, name):
    client = client_of(name)
    assert form_of(client.get(CHOICE))["early"].value() is True

    off = client.post(CHOICE, {})
    client.post(CHOICE, {})
    assert [row.user for row in FewerReminders.objects.all()] == [cast[name]]
    assert (off.headers["Location"], told(off)) == (CHOICE, [("success", "Uw keuze is bewaard.")])
    assert form_of(client.get(CHOICE))["early"].value() is False

    client.post(CHOICE, {"early": "on"})
    assert not FewerReminders.objects.exists()


@pytest.mark.parametrize("name", ["outsider", "member", "staff", "admin"])
def test_who_gets_no_reminders_has_nothing_to_choose(client_of, name):
    client = client_of(name)

    assert [client.get(CHOICE).status_code, client.post(CHOICE, {}).status_code] == [404, 404]
    assert not FewerReminders.objects.exists()


@pytest.mark.parametrize("name", ["visitor", "gone"])
def test_who_is_not_logged_in_is_sent_to_the_login_page(client_of, name):
    assert client_of(name).get(CHOICE).headers["Location"].startswith("/account/login/?next=")


def test_the_choice_takes_few_queries(client_of, cast, django_assert_max_num_queries):
    client = client_of("contact")
    client.get(CHOICE)

    with django_assert_max_num_queries(12):
        assert "30 en 7 dagen voor de einddatum" in main_text(client.get(CHOICE))


# --- the command


def run():
    told = StringIO()
    call_command("send_reminders", stdout=told)
    return told.getvalue()


@pytest.fixture
def due_today(period):
    """2026-Q3, of which a reminder is due today."""
    period.opens_on, period.deadline = date(2026, 1, 1), localdate() + timedelta(days=7)
    period.save()
    return period


def test_the_command_reminds_about_every_running_quarter_and_says_how_many(due_today, cast):
    make_period(2199, 1)
    make_period(2026, 2, opens_on=date(2026, 1, 1), deadline=localdate() + timedelta(days=40))
    make_period(2026, 1).close(by=cast["staff"])

    assert run() == ("2026-Q3: herinneringen verstuurd: 2\n2026-Q2: herinneringen verstuurd: 0\n")
    assert len(mailed()) == 2
    assert run().startswith("2026-Q3: herinneringen verstuurd: 0\n")


def test_the_command_goes_on_after_a_failure_and_its_exit_says_so(due_today, cast, failing):
    failing.refused = {CONTACT}
    second = make_period(2026, 2, opens_on=date(2026, 1, 1), deadline=due_today.deadline)

    with pytest.raises(CommandError, match=r"^Niet verstuurd: 2\."):
        run()

    assert mailed() == [OTHER, OTHER]
    assert {row.period for row in Reminder.objects.all()} == {due_today, second}


def test_the_command_says_nothing_when_no_quarter_runs(db):
    assert run() == ""


# --- the button of the programme


@pytest.fixture
def staff(client_of):
    return client_of("staff")


def test_the_button_mails_at_once_whoever_must_still_submit(staff, period, cast, utrecht):
    make_report(utrecht, period)

    answer = staff.post(REMIND)

    assert (mailed(), answer.headers["Location"]) == ([OTHER], STATUS)
    assert told(answer) == [("success", "1 herinnering is verstuurd.")]
    assert [row.due_on for row in Reminder.objects.all()] == [localdate()]


def test_the_button_mails_once_a_day(staff, period, cast):
    assert told(staff.post(REMIND)) == [("success", "2 herinneringen zijn verstuurd.")]

    again = staff.post(REMIND)

    assert ("info", "Iedereen die nog moet indienen, kreeg vandaag al een herinnering.") in told(
        again
    )
    assert len(mailed()) == 2


def test_the_button_mails_again_on_another_day(period, cast):
    assert [remind_now(period, days_before(day)).sent for day in (5, 4)] == [2, 2]


def test_the_button_also_mails_who_wants_no_early_ones(period, cast):
    FewerReminders.objects.create(user=cast["contact"])

    remind_now(period, days_before(20))

    assert sorted(mailed()) == [CONTACT, OTHER]


def test_who_was_mailed_by_the_button_is_not_mailed_again_for_an_earlier_day(period, cast):
    remind_now(period, days_before(5))

    assert remind(period, days_before(4)) == Outcome(already=2)
    assert remind(period, days_before(1)) == Outcome(sent=2)


def test_the_button_says_when_nobody_is_left(staff, period, utrecht, rijnmond, cast):
    make_report(utrecht, period)
    make_report(rijnmond, period)

    assert told(staff.post(REMIND)) == [
        (
            "info",
            "Er is niemand om te herinneren: elke regio heeft ingediend, of heeft geen "
            "aanspreekpunt met een actief account.",
        )
    ]
    assert mailed() == []


def test_the_button_says_how_many_failed(staff, period, cast, failing):
    failing.refused = {CONTACT}

    assert told(staff.post(REMIND)) == [
        (
            "error",
            "1 herinnering is niet verstuurd: de e-mail lukte niet. Probeer het later opnieuw.",
        ),
        ("success", "1 herinnering is verstuurd."),
    ]


def test_the_button_says_so_when_all_failed(staff, period, cast, failing):
    failing.refused = {CONTACT, OTHER}

    assert [kind for kind, _sentence in told(staff.post(REMIND))] == ["error"]
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("kind", ["closed", "not open"])
def test_about_a_quarter_that_does_not_run_nobody_is_mailed(staff, period, cast, kind):
    if kind == "closed":
        period.close(by=cast["staff"])
        sentence = "2026-Q3 is al afgesloten. Wat toen is ingediend, staat vast."
    else:
        period.opens_on = period.deadline = date(2199, 1, 1)
        period.save()
        sentence = "2026-Q3 gaat pas open op 01-01-2199."

    assert told(staff.post(REMIND)) == [("error", sentence)]
    assert mailed() == []


def test_the_mail_leads_to_pages_that_are_there_for_its_receiver(client_of, period, cast, settings):
    settings.LOKET_BASE_URL = ""
    remind(period, days_before(7))
    [body] = [message.body for message in mail.outbox if message.to == [CONTACT]]
    addresses = [line.strip() for line in body.splitlines() if line.strip().startswith("/")]

    assert addresses == ["/rapportages/2026-Q3/VR09/", CHOICE]
    client = client_of("contact")
    assert [client.get(address).status_code for address in addresses] == [200, 200]
