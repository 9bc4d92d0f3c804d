"""Filling in the self-assessment: by keyboard, alone or together, and when things go wrong."""

import re
from itertools import pairwise

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from loket.models import User
from selfassessment.models import Assessment
from tests.browser.axe import faults_on
from tests.browser.portal import READERS
from tests.browser.test_keyboard import tab_to
from tests.make import PASSWORD

pytestmark = pytest.mark.browser

FORM = "/zelfevaluatie/VR09/5/"
POSTS = f"**{FORM}"
UNREACHABLE = "Nog niet bewaard: het loket antwoordt niet."
with_and_without_script = pytest.mark.parametrize(
    "script", [True, False], ids=["script", "no-script"]
)


def assessment():
    return Assessment.objects.get(region__code="VR09")


def answer(number):
    """What the database holds for this control."""
    return assessment().answers.get(control__number=number)


def stored(number):
    found = answer(number)
    return found.status, found.maturity, found.note


def control(page, number):
    """One control on the form."""
    return page.locator(f"section[id='c-{number}']")


def status(page, number):
    return control(page, number).get_by_label("Status")


def note(page, number):
    return control(page, number).get_by_label("Toelichting")


def press(page, number, button):
    control(page, number).get_by_role("button", name=button, exact=True).click()


def expect_line(page, number, words):
    """Wait until the line under a control begins with these words."""
    line = control(page, number).locator(".save-state")
    expect(line).to_have_text(re.compile(f"^{re.escape(words)}"))


def chapter(page):
    """What the overview says of category 5: filled in, op orde, aantoonbaar, level, ambition."""
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="5 Toegangsbeveiliging"))
    return row.get_by_role("cell").all_inner_texts()


@with_and_without_script
def test_a_contact_fills_in_a_category_with_the_keyboard(page_for, script):
    page = page_for("contact", java_script_enabled=script)
    page.goto("/")
    for name in ("Zelfevaluatie", "Veiligheidsregio Utrecht", "5 Toegangsbeveiliging"):
        before = chapter(page)
        tab_to(page, page.get_by_role("link", name=name, exact=True))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    assert before == ["0 van 14", "0", "0", "–", "3"]
    answers = assessment().answers.in_order_of_the_norm().filter(control__category__number=5)
    numbers = [answer.control.number for answer in answers]

    tab_to(page, status(page, numbers[0]))
    for number, following in pairwise([*numbers, "10.1.1"]):
        page.keyboard.type("Ing")
        page.keyboard.press("Tab")
        page.keyboard.type("4")
        page.keyboard.press("Tab")
        page.keyboard.type(f"Zo doen wij {number}.")
        name = following if following in numbers else "de volgende open control"
        button = control(page, number).locator(".actions button").first
        tab_to(page, button)
        expect(button).to_have_text(f"Bewaar en naar {name}")
        page.keyboard.press("Enter")
        if not script:
            page.wait_for_url(f"**#c-{following}")
            # only then has the browser gone to the place that the address names
            expect(page.get_by_role("heading", level=1)).not_to_be_in_viewport()
            page.keyboard.press("Tab")
        expect(status(page, following)).to_be_focused()

    page.goto("/zelfevaluatie/VR09/")
    assert chapter(page) == ["14 van 14", "14", "0", "4,0", "3"]
    assert {number: stored(number) for number in numbers} == {
        number: ("implemented", 4, f"Zo doen wij {number}.") for number in numbers
    }


