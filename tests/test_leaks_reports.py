"""What a region reports is read by its contacts and the programme; others see what it shares."""

import csv
import io
import re
from contextlib import contextmanager

import pytest
from django.core import mail
from django.db import transaction
from django.urls import get_resolver
from django.utils.timezone import localdate
from openpyxl import load_workbook

from loket.models import AccessLog
from reporting.models import Period, ProgressReport, Token
from reporting.reminding import remind_now
from tests.canaries import (
    PEOPLE,
    PROGRAMME,
    Addresses,
    local,
    read_from,
    routes,
    text_of,
)
from tests.make import make_answer, make_assessment, make_framework, make_period
from tests.read import main_text
from tests.reported import (
    AT,
    CODES,
    EVIDENCE,
    IN_LINES,
    IN_STORY,
    LIVING,
    NUMBERS,
    QUARTERS,
    REASON,
    REPORTS,
    THEMES,
    WORD,
    answer_all,
    make_reported,
    met,
    others,
    sing,
    submit,
    words,
)


@pytest.fixture
def norm(db):
    return make_framework(categories=2, controls=3)


@pytest.fixture
def period(norm):
    return make_period(framework=norm)


@pytest.fixture
def reported(cast, utrecht, rijnmond, period):
    people = {name: cast[name] for name in ("contact", "staff")}
    return make_reported(utrecht, rijnmond, period, **people)


@pytest.fixture
def everywhere(reported):
    """Every address of the room, for both quarters, both regions and every version."""
    token = Token.objects.get().pk
    found = []
    for route in (route for route in routes(get_resolver()) if route.startswith(REPORTS)):
        for quarter in QUARTERS:
            for code in CODES:
                for number in (1, 2, 3):
                    parts = {"quarter": quarter, "code": code, "number": number, "pk": token}
                    found.append(re.sub(r"<\w+:(\w+)>", lambda m, p=parts: str(p[m[1]]), route))
    compared = [
        f"{REPORTS}{quarter}/{code}/vergelijken/?met={other}"
        for quarter in QUARTERS
        for code in CODES
        for other in (*QUARTERS, "2026-Q3.1", "2026-Q3.2", reported.current_id, "VR09")
    ]
    around = ["/", "/sitemap.xml", "/robots.txt", "/toolbox/feed/", "/faq/feed/"]
    around += ["/zelfevaluatie/", "/zelfevaluatie/VR09/", "/zoeken/?q=sperwer", "/beheer/"]
    return [*sorted(set(found)), *compared, *around]


SUBMITTED = words([*IN_LINES, *IN_STORY, *NUMBERS], 1, 2) | {(REASON, 3)}
THEIRS = {
    "contact": SUBMITTED | words([*IN_LINES, *IN_STORY, *NUMBERS, EVIDENCE, LIVING], 3),
    # what a region still writes is no business of the programme
    "staff": SUBMITTED,
    "admin": SUBMITTED,
}


@pytest.mark.parametrize("person", PEOPLE)
def test_only_its_contacts_and_the_programme_meet_the_words_of_a_report(
    client_of, everywhere, person
):
    pages = read_from(client_of(person), list(everywhere))

    assert [address for address, page in pages.items() if page.status_code >= 500] == []
    assert met(pages.values()) == THEIRS.get(person, set())
    if person == "other_contact":
        # there was something to see
        assert "Over 7 regio’s." in main_text(pages[f"{REPORTS}2026-Q3/"])
        assert "Midden: de helft" in main_text(pages[f"{REPORTS}2026-Q3/VR17/spiegel/"])


@pytest.mark.parametrize("person", PEOPLE)
def test_every_kind_of_file_holds_the_words_for_whoever_may_read_them(client_of, reported, person):
    client = client_of(person)
    files = [f"{REPORTS}2026-Q3/VR09/rapportage.{kind}" for kind in ("csv", "xlsx", "pdf")]
    reads = person == "contact" or person in PROGRAMME

    for address in files:
        texts = words([*IN_LINES, *IN_STORY], 2) if reads else set()
        if address.endswith("csv"):
            texts = {word for word in texts if word[0] in IN_LINES}
        assert {word for word in met([client.get(address)]) if word[0] not in NUMBERS} == texts


@pytest.mark.parametrize("person", ["visitor", "outsider", "member", "other_contact"])
def test_every_address_of_a_report_is_closed_in_every_way_of_asking(
    client_of, reported, everywhere, person
):
    client = client_of(person)
    closed = [
        address for address in everywhere if address.startswith(REPORTS) and "VR09/" in address
    ]
    assert len(closed) > 30

    reading = {way(a).status_code for a in closed for way in (client.get, client.head)}
    writing = {
        way(a).status_code
        for a in closed
        for way in (client.post, client.put, client.patch, client.delete)
    }

    assert reading == ({302} if person == "visitor" else {404})
    assert writing <= ({302} if person == "visitor" else {404, 405})
    assert not AccessLog.objects.about(reported).exclude(user=None).exists()


