"""What the programme does with a quarter: opening, following, reopening, closing, the admin."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime

from loket.models import AccessLog
from reporting.models import Milestone, Period, ProgressReport, ReportVersion
from reporting.staff_forms import PeriodForm, proposal
from tests.browse import fill_in, form_of
from tests.make import make_framework, make_period, make_region, make_report, make_user
from tests.read import heading, main_html, main_text, words_of

OPEN = "/rapportages/openen/"
STATUS = "/rapportages/2026-Q3/stand/"
CLOSE = "/rapportages/2026-Q3/afsluiten/"
REMIND = "/rapportages/2026-Q3/herinneren/"
REOPEN = "/rapportages/2026-Q3/VR09/heropenen/"
ALREADY_CLOSED = "2026-Q3 is al afgesloten. Wat toen is ingediend, staat vast."
NO_STAFF = ["outsider", "member", "contact", "other_contact"]


@pytest.fixture
def staff(client_of):
    return client_of("staff")


@pytest.fixture
def framework(db):
    return make_framework()


@pytest.fixture
def period(framework):
    return make_period(framework=framework)


@pytest.fixture
def report(period, utrecht):
    return make_report(utrecht, period, results="kanarieresultaat")


def told(answer):
    """What a page says at the top after an act, each as (kind, sentence)."""
    return [(message.level_tag, str(message)) for message in get_messages(answer.wsgi_request)]


def errors_of(answer):
    return form_of(answer).errors


def rows_of(page):
    """The rows of the table of regions, as words."""
    return [words_of(row) for row in re.findall(r"<tr>.*?</tr>", main_html(page), re.DOTALL)[1:]]


# --- who gets in


@pytest.mark.parametrize("address", [OPEN, STATUS, CLOSE, REOPEN])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_pages_of_the_programme_are_its_own(client_of, report, address, method):
    def status_of(name):
        return getattr(client_of(name), method)(address, {"reason": "Zo."}).status_code

    closed = 405 if (address, method) == (STATUS, "post") else 404
    assert {name: status_of(name) for name in NO_STAFF} == dict.fromkeys(NO_STAFF, closed)
    answer = getattr(client_of("visitor"), method)(address)
    assert answer.headers["Location"].startswith("/account/login/?next=")
    report.refresh_from_db()
    assert (report.state, Period.objects.get().is_closed) == ("ingediend", False)


@pytest.mark.parametrize("name", ["staff", "admin"])
def test_the_programme_opens_its_pages(client_of, report, name):
    for address in (OPEN, STATUS, CLOSE, REOPEN):
        assert client_of(name).get(address).status_code == 200, address


def test_only_the_programme_reminds_and_only_with_the_button(client_of, period, cast):
    for name in NO_STAFF:
        assert client_of(name).post(REMIND).status_code == 404, name
    assert client_of("staff").get(REMIND).status_code == 405
    assert client_of("visitor").post(REMIND).status_code == 302
    assert mail.outbox == []


@pytest.mark.parametrize("page", ["stand", "afsluiten", "VR09/heropenen"])
@pytest.mark.parametrize("quarter", ["2026-Q4", "1999-Q1", "2026-Q5", "0000-Q1"])
def test_a_quarter_that_is_not_there_is_not_found(staff, report, page, quarter):
    assert staff.get(f"/rapportages/{quarter}/{page}/").status_code == 404


def test_a_region_that_is_not_there_is_not_found(staff, report):
    address = "/rapportages/2026-Q3/VR99/heropenen/"

    assert staff.get(address).status_code == 404
    assert staff.post(address, {"reason": "Zo."}).status_code == 404


# --- opening a quarter


def test_the_quarter_after_the_newest_is_proposed_with_its_usual_dates(staff, framework):
    make_period(2025, 4, framework=framework)
    make_period(2026, 1, framework=framework)
    newer = make_framework(position=2)

    form = form_of(staff.get(OPEN))

    assert {name: form[name].value() for name in ("year", "quarter", "opens_on", "deadline")} == {
        "year": 2026,
        "quarter": 2,
        "opens_on": date(2026, 4, 1),
        "deadline": date(2026, 7, 15),
    }
    assert form["framework"].value() == newer.pk


@pytest.mark.parametrize(
    ("newest", "today", "proposed"),
    [
        (None, date(2026, 1, 1), (2026, 1)),
        (None, date(2026, 3, 31), (2026, 1)),
        (None, date(2026, 12, 31), (2026, 4)),
        ((2026, 3), date(2030, 1, 1), (2026, 4)),
        ((2026, 4), date(2026, 1, 1), (2027, 1)),
    ],
)
def test_the_proposal_follows_the_newest_or_the_calendar(newest, today, proposed):
    newest = newest and Period(year=newest[0], quarter=newest[1])

    values = proposal(newest, today)

    assert (values["year"], values["quarter"]) == proposed


def test_the_first_quarter_is_the_present_one(staff, framework):
    form = form_of(staff.get(OPEN))

    assert form["opens_on"].value() <= localdate() < form["deadline"].value()


def test_staff_open_the_quarter_that_was_proposed(staff, period, framework):
    answer = fill_in(staff, OPEN)

    made = Period.objects.newest_first().first()
    assert (str(made), made.framework, made.opens_on, made.deadline, made.is_closed) == (
        "2026-Q4",
        framework,
        date(2026, 10, 1),
        date(2027, 1, 15),
        False,
    )
    assert answer.headers["Location"] == "/rapportages/2026-Q4/stand/"
    assert told(answer) == [
        (
            "success",
            "2026-Q4 staat klaar: open vanaf 1 oktober 2026, indienen uiterlijk op "
            "15 januari 2027.",
        )
    ]


def test_staff_choose_other_dates(staff, period):
    fill_in(staff, OPEN, opens_on="2026-11-01", deadline="01-12-2026")

    made = Period.objects.newest_first().first()
    assert (made.opens_on, made.deadline) == (date(2026, 11, 1), date(2026, 12, 1))


def test_dates_left_empty_become_the_usual_ones(staff, period):
    fill_in(staff, OPEN, opens_on="", deadline="")

    made = Period.objects.newest_first().first()
    assert (made.opens_on, made.deadline) == (date(2026, 10, 1), date(2027, 1, 15))


def test_proposed_dates_do_not_go_along_to_another_quarter(staff, period):
    """Who changes the quarter and leaves the dates did not choose those dates."""
    fill_in(staff, OPEN, year=2027, quarter=2)

    made = Period.objects.newest_first().first()
    assert (str(made), made.opens_on, made.deadline) == (
        "2027-Q2",
        date(2027, 4, 1),
        date(2027, 7, 15),
    )


def test_a_quarter_that_is_there_is_refused_at_its_field(staff, period):
    answer = fill_in(staff, OPEN, quarter=3)

    assert errors_of(answer) == {"quarter": ["2026-Q3 is er al. Kies een ander kwartaal."]}
    assert Period.objects.count() == 1


def test_two_who_open_the_same_quarter_at_once_make_one(staff, period, monkeypatch):
    """The second looked before the first had saved: the database knows better."""
    looked = PeriodForm.is_valid
    monkeypatch.setattr(
        PeriodForm, "is_valid", lambda form: looked(form) and make_period(2026, 4) is not None
    )

    answer = fill_in(staff, OPEN)

    assert errors_of(answer) == {"quarter": ["2026-Q4 is er al. Kies een ander kwartaal."]}
    assert sorted(map(str, Period.objects.all())) == ["2026-Q3", "2026-Q4"]


WRONG_YEAR = "Vul een jaar in van 2000 tot en met 2199."
WRONG_DATE = "Dit is geen datum. Vul een dag in zoals 31-12-2026."
TOO_EARLY = "De einddatum ligt vóór de dag waarop het kwartaal opengaat. Kies een latere einddatum."
UNKNOWN = "Deze keuze kennen we niet. Kies er een uit de lijst."


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"year": ""}, {"year": [WRONG_YEAR]}),
        ({"year": "1999"}, {"year": [WRONG_YEAR]}),
        ({"year": "2200"}, {"year": [WRONG_YEAR]}),
        ({"year": "9" * 40}, {"year": [WRONG_YEAR]}),
        ({"year": "tweeduizend"}, {"year": [WRONG_YEAR]}),
        ({"quarter": ""}, {"quarter": ["Kies een kwartaal."]}),
        ({"quarter": "5"}, {"quarter": [UNKNOWN]}),
        ({"framework": "0"}, {"framework": [UNKNOWN]}),
        ({"framework": ""}, {"framework": ["Kies een norm."]}),
        ({"opens_on": "morgen"}, {"opens_on": [WRONG_DATE]}),
        ({"deadline": "31-02-2027"}, {"deadline": [WRONG_DATE]}),
        ({"deadline": "\0"}, {"deadline": [WRONG_DATE]}),
        (
            {"opens_on": "0202-10-01"},
            {"opens_on": ["Kies een jaar van 2000 tot en met 2199."]},
        ),
        ({"opens_on": "2026-12-02", "deadline": "2026-12-01"}, {"deadline": [TOO_EARLY]}),
        ({"opens_on": "", "deadline": "2026-09-30"}, {"deadline": [TOO_EARLY]}),
        ({"opens_on": "2027-03-01", "deadline": ""}, {"deadline": [TOO_EARLY]}),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_kept(staff, period, typed, errors):
    answer = fill_in(staff, OPEN, **typed)

    assert (answer.status_code, errors_of(answer)) == (200, errors)
    assert {name: form_of(answer)[name].value() for name in typed} == typed
    assert "<title>Fout:" in answer.content.decode()
    assert Period.objects.count() == 1


def test_a_quarter_may_end_on_the_day_it_opens(staff, period):
    fill_in(staff, OPEN, opens_on="2026-12-01", deadline="2026-12-01")

    assert Period.objects.count() == 2


def test_without_a_norm_no_quarter_is_opened(staff):
    answer = fill_in(staff, OPEN)

    assert errors_of(answer) == {"framework": ["Kies een norm."]}


# --- following it


def test_the_status_says_of_each_region_how_far_it_is(staff, period, utrecht, rijnmond, cast):
    make_region(code="VR01", name="Groningen")
    ProgressReport.objects.create(region=make_region(code="VR02", name="Fryslân"), period=period)
    make_report(utrecht, period)
    make_report(rijnmond, period).reopen(reason="Zo.", by=cast["staff"])
    moments = ReportVersion.objects.exclude(submitted_at=None).order_by("submitted_at")
    submitted = [date_format(localtime(v.submitted_at), "j F Y H:i") for v in moments]

    page = staff.get(STATUS)

    rows = rows_of(page)
    assert rows == [
        "VR01 Groningen nog niet begonnen – –",
        "VR02 Fryslân begonnen – –",
        f"VR09 Utrecht ingediend {submitted[0]} Heropen de rapportage van VR09 Utrecht",
        f"VR17 Rotterdam-Rijnmond heropend {submitted[1]} –",
    ]
    assert re.findall(r"<dt>(.*?)</dt><dd><strong>(\d)", main_html(page)) == [
        ("Ingediend", "1"),
        ("Heropend", "1"),
        ("Begonnen", "1"),
        ("Nog niet begonnen", "1"),
    ]


def test_the_status_is_about_one_quarter(staff, period, utrecht, framework):
    make_report(utrecht, make_period(2026, 2, framework=framework))

    assert rows_of(staff.get(STATUS)) == [
        "VR09 Utrecht nog niet begonnen – –",
        "VR17 Rotterdam-Rijnmond nog niet begonnen – –",
    ]


def test_the_status_leads_to_reports_reopening_reminding_and_closing(staff, report, rijnmond):
    page = main_html(staff.get(STATUS))

    assert re.findall(r'(?:href|action)="(/rapportages/2026-Q3/[^"]*)"', page) == [
        REMIND,
        CLOSE,
        "/rapportages/2026-Q3/VR09/",
        REOPEN,
        "/rapportages/2026-Q3/VR17/",
    ]


def test_when_all_have_submitted_nobody_needs_reminding(staff, report, rijnmond):
    make_report(rijnmond, report.period)

    page = main_html(staff.get(STATUS))

    assert REMIND not in page
    assert CLOSE in page


def test_a_quarter_that_is_still_to_open_has_no_buttons(staff, utrecht, framework):
    make_period(2199, 1, framework=framework)

    page = staff.get("/rapportages/2199-Q1/stand/")

    assert "Dit kwartaal gaat open op 1 januari 2199." in main_text(page)
    assert not re.search(r"<form|afsluiten|heropenen", main_html(page))


def test_a_closed_quarter_has_no_buttons_and_says_who_closed_it(staff, report, cast):
    report.period.close(by=cast["staff"])

    page = staff.get(STATUS)

    assert "door redactie@loket.example. Wat toen was ingediend, staat vast." in main_text(page)
    assert not re.search(r"<form|<button|afsluiten|heropenen|herinneren", main_html(page))


@pytest.mark.parametrize("address", [OPEN, STATUS, CLOSE, REOPEN])
@pytest.mark.parametrize("regions", [3, 30])
def test_a_page_asks_little_however_many_regions(
    staff, report, cast, address, regions, django_assert_max_num_queries
):
    for number in range(regions - 1):
        region = make_region()
        made = make_report(region, report.period)
        if number % 2:
            made.reopen(reason="Zo.", by=cast["staff"])
    staff.get(address)

    with django_assert_max_num_queries(12):
        assert staff.get(address).status_code == 200


# --- closing


def test_the_page_says_what_closing_means_and_closes_nothing(staff, report, rijnmond, cast):
    begun = make_region(code="VR01", name="Groningen")
    ProgressReport.objects.create(region=begun, period=report.period)
    reopened = make_report(make_region(code="VR02", name="Fryslân"), report.period)
    reopened.reopen(reason="Zo.", by=cast["staff"])

    page = staff.get(CLOSE)

    assert "Afsluiten is voorgoed." in main_text(page)
    missing, again = re.findall(r'<ul aria-labelledby="\w+">(.*?)</ul>', main_html(page), re.DOTALL)
    assert words_of(missing) == "VR01 Groningen VR17 Rotterdam-Rijnmond"
    assert words_of(again) == "VR02 Fryslân"
    assert not Period.objects.get().is_closed


def test_the_page_says_so_when_all_have_submitted(staff, report, rijnmond):
    make_report(rijnmond, report.period)

    assert "Alle regio’s hebben ingediend." in main_text(staff.get(CLOSE))


def test_staff_close_a_quarter_once(staff, report, cast):
    first = staff.post(CLOSE)
    period = Period.objects.get()
    second = staff.post(CLOSE)

    assert told(first)[0] == (
        "success",
        "2026-Q3 is afgesloten. Wat er nu staat, verandert niet meer.",
    )
    assert ("error", ALREADY_CLOSED) in told(second)
    assert (first.headers["Location"], second.headers["Location"]) == (STATUS, STATUS)
    assert (period.closed_by, Period.objects.get().closed_at) == (cast["staff"], period.closed_at)


def test_the_page_of_a_closed_quarter_has_no_button(staff, report, cast):
    report.period.close(by=cast["staff"])

    page = staff.get(CLOSE)

    assert "2026-Q3 is al afgesloten, op " in main_text(page)
    assert "<form" not in main_html(page)


def test_a_quarter_that_has_not_opened_is_not_closed(staff, framework):
    make_period(2199, 1, framework=framework)
    address = "/rapportages/2199-Q1/afsluiten/"

    assert "<form" not in main_html(staff.get(address))
    assert told(staff.post(address)) == [("error", "2199-Q1 gaat pas open op 01-01-2199.")]
    assert not Period.objects.get().is_closed


# --- reopening a report


def test_staff_reopen_a_report_with_a_reason(
    staff, report, cast, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = fill_in(staff, REOPEN, reason="  Cijfer 5.1 klopt niet. ")

    report.refresh_from_db()
    draft = report.draft
    assert (report.state, draft.number, draft.reason, draft.opened_by) == (
        "heropend",
        2,
        "Cijfer 5.1 klopt niet.",
        cast["staff"],
    )
    assert answer.headers["Location"] == STATUS
    assert told(answer) == [
        (
            "success",
            "De rapportage van Veiligheidsregio Utrecht is weer open. De aanspreekpunten krijgen "
            "daarover een e-mail.",
        )
    ]
    assert [message.to for message in mail.outbox] == [[cast["contact"].email]]
    assert "Cijfer" not in mail.outbox[0].body


def test_the_page_names_the_region_and_shows_nothing_of_the_report(staff, report):
    page = staff.get(REOPEN)

    assert heading(page) == "Heropen de rapportage van Veiligheidsregio Utrecht over 2026-Q3"
    assert "kanarieresultaat" not in page.content.decode()


def test_looking_at_the_page_is_on_record(staff, report, cast):
    staff.get(REOPEN)

    line = AccessLog.objects.about(report).get()
    assert (line.action, line.user, line.detail) == ("viewed", cast["staff"], "heropenen")


@pytest.mark.parametrize("name", ["contact", "other_contact", "member"])
def test_who_may_not_reopen_leaves_no_trace_and_changes_nothing(client_of, report, name):
    client_of(name).post(REOPEN, {"reason": "Zo."})

    assert not AccessLog.objects.about(report).exists()
    assert ReportVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("reason", "error"),
    [
        ("", "Schrijf op waarom de rapportage opnieuw open moet."),
        (" \n ", "Schrijf op waarom de rapportage opnieuw open moet."),
        (
            "x" * 1_001,
            "Dit is te lang: gebruik hoogstens 1000 tekens. U gebruikt er 1001.",
        ),
        (
            "x" * 1_000_000,
            "Dit is te lang: gebruik hoogstens 1000 tekens. U gebruikt er 1000000.",
        ),
        ("Zo\0", "Hierin staat een teken dat niet kan. Typ de tekst opnieuw."),
    ],
)
def test_a_reason_that_cannot_be_is_said_at_its_field_and_kept(staff, report, reason, error):
    answer = staff.post(REOPEN, {"reason": reason})

    assert errors_of(answer) == {"reason": [error]}
    assert form_of(answer)["reason"].value() == reason
    assert ReportVersion.objects.count() == 1


def test_a_reason_of_1000_characters_fits_and_a_line_end_is_one_of_them(staff, report):
    assert "maxlength" not in main_html(staff.get(REOPEN))

    assert staff.post(REOPEN, {"reason": "x\r\n" * 499 + "xx"}).status_code == 302
    assert report.draft.reason == "x\n" * 499 + "xx"


NOT_SUBMITTED = "Deze rapportage is nog niet ingediend: de regio kan haar nog gewoon wijzigen."


@pytest.mark.parametrize("begun", [False, True])
def test_a_report_that_was_not_submitted_is_not_reopened(staff, period, utrecht, begun):
    if begun:
        ProgressReport.objects.create(region=utrecht, period=period)

    page = staff.get(REOPEN)
    answer = staff.post(REOPEN, {"reason": "Wat ik typte."})

    assert "Heropenen hoeft niet." in main_text(page)
    assert "<form" not in main_html(page)
    assert form_of(answer).non_field_errors() == [NOT_SUBMITTED]
    assert "Wat ik typte." in main_text(answer)
    assert ProgressReport.objects.count() == begun


def test_reopening_twice_is_once(staff, report):
    staff.post(REOPEN, {"reason": "Eerst."})

    answer = staff.post(REOPEN, {"reason": "Nog eens."})

    assert form_of(answer).non_field_errors() == [NOT_SUBMITTED]
    assert [version.reason for version in ReportVersion.objects.all()] == ["", "Eerst."]


def test_in_a_closed_quarter_nothing_is_reopened(staff, report, cast):
    report.period.close(by=cast["staff"])

    page = staff.get(REOPEN)
    answer = staff.post(REOPEN, {"reason": "Wat ik typte."})

    assert "gaat niet meer open" in main_text(page)
    assert "<form" not in main_html(page)
    assert form_of(answer).non_field_errors() == [ALREADY_CLOSED]
    assert "Wat ik typte." in main_text(answer)


# --- the admin


LIST = reverse("admin:reporting_period_changelist")
ADD = reverse("admin:reporting_period_add")


def page_of(period, act="change"):
    return reverse(f"admin:reporting_period_{act}", args=[period.pk])


@pytest.fixture
def closed(report, cast):
    report.period.close(by=cast["staff"])
    return report.period


def test_the_list_of_quarters_says_when_each_opens_ends_and_was_closed(staff, closed, framework):
    make_period(2026, 4, framework=framework)

    page = staff.get(LIST)

    cells = re.findall(r'<t[hd] class="field-[^>]*>(.*?)</t[hd]>', page.content.decode())
    cells = [words_of(cell) for cell in cells]
    assert cells[:5] == ["2026-Q4", str(framework), "1 oktober 2026", "15 januari 2027", "–"]
    assert cells[5:9] == ["2026-Q3", str(framework), "1 juli 2026", "15 oktober 2026"]
    assert cells[9] != "–"


def test_staff_change_dates_in_the_admin(staff, period):
    answer = fill_in(staff, page_of(period), opens_on="2026-08-01", deadline="")

    assert answer.status_code == 302
    period.refresh_from_db()
    assert (period.opens_on, period.deadline) == (date(2026, 8, 1), date(2026, 10, 15))

    fill_in(staff, page_of(period), deadline="2026-11-01")

    period.refresh_from_db()
    assert (period.opens_on, period.deadline) == (date(2026, 8, 1), date(2026, 11, 1))


def test_staff_add_a_quarter_in_the_admin(staff, framework):
    answer = fill_in(staff, ADD, year="2027", quarter="1")

    assert answer.status_code == 302
    assert [(str(row), row.opens_on) for row in Period.objects.all()] == [
        ("2027-Q1", date(2027, 1, 1))
    ]


def test_the_admin_refuses_what_the_page_refuses(staff, period):
    answer = fill_in(staff, page_of(period), deadline="2026-06-30")

    assert errors_of(answer) == {"deadline": [TOO_EARLY]}


def test_a_quarter_without_reports_can_be_corrected_one_with_reports_not(staff, period, utrecht):
    fill_in(staff, page_of(period), year="2027")
    period.refresh_from_db()
    assert str(period) == "2027-Q3"

    ProgressReport.objects.create(region=utrecht, period=period)
    other = make_framework()
    fill_in(staff, page_of(period), year="2028", quarter="1", framework=other.pk)

    period.refresh_from_db()
    assert (str(period), period.framework == other) == ("2027-Q3", False)


def test_closing_is_not_done_in_the_admin(staff, period):
    fill_in(staff, page_of(period), closed_at="2026-01-01", closed_by="1", closed_at_0="2026-01-01")

    period.refresh_from_db()
    assert (period.closed_at, period.closed_by) == (None, None)


@pytest.mark.parametrize("name", ["staff", "admin"])
def test_a_closed_quarter_is_there_to_read(client_of, closed, name):
    page = client_of(name).get(page_of(closed))

    assert page.status_code == 200
    text = page.content.decode()
    assert "redactie@loket.example" in text
    assert not re.search(r'name="(deadline|opens_on|_save)"', text)


@pytest.mark.parametrize("name", ["staff", "admin"])
def test_a_closed_quarter_that_is_sent_after_all_is_refused_in_words(client_of, closed, name):
    typed = {"year": "2026", "quarter": "3", "opens_on": "2026-08-01", "deadline": "2026-12-01"}

    answer = client_of(name).post(page_of(closed), typed)

    assert answer.status_code == 200
    assert form_of(answer).non_field_errors() == [ALREADY_CLOSED]
    assert form_of(answer)["deadline"].value() == "2026-12-01"
    assert Period.objects.get().deadline == date(2026, 10, 15)


@pytest.mark.parametrize("name", ["staff", "admin"])
def test_no_quarter_is_deleted(client_of, period, name):
    assert client_of(name).post(page_of(period, "delete"), {"post": "yes"}).status_code == 403
    assert Period.objects.count() == 1


@pytest.mark.parametrize("name", NO_STAFF)
def test_the_admin_of_quarters_is_for_the_programme(client_of, period, name):
    for address in (LIST, ADD, page_of(period)):
        assert client_of(name).get(address).status_code == 404, address


def test_an_editor_may_do_this_by_the_group_that_comes_with_the_content(client_of, cast):
    call_command("load_content", verbosity=0)
    editor = make_user(is_staff=True)
    editor.groups.add(Group.objects.get(name="Redactie"))

    rights = {right for right in editor.get_all_permissions() if right.startswith("reporting.")}

    assert rights == {
        f"reporting.{act}_{model}"
        for act in ("add", "change", "view")
        for model in ("period", "milestone")
    }


def test_the_two_milestones_come_with_the_content_and_stay_as_an_editor_left_them(db, utrecht):
    make = Milestone.objects.create
    make(name="Aan de hele BIO voldoen", measure="controls", due_on=date(2030, 1, 1))
    call_command("load_content", verbosity=0)
    first = Milestone.objects.get(measure="criteria")
    assert (first.name, first.due_on) == ("Aan de 16 criteria voldoen", date(2022, 6, 30))
    first.delete()

    call_command("load_content", verbosity=0)

    assert [(row.name, row.due_on) for row in Milestone.objects.all()] == [
        ("Aan de hele BIO voldoen", date(2030, 1, 1))
    ]


def test_the_milestones_are_those_of_the_desk(db):
    call_command("load_content", verbosity=0)

    assert list(Milestone.objects.values_list("name", "measure", "due_on")) == [
        ("Aan de 16 criteria voldoen", "criteria", date(2022, 6, 30)),
        ("Aan de hele BIO voldoen", "controls", date(2023, 1, 1)),
    ]


def test_staff_move_a_milestone(staff, db):
    row = Milestone.objects.create(name="Eerst", measure="criteria", due_on=date(2026, 1, 1))

    fill_in(
        staff,
        reverse("admin:reporting_milestone_change", args=[row.pk]),
        due_on=(row.due_on + timedelta(days=1)).isoformat(),
    )

    row.refresh_from_db()
    assert row.due_on == date(2026, 1, 2)