def test_what_is_chosen_or_typed_is_saved_by_itself(page_for):
    page = page_for("contact")
    page.clock.install()
    page.goto(FORM)
    status(page, "9.1.1").select_option("Gepland")
    expect_line(page, "9.1.1", "Bewaard om ")
    assert stored("9.1.1") == ("planned", None, "")

    # somebody goes on typing while the server thinks
    held, field = [], note(page, "9.1.2")
    page.route(POSTS, lambda route: route.continue_() if held else held.append(route))
    field.focus()
    with page.expect_request(POSTS):
        page.keyboard.type("Het beleid")
    page.keyboard.type(" is er.")
    page.keyboard.press("Home")
    page.clock.fast_forward("00:05")
    with page.expect_response(POSTS):
        held[0].continue_()
    expect_line(page, "9.1.2", "Bewaard om ")
    assert stored("9.1.2")[2] == "Het beleid is er."
    page.keyboard.type("Nu: ")
    expect(field).to_have_value("Nu: Het beleid is er.")
    expect_line(page, "9.1.2", "Bewaard om ")
    assert stored("9.1.2")[2] == "Nu: Het beleid is er."

    # half a date is no date, and Enter goes on
    owner = control(page, "9.2.1").get_by_label("Actiehouder")
    date = control(page, "9.2.1").get_by_label("Streefdatum")
    date.focus()
    page.keyboard.type("12")
    owner.focus()
    expect_line(page, "9.2.1", "Nog niet bewaard: de datum is niet af.")
    date.focus()
    page.keyboard.type("12122030")
    expect_line(page, "9.2.1", "Bewaard om ")
    assert answer("9.2.1").target_date.isoformat() == "2030-12-12"
    owner.focus()
    page.keyboard.type("CISO")
    page.keyboard.press("Enter")
    expect(status(page, "9.2.2")).to_be_focused()
    assert answer("9.2.1").action_owner == "CISO"

    # who has gone on by hand while a button is at work, stays there
    page.route(POSTS, lambda route: type_on(route, note(page, "9.4.5")), times=1)
    press(page, "9.2.2", "Bewaar en naar 9.2.3")
    expect_line(page, "9.2.2", "Bewaard om ")
    expect(note(page, "9.4.5")).to_be_focused()
    expect_line(page, "9.4.5", "Bewaard om ")
    assert stored("9.4.5")[2] == "Ondertussen getypt"


def type_on(route, field):
    field.fill("Ondertussen getypt")
    route.continue_()


def test_nothing_typed_is_lost_when_the_loket_cannot_be_reached(page_for):
    page = page_for("contact")
    page.clock.install()
    page.goto(FORM)
    field = note(page, "9.1.1")

    page.context.set_offline(True)
    field.fill("Zonder verbinding")
    expect_line(page, "9.1.1", UNREACHABLE)
    expect(field).to_have_value("Zonder verbinding")
    assert stored("9.1.1")[2] == ""
    page.context.set_offline(False)
    page.clock.fast_forward("00:06")
    expect_line(page, "9.1.1", "Bewaard om ")
    assert stored("9.1.1")[2] == "Zonder verbinding"

    page.route(POSTS, lambda route: route.fulfill(status=500, body="stuk"))
    field.fill("Met een storing")
    expect_line(page, "9.1.1", UNREACHABLE)
    page.clock.fast_forward("00:06")
    expect_line(page, "9.1.1", UNREACHABLE)
    page.unroute_all()
    page.clock.fast_forward("00:06")
    expect_line(page, "9.1.1", "Bewaard om ")
    assert stored("9.1.1")[2] == "Met een storing"

    # it was saved, but the answer got lost; then somebody typed on
    page.route(POSTS, lambda route: route.fetch() and route.abort())
    field.fill("Zonder antwoord")
    expect_line(page, "9.1.1", UNREACHABLE)
    assert stored("9.1.1")[2] == "Zonder antwoord"
    page.unroute_all()
    field.fill("Zonder antwoord, en verder")
    expect_line(page, "9.1.1", "Bewaard om ")
    assert stored("9.1.1")[2] == "Zonder antwoord, en verder"
    assert answer("9.1.1").version == 5


