"""The portal without JavaScript: a contact does everything there is to do, and an editor adds."""

import pytest
from playwright.sync_api import expect

from tests.browser.portal import LONG_NAME, READERS
from tests.make import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def page(page_for):
    """A page of somebody who is not logged in yet, in a browser that runs no script."""
    return page_for("visitor", java_script_enabled=False)


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    page.get_by_role("link", name=name, exact=True).first.click()


def log_in(page, reader):
    page.goto("/")
    follow(page, "Inloggen")
    page.get_by_label("E-mailadres").fill(READERS[reader])
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    press(page, "Inloggen")
    expect(page.get_by_role("status")).to_have_text("Gelukt: U bent ingelogd.")


def test_a_contact_uses_the_whole_site(page):
    log_in(page, "contact")

    page.get_by_label("Waar zoekt u naar?").fill("verwerkersovereenkomsten")
    press(page, "Zoeken")
    expect(page.get_by_role("link", name=LONG_NAME, exact=True)).to_be_visible()

    follow(page, "Toolbox")
    page.get_by_label("Classificatie").select_option("TLP:AMBER")
    press(page, "Zoeken")
    expect(page.get_by_text("2 hulpmiddelen")).to_be_visible()
    follow(page, LONG_NAME)
    expect(page.get_by_role("heading", level=1)).to_have_text(LONG_NAME)
    expect(page.get_by_role("region", name="Vertrouwelijk")).to_contain_text(
        "U ziet dit als aanspreekpunt van Veiligheidsregio Utrecht."
    )

    follow(page, "Veelgestelde vragen")
    follow(page, "Wat kan een antwoord laten zien?")
    press(page, "Nee")
    expect(page.get_by_role("status")).to_contain_text("Gelukt: Dank u wel.")
    expect(page.get_by_text("U koos: nee.")).to_be_visible()

    follow(page, "Veelgestelde vragen")
    follow(page, "Alle vragen en antwoorden op één pagina, om af te drukken")
    expect(page.get_by_role("heading", name=LONG_NAME)).to_be_visible()

    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("status")).to_have_text("Gelukt: U bent uitgelogd.")
    expect(page.get_by_role("link", name="Inloggen", exact=True)).to_be_visible()


def test_filters_fold_away_on_a_phone_and_open_again(page_for):
    page = page_for("contact", java_script_enabled=False, viewport={"width": 320, "height": 640})
    page.goto("/toolbox/")
    filters = page.get_by_label("Classificatie")
    expect(filters).to_be_hidden()

    page.get_by_text("Meer filters").click()
    filters.select_option("TLP:AMBER")
    press(page, "Zoeken")

    expect(page.get_by_text("2 hulpmiddelen")).to_be_visible()
    expect(filters).to_be_visible()


def test_an_editor_adds_a_tool(page):
    log_in(page, "staff")
    follow(page, "Beheer")
    page.get_by_role("row", name="Hulpmiddelen").get_by_role("link", name="Toevoegen").click()
    page.get_by_label("Naam").fill("Handreiking zonder script")
    page.get_by_label("Architect").check()
    page.get_by_label("Classificatie:", exact=True).select_option("TLP:GREEN")
    page.get_by_label("Gepubliceerd").check()

    press(page, "Opslaan")

    expect(page.get_by_text("is met succes toegevoegd")).to_be_visible()
    follow(page, "Naar het loket")
    follow(page, "Handreiking zonder script")
    expect(page.get_by_text("TLP:GREEN", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Architect")).to_be_visible()
