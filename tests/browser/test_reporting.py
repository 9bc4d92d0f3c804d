"""A whole quarter, as those who live it: the programme opens it, regions report, it closes."""

import csv
import re
from collections import Counter

import openpyxl
import pytest
from django.core import mail
from playwright.sync_api import expect

from loket.models import Framework, Region
from reporting.models import Bottleneck, ProgressReport, ReportLine
from tests.browser.axe import faults_on
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_keyboard import tab_to
from tests.content import run_once
from tests.make import PASSWORD, make_assessment, make_period, make_report, make_user

pytestmark = pytest.mark.browser

STAFF = "redactie@loket.example"
CONTACTS = {
    "VR09": "aanspreekpunt.vr09@loket.example",
    "VR17": "aanspreekpunt.vr17@loket.example",
}
# What the issue asks for: an unchanged region reports in so many clicks and key-presses.
MOST_ACTIONS = 25
SUBMITTED = "Implementatieloket: de rapportage over 2025-Q1 is ingediend"
REOPENED = "Implementatieloket: de rapportage over 2025-Q1 is weer open"
RESULTS = "Wij oefenden dit kwartaal met een uitval van alle systemen."
CHANGED = 10


@pytest.fixture
def country(live_server):
    """Two regions that reported on all 110 controls last year, in a quarter that is closed."""
    run_once("load_content")
    staff = make_user(STAFF, is_staff=True)
    norm = Framework.objects.get()
    last = make_period(2024, 4, framework=norm)
    for code, address in CONTACTS.items():
        region = Region.objects.get(code=code)
        contact = make_user(address, contact_of=[region])
        make_assessment(region, norm).answers.update(status="planned", maturity=2, version=2)
        make_report(region, last, by=contact, results=RESULTS, fte="0.5", offers_help=True)
    last.close(by=staff)
    mail.outbox.clear()
    return live_server


@pytest.fixture
def open_as(country, new_context):
    """Return a function that opens the start page in a browser of its own, logged in."""

    def open_as(address, **options):
        options = {"viewport": DESK, **options}
        context = new_context(base_url=country.url, locale="nl-NL", **options)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.goto("/account/login/")
        page.get_by_label("E-mailadres").fill(address)
        page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
        press(page, "Inloggen")
        expect(page.get_by_text("U bent ingelogd.")).to_be_visible()
        page.goto("/")
        return page

    return open_as


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    page.get_by_role("link", name=name, exact=True).first.click()


def heading(page):
    return page.get_by_role("heading", level=1)


def report_of(code):
    return ProgressReport.objects.get(region__code=code, period__year=2025)


def report_unchanged(page):
    """Report from the start page to the receipt, with nothing new; return how many clicks it took.

    Whoever has only a keyboard presses a key for each of these, apart from going to the next.
    """
    clicks = []

    def click(target):
        target.click()
        clicks.append(target)

    main = page.get_by_role("main")
    click(main.get_by_role("link", name=re.compile("^Rapporteer over 2025-Q1")))
    expect(heading(page)).to_contain_text("Rapportage 2025-Q1")
    unchanged = main.get_by_role("button", name=re.compile("^Ongewijzigd — bevestigen"))
    expect(unchanged).to_have_count(16)
    for left in range(15, -1, -1):
        # the page is there again with the next one in view: nobody has to look for it
        if left < 15:
            expect(unchanged.first).to_be_in_viewport()
        click(unchanged.first)
        expect(unchanged).to_have_count(left)
    expect(heading(page)).to_have_text("Uw verhaal over 2025-Q1")
    expect(page.get_by_label("Resultaten")).to_have_value(RESULTS)
    click(main.get_by_role("button", name="Bewaar en ga naar stap 3"))
    expect(page.get_by_text("Alles is ingevuld en bevestigd.")).to_be_visible()
    click(main.get_by_role("button", name="Dien de rapportage in"))
    expect(page.get_by_role("status")).to_contain_text("Uw rapportage is ingediend.")
    return len(clicks)


def open_quarter(staff):
    """Open the quarter that the page proposes."""
    follow(staff, "Rapportages")
    follow(staff, "Open een kwartaal")
    expect(staff.get_by_label("Jaar")).to_have_value("2025")
    press(staff, "Open het kwartaal")
    expect(staff.get_by_role("status")).to_contain_text("2025-Q1 staat klaar")
    assert standing(staff) == {
        "Ingediend": 0,
        "Heropend": 0,
        "Begonnen": 0,
        "Nog niet begonnen": 26,
    }