def test_nothing_typed_is_lost_when_the_login_or_the_right_has_gone(page_for):
    page = page_for("colleague")
    page.clock.install()
    page.goto(FORM)
    field = note(page, "9.1.1")

    Session.objects.all().delete()
    field.fill("Na het uitloggen")
    expect_line(page, "9.1.1", "Nog niet bewaard: u bent niet meer ingelogd.")
    expect(field).to_have_value("Na het uitloggen")
    other = page.context.new_page()
    other.goto("/account/login/")
    other.get_by_label("E-mailadres").fill(READERS["colleague"])
    other.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    other.get_by_role("main").get_by_role("button", name="Inloggen").click()
    expect(other.get_by_role("status")).to_have_text("Gelukt: U bent ingelogd.")
    page.clock.fast_forward("00:06")
    expect_line(page, "9.1.1", "Bewaard om ")
    assert stored("9.1.1")[2] == "Na het uitloggen"

    assessment().delegate_only(User.objects.get(email=READERS["colleague"]), [], by=None)
    field.fill("Zonder toegang")
    expect_line(page, "9.1.1", "Niet bewaard: u kunt deze categorie niet meer invullen.")
    posts = []
    page.on("request", lambda request: posts.append(request))
    page.clock.fast_forward("01:00")
    expect(field).to_have_value("Zonder toegang")
    assert posts == []
    assert stored("9.1.1")[2] == "Na het uitloggen"


@with_and_without_script
def test_two_people_at_one_control_choose_which_text_stays(page_for, script):
    first = page_for("contact", java_script_enabled=script)
    second = page_for("colleague", java_script_enabled=script)
    for page in (first, second):
        page.clock.install()
        page.goto(FORM)
    note(first, "9.1.1").fill("Van de eerste")
    press(first, "9.1.1", "Bewaar en naar 9.1.2")
    wait_for_next(first, script)

    note(second, "9.1.2").fill("Alleen van de tweede")
    note(second, "9.1.1").fill("Van de tweede")
    press(second, "9.1.1", "Bewaar en naar 9.1.2")

    box = control(second, "9.1.1").get_by_role("alert")
    expect(box).to_contain_text("Aanspreekpunt van Utrecht")
    texts = box.get_by_role("row").last.get_by_role("cell")
    assert texts.all_inner_texts() == ["Van de tweede", "Van de eerste"]
    expect(note(second, "9.1.1")).to_have_value("Van de tweede")
    assert stored("9.1.1")[2] == "Van de eerste"
    assert stored("9.1.2")[2] == "Alleen van de tweede"
    if script:
        expect(box.get_by_label("Mijn tekst")).to_be_focused()
        assert faults_on(second) == []
    note(second, "9.1.1").fill("Van de tweede, met iets van de eerste")
    box.get_by_label("Mijn tekst").check()
    # nothing is decided before the button
    second.clock.fast_forward("00:05")
    expect(box.get_by_label("Mijn tekst")).to_be_checked()
    assert stored("9.1.1")[2] == "Van de eerste"
    box.get_by_role("button", name="Bewaar mijn keuze").click()
    expect(box).to_have_count(0)
    assert stored("9.1.1")[2] == "Van de tweede, met iets van de eerste"
    assert answer("9.1.1").as_of(2).note == "Van de eerste"

    # and now the other way round
    note(first, "9.1.1").fill("Toch van de eerste")
    press(first, "9.1.1", "Bewaar en naar 9.1.2")
    box = control(first, "9.1.1").get_by_role("alert")
    expect(box).to_contain_text("Collega in Utrecht")
    box.get_by_label("Wat er nu staat").check()
    box.get_by_role("button", name="Bewaar mijn keuze").click()
    expect(box).to_have_count(0)
    expect(note(first, "9.1.1")).to_have_value("Van de tweede, met iets van de eerste")
    assert stored("9.1.1")[2] == "Van de tweede, met iets van de eerste"
    assert answer("9.1.1").version == 3


def wait_for_next(page, script):
    """Wait until the button has done its work."""
    if script:
        expect(status(page, "9.1.2")).to_be_focused()
    else:
        page.wait_for_url("**#c-9.1.2")