def test_a_contact_who_leaves_meets_nothing_from_the_next_request_on(client_of, cast, everywhere):
    client = client_of("contact")
    assert client.get(f"{REPORTS}2026-Q3/VR09/").status_code == 200

    cast["contact"].work_for([], by=cast["staff"])

    assert met(read_from(client, list(everywhere), within=REPORTS).values()) == set()


@pytest.mark.pages
@pytest.mark.parametrize("person", ["contact", "staff"])
def test_the_pages_and_files_of_reports_are_kept_by_no_cache(client_of, everywhere, person):
    client = client_of(person)
    addresses = [address for address in everywhere if address.startswith(f"{REPORTS}2026")]

    assert {client.get(address).headers["Cache-Control"] for address in addresses} == {
        "private, no-store"
    }


def test_no_address_of_a_report_stands_in_the_sitemap_or_a_feed(client_of, reported):
    for address in ("/sitemap.xml", "/toolbox/feed/", "/faq/feed/", "/robots.txt"):
        assert f"{REPORTS}2" not in client_of("contact").get(address).content.decode()


# --- what others see is the same, whatever the rest says


@contextmanager
def undone():
    """What happens in here, did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def heard(client):
    """Everything that somebody can fetch in the room: {address: text}."""
    pages = read_from(client, [REPORTS, *found_for(client)], within=REPORTS)
    assert len(pages) > 10
    changing = r'csrfmiddlewaretoken" value="\w+"|<dcterms:\w+[^<]*|D:\d{14}\S*'
    return {address: re.sub(changing, "", text_of(page)) for address, page in pages.items()}


def found_for(client):
    """The addresses of this quarter, of both regions, as the pages lead to them."""
    for code in CODES:
        page = client.get(f"{REPORTS}2026-Q3/{code}/")
        found = local(f"{REPORTS}2026-Q3/{code}/", Addresses(text_of(page)).found)
        yield from (address for address in found if address.startswith(REPORTS))


def world(region, norm, period, levels, *bottlenecks, **text):
    """A region that submits this, and writes on in its assessment."""
    assessment = make_assessment(region, norm)
    answer_all(assessment, levels, note=f"niveaus {levels}", action_owner=f"van {levels[0]}")
    submit(region, period, *bottlenecks, **text)
    make_answer(assessment, "2.1", status="planned", maturity=levels[0])


@pytest.fixture
def neighbours(rijnmond, norm, period):
    """Rijnmond and five others that share: enough for the national picture and the mirror."""
    answer_all(make_assessment(rijnmond, norm))
    submit(rijnmond, period)
    others(norm, period, [1, 2, 3, 4, 5])


@pytest.mark.parametrize("is_closed", [True, False])
def test_nothing_of_one_control_or_text_reaches_a_contact_of_another_region(
    client_of, neighbours, utrecht, norm, period, is_closed
):
    """The category counts the same both times, and so do the themes; all the rest differs."""
    worlds = [
        ((5, 3, 1), (THEMES.MONEY, "Te weinig.", "Raad."), {"results": "Zo.", "fte": 1}),
        ((1, 3, 5), (THEMES.MONEY, "Anders.", "Hulp."), {"results": "Niet zo.", "budget": 7}),
    ]
    told = []
    for levels, bottleneck, text in worlds:
        with undone():
            world(utrecht, norm, period, levels, bottleneck, **text)
            if is_closed:
                Period.objects.get(pk=period.pk).close(by=None, at=AT)
            told.append(heard(client_of("other_contact")))

    assert told[0] == told[1]
    assert any("Utrecht" in text for text in told[0].values())


@pytest.mark.parametrize("is_closed", [True, False])
def test_of_a_region_that_does_not_share_nothing_at_all_reaches_another(
    client_of, neighbours, utrecht, norm, period, is_closed
):
    worlds = [
        ((1, 1, 1), [], {"offers_help": False}),
        ((5, 5, 4), [(THEMES.MONEY, "Te weinig.", ""), (THEMES.PEOPLE, "", "Hulp.")], {}),
    ]
    told, of_staff = [], []
    for levels, bottlenecks, text in worlds:
        with undone():
            text = {"shares_figures": False, "offers_help": True} | text
            world(utrecht, norm, period, levels, *bottlenecks, **text)
            if is_closed:
                Period.objects.get(pk=period.pk).close(by=None, at=AT)
            told.append(heard(client_of("other_contact")))
            of_staff.append(heard(client_of("staff")))

    assert told[0] == told[1]
    # what may be known of it: that it submitted
    assert "deelt de cijfers niet" in told[0][f"{REPORTS}2026-Q3/"]
    assert of_staff[0] != of_staff[1]


def test_totals_of_a_contact_are_the_sums_of_the_rows_beside_them(
    client_of, neighbours, utrecht, norm, period
):
    world(utrecht, norm, period, (5, 5, 5), shares_figures=False)

    country, of_regions = {}, {}
    content = client_of("other_contact").get(f"{REPORTS}2026-Q3/voortgang.csv").content
    for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"):
        counts = [row[name] for name in ("controls van toepassing", "op orde", "aantoonbaar")]
        if row["wie"] == "Landelijk":
            country[row["categorie"]] = [int(count) for count in counts]
        elif counts[0]:
            of_regions.setdefault(row["categorie"], []).append([int(count) for count in counts])

    assert set(country) == {"alle", "1", "2"}
    sums = {
        place: [sum(column) for column in zip(*rows, strict=True)]
        for place, rows in of_regions.items()
    }
    assert (country, len(of_regions["alle"])) == (sums, 6)


@pytest.mark.parametrize(
    ("neighbours_that_share", "shows_country", "shows_mirror"),
    [(3, False, False), (4, True, False), (5, True, True)],
)
def test_below_five_regions_page_mirror_and_export_show_nothing_and_say_why(
    client_of, rijnmond, utrecht, norm, period, neighbours_that_share, shows_country, shows_mirror
):
    answer_all(make_assessment(rijnmond, norm))
    submit(rijnmond, period)
    others(norm, period, range(1, 1 + neighbours_that_share))
    # it would be the fifth, but keeps its figures to itself
    world(utrecht, norm, period, (5, 5, 5), shares_figures=False)
    client = client_of("other_contact")

    page, *files = (
        client.get(f"{REPORTS}2026-Q3/{name}") for name in ("", "voortgang.csv", "voortgang.xlsx")
    )
    why = "Er zijn nog geen landelijke cijfers. Daarvoor zijn minstens 5 regio’s nodig"
    assert (why not in main_text(page)) == shows_country
    assert ("spread-chart" in text_of(page)) == shows_country
    assert ("Landelijk;" in text_of(files[0])) == shows_country
    [whole] = [row for row in sheets_of(files[1])["Landelijk"] if row[0] == "Alles samen"]
    assert any(isinstance(cell, int | float) for cell in whole) == shows_country

    mirror = client.get(f"{REPORTS}2026-Q3/VR17/spiegel/")
    why = "Bij minder zou te zien zijn welk cijfer van welke regio is."
    assert (why not in main_text(mirror)) == shows_mirror
    assert ("<svg" in text_of(mirror).partition("<main")[2]) == shows_mirror


def sheets_of(response):
    book = load_workbook(io.BytesIO(response.content), read_only=True)
    return {sheet.title: list(sheet.values) for sheet in book}


@pytest.mark.parametrize(
    ("neighbours_that_share", "is_closed", "shows"),
    [(4, True, False), (5, True, True), (5, False, False)],
)
def test_themes_too_are_counted_over_at_least_five_other_regions(
    client_of, rijnmond, norm, period, neighbours_that_share, is_closed, shows
):
    """And only once the quarter is closed: a count that rises tells what the newcomer wrote."""
    make_assessment(rijnmond, norm)
    submit(rijnmond, period, (THEMES.MONEY, "Te weinig.", ""))
    others(norm, period, range(1, 1 + neighbours_that_share))
    if is_closed:
        period.close(by=None)
    client = client_of("other_contact")

    page = main_text(client.get(f"{REPORTS}2026-Q3/"))
    workbook = sheets_of(client.get(f"{REPORTS}2026-Q3/voortgang.xlsx"))

    assert ("Knelpunten en gevraagde hulp" in page) == shows
    # one's own text is known already, and would only help to subtract
    assert ("Geld 0 0" in page) == shows
    assert [row for rows in workbook.values() for row in rows if "Geld" in row] == (
        [("Geld", 0, 0)] if shows else []
    )


# --- mail


def sent(captured):
    """Who was mailed, and all that was said."""
    said = "\n".join(f"{letter.subject}\n{letter.body}" for letter in mail.outbox)
    return sorted(to for letter in mail.outbox for to in letter.to), said


def numbers_in(said):
    """The numbers in a mail, less the quarter and the address of the report."""
    return set(re.findall(r"\d+", re.sub(r"https?://\S+|2026-Q3", "", said)))


def test_mails_hold_no_figures_and_go_to_who_has_rights_at_that_moment(
    cast, utrecht, norm, period, django_capture_on_commit_callbacks
):
    assessment = make_assessment(utrecht, norm)
    report = ProgressReport.begin(utrecht, period)
    sing(assessment, report, 2)
    # was a contact when the report was begun, and stays a colleague
    cast["contact"].work_for([], by=cast["staff"])
    cast["outsider"].work_for([utrecht.contact_group], by=cast["staff"])

    remind_now(period, localdate())
    to, said = sent(mail)
    assert to == ["aanspreekpunt.vr17@loket.example", "weg@loket.example"]
    deadline = {"15", "2026"}
    assert (met_in(said), numbers_in(said)) == (set(), deadline | {"30", "7"})

    for act in (
        lambda: report.submit(by=cast["outsider"]),
        lambda: report.reopen(reason=f"{REASON}3", by=cast["staff"]),
    ):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        to, said = sent(mail)
        assert to == ["weg@loket.example"]
        assert (met_in(said), numbers_in(said)) == (set(), set())


def met_in(said):
    return set(WORD.findall(said)) | {name for name, one in NUMBERS.items() if one.search(said)}