def standing(staff):
    """Return the counts on the page about who has submitted."""
    staff.goto("/rapportages/2025-Q1/stand/")
    expect(heading(staff)).to_have_text("Wie heeft er ingediend over 2025-Q1?")
    boxes = staff.locator(".figures > div")
    names = boxes.locator("dt").all_inner_texts()
    numbers = boxes.locator("strong").all_inner_texts()
    return {name: int(number) for name, number in zip(names, numbers, strict=True)}


def change_answers(page):
    """Change ten of the fourteen controls of category 5; return their numbers."""
    page.goto("/zelfevaluatie/VR17/5/")
    chosen = page.locator("section.control")
    expect(chosen).to_have_count(14)
    numbers = []
    for place in range(CHANGED):
        section = chosen.nth(place)
        section.get_by_label("Status").select_option("Ingevoerd")
        section.get_by_label("Volwassenheid").select_option("3")
        expect(section.locator(".save-state")).to_have_text(re.compile("^Bewaard om "))
        numbers.append(section.get_by_role("heading").inner_text().split()[0])
    return numbers


def report_changed(page):
    """Report with ten changed controls, and a new text with a bottleneck."""
    numbers = change_answers(page)
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Rapporteer over 2025-Q1")).click()
    card = page.locator("#categorie-5")
    card.get_by_text(f"Gewijzigd sinds uw vorige rapportage: {CHANGED}").click()
    rows = card.locator("details li").all_inner_texts()
    assert [row.split()[0] for row in rows] == numbers
    assert all("Status: was Gepland, nu Ingevoerd" in row for row in rows)
    expect(page.get_by_role("button", name=re.compile("^Ongewijzigd"))).to_have_count(15)
    confirm_all(page, 16)
    page.get_by_label("Resultaten").fill("Toegang is geregeld.")
    page.get_by_text("Leveranciers", exact=True).click()
    page.get_by_label("Knelpunt: leveranciers").fill("Een leverancier antwoordt niet.")
    press(page, "Bewaar en ga naar stap 3")
    press(page, "Dien de rapportage in")
    expect(page.get_by_role("status")).to_contain_text("Uw rapportage is ingediend.")


def confirm_all(page, count):
    """Confirm each category that is still open."""
    button = page.get_by_role("main").get_by_role("button", name=re.compile("— bevestigen"))
    for left in range(count - 1, -1, -1):
        button.first.click()
        expect(button).to_have_count(left)
    expect(heading(page)).to_have_text("Uw verhaal over 2025-Q1")


def reopen(staff):
    """Let Rotterdam-Rijnmond change its report, after a first try without a reason."""
    row = staff.get_by_role("row").filter(has_text="VR17 ")
    row.get_by_role("link", name=re.compile("^Heropen")).click()
    press(staff, "Heropen de rapportage")
    expect(staff.get_by_role("alert")).to_contain_text("Schrijf op waarom")
    reason = staff.get_by_label("Waarom moet de rapportage opnieuw open?")
    reason.fill("Het budget ontbreekt.")
    press(staff, "Heropen de rapportage")
    expect(staff.get_by_role("status")).to_contain_text("is weer open")