def test_a_mistake_is_named_at_its_field_and_goes_away_when_mended(page_for):
    page = page_for("contact")
    page.goto(FORM)
    section = control(page, "9.1.1")
    section.get_by_text("Bewijs toevoegen").click()
    section.get_by_label("Wat is het bewijs?").fill("Half getypt")
    status(page, "9.1.1").focus()
    status(page, "9.1.1").select_option("Niet van toepassing")

    message = section.get_by_text("Fout: Schrijf bij “Niet van toepassing” in de toelichting")
    expect(message).to_be_visible()
    expect_line(page, "9.1.1", "Nog niet bewaard: zie de melding hierboven.")
    expect(status(page, "9.1.1")).to_be_focused()
    expect(status(page, "9.1.1")).to_have_value("not_applicable")
    expect(section.get_by_label("Wat is het bewijs?")).to_have_value("Half getypt")
    assert stored("9.1.1")[0] == "not_started"
    assert faults_on(page) == []

    press(page, "9.1.1", "Bewaar en naar 9.1.2")
    expect(note(page, "9.1.1")).to_be_focused()
    page.keyboard.type("Wij ontwikkelen niet.")
    expect_line(page, "9.1.1", "Bewaard om ")
    expect(message).to_have_count(0)
    expect(section.locator("[aria-invalid]")).to_have_count(0)
    assert stored("9.1.1") == ("not_applicable", None, "Wij ontwikkelen niet.")


@with_and_without_script
def test_evidence_is_added_and_removed(page_for, script):
    page = page_for("contact", java_script_enabled=script)
    page.goto(FORM)
    section = control(page, "9.1.2")
    name, add = section.get_by_label("Wat is het bewijs?"), "Voeg bewijs toe"
    section.get_by_text("Bewijs toevoegen").click()
    section.get_by_label("Link").fill("intranet.example/beleid")
    press(page, "9.1.2", add)
    expect(section.get_by_text("Fout: Schrijf op wat het bewijs is.")).to_be_visible()
    expect(section.get_by_label("Link")).to_have_value("intranet.example/beleid")

    name.fill("Toegangsbeleid")
    if script:  # somebody types on while the evidence is on its way
        page.route(POSTS, lambda route: type_on(route, note(page, "9.1.2")), times=1)
    press(page, "9.1.2", add)
    expect(section.get_by_role("link", name="Toegangsbeleid")).to_be_visible()
    expect(section.locator(".error-message")).to_have_count(0)
    expect(name).to_have_value("")
    if script:
        expect(note(page, "9.1.2")).to_have_value("Ondertussen getypt")
        expect_line(page, "9.1.2", "Bewaard om ")
        assert stored("9.1.2")[2] == "Ondertussen getypt"
    [piece] = answer("9.1.2").evidence.all()
    assert (piece.name, piece.link) == ("Toegangsbeleid", "https://intranet.example/beleid")

    note(page, "9.1.2").fill("Getypt vlak voor het weghalen")
    press(page, "9.1.2", "Haal weg bewijs Toegangsbeleid")
    expect(section.get_by_role("link", name="Toegangsbeleid")).to_have_count(0)
    if script:
        expect_line(page, "9.1.2", "Bewaard om ")
    else:
        done = page.get_by_role("status").first
        expect(done).to_have_text("Gelukt: uw wijzigingen zijn bewaard.")
        expect(done).not_to_be_in_viewport()
        page.keyboard.press("Tab")
    expect(status(page, "9.1.2")).to_be_focused()
    assert not answer("9.1.2").evidence.exists()
    assert stored("9.1.2")[2] == "Getypt vlak voor het weghalen"


def test_leaving_asks_only_when_something_would_be_lost(page_for):
    page = page_for("contact")
    page.goto(FORM)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    note(page, "9.1.1").press_sequentially("Getypt, en meteen verder")
    page.get_by_role("link", name="Volgende: 6 Cryptografie").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("6 Cryptografie")
    assert asked == []
    assert stored("9.1.1")[2] == "Getypt, en meteen verder"

    page.goto(FORM)
    section = control(page, "9.1.1")
    section.get_by_text("Bewijs toevoegen").click()
    section.get_by_label("Wat is het bewijs?").press_sequentially("Half")
    page.goto(FORM)
    assert asked == ["beforeunload"]

    page.route(
        POSTS, lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    note(page, "9.1.1").press_sequentially("Niet bewaard. ")
    expect_line(page, "9.1.1", UNREACHABLE)
    page.goto(FORM)
    assert asked == ["beforeunload"] * 2
    assert stored("9.1.1")[2] == "Getypt, en meteen verder"