def report_again(page):
    """Submit a reopened report: what was confirmed is still so, and only the budget is new."""
    page.goto("/")
    page.get_by_role("link", name=re.compile("^Rapporteer over 2025-Q1")).click()
    expect(page.get_by_text("Het budget ontbreekt.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("— bevestigen"))).to_have_count(0)
    follow(page, "Naar stap 2: uw verhaal")
    expect(page.get_by_label("Resultaten")).to_have_value("Toegang is geregeld.")
    page.get_by_label("Budget").fill("€ 12.500")
    press(page, "Bewaar en ga naar stap 3")
    press(page, "Dien de rapportage in")
    expect(page.get_by_text("Dit is versie 2.")).to_be_visible()


def close(staff):
    follow(staff, "Sluit het kwartaal af")
    missing = staff.get_by_role("list", name=re.compile("^Nog niet ingediend"))
    expect(missing.get_by_role("listitem")).to_have_count(24)
    press(staff, "Sluit 2025-Q1 voorgoed af")
    expect(staff.get_by_role("status")).to_contain_text("2025-Q1 is afgesloten.")


def download(page, name):
    """Return the name and the place of the file behind this link."""
    with page.expect_download() as waiting:
        follow(page, name)
    return waiting.value.suggested_filename, waiting.value.path()


def rows_of(path):
    """Return the rows of a CSV as {header: cell}."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_unchanged_region_reports_in_few_clicks(open_as, script):
    make_period(2025, 1)
    page = open_as(CONTACTS["VR09"], java_script_enabled=script, viewport=PHONE)

    clicks = report_unchanged(page)

    print(f"From the start page to the receipt: {clicks} clicks")
    assert clicks <= MOST_ACTIONS
    expect(heading(page)).to_have_text("Rapportage van Veiligheidsregio Utrecht over 2025-Q1")
    assert report_of("VR09").state == "ingediend"
    [receipt] = mail.outbox
    assert receipt.to == [CONTACTS["VR09"]]
    assert "/rapportages/2025-Q1/VR09/" in receipt.body


def test_after_confirming_the_keyboard_is_at_the_next_category(open_as):
    make_period(2025, 1)
    page = open_as(CONTACTS["VR09"])
    tab_to(page, page.get_by_role("link", name=re.compile("^Rapporteer over 2025-Q1")))
    page.keyboard.press("Enter")
    unchanged = page.get_by_role("button", name=re.compile("^Ongewijzigd — bevestigen"))
    tab_to(page, unchanged.first)

    for left in range(15, 0, -1):
        page.keyboard.press("Enter")
        expect(unchanged).to_have_count(left)
        page.keyboard.press("Tab")  # past the link to the self-assessment
        page.keyboard.press("Tab")
        expect(unchanged.first).to_be_focused()


def test_a_quarter_from_opening_to_closing(open_as):
    staff, utrecht, rijnmond = map(open_as, [STAFF, *CONTACTS.values()])
    open_quarter(staff)
    utrecht.reload()

    assert report_unchanged(utrecht) <= MOST_ACTIONS
    assert standing(staff) == {
        "Ingediend": 1,
        "Heropend": 0,
        "Begonnen": 0,
        "Nog niet begonnen": 25,
    }
    report_changed(rijnmond)
    assert standing(staff)["Ingediend"] == 2
    assert faults_on(staff) == []

    reopen(staff)
    assert standing(staff)["Heropend"] == 1
    report_again(rijnmond)
    assert standing(staff)["Ingediend"] == 2
    close(staff)

    assert statuses("VR09") == {"planned": 110}
    assert statuses("VR17") == {"planned": 100, "implemented": CHANGED}
    [theme] = Bottleneck.objects.filter(version__current_of=report_of("VR17"))
    assert (theme.theme, theme.text) == ("suppliers", "Een leverancier antwoordt niet.")
    assert [(m.to, m.subject) for m in mail.outbox] == [
        ([CONTACTS["VR09"]], SUBMITTED),
        ([CONTACTS["VR17"]], SUBMITTED),
        ([CONTACTS["VR17"]], REOPENED),
        ([CONTACTS["VR17"]], SUBMITTED),
    ]
    take_it_along(staff)
    expect_shut(rijnmond)


def statuses(code):
    """Return how many controls have each status in what counts of a region's report."""
    lines = ReportLine.objects.filter(tally__version=report_of(code).current)
    return Counter(lines.values_list("status", flat=True))


def take_it_along(staff):
    """Download the country, which has too few regions for a total, and one region."""
    staff.goto("/rapportages/2025-Q1/")
    expect(staff.get_by_text("2 van 26 regio’s")).to_be_visible()
    expect(staff.get_by_text("Er zijn nog geen landelijke cijfers.")).to_be_visible()
    name, path = download(staff, "als CSV-bestand")
    assert name == "voortgang-2025-Q1.csv"
    whole = {row["wie"]: row for row in rows_of(path) if row["categorie"] == "alle"}
    in_order = {code: whole[code]["op orde"] for code in CONTACTS}
    assert (len(whole), in_order) == (26, {"VR09": "0", "VR17": "10"})
    name, path = download(staff, "Deze cijfers als Excel-bestand (XLSX)")
    assert name == "voortgang-2025-Q1.xlsx"
    book = openpyxl.load_workbook(path.open("rb"))
    assert book["Toelichting"]["B2"].value == "TLP:AMBER"
    assert book["Regio’s"].max_row == 1 + 26

    staff.goto("/rapportages/2025-Q1/VR17/")
    name, path = download(staff, "als CSV-bestand")
    assert name.endswith(".csv")
    assert Counter(row["Status"] for row in rows_of(path)) == {"Gepland": 100, "Ingevoerd": 10}


def expect_shut(page):
    """See that a closed quarter says so, and offers nothing to fill in."""
    page.goto("/rapportages/2025-Q1/VR17/")
    expect(page.get_by_text("2025-Q1 is afgesloten: dit staat vast.")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("invullen|Ga verder|Zet"))).to_have_count(0)
    page.goto("/")
    expect(page.get_by_role("link", name=re.compile("^Rapporteer over"))).to_have_count(0)
