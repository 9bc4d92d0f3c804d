"""The portal with only a keyboard: log in, search, open an answer, vote."""

import pytest
from playwright.sync_api import expect

from tests.browser.portal import READERS
from tests.make import PASSWORD

pytestmark = pytest.mark.browser


def tab_to(page, target):
    """Press Tab until the target has the focus; no page here has 60 things before it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"Tab never comes to {target}")


def test_a_contact_logs_in_searches_opens_an_answer_and_votes(page_for):
    page = page_for("visitor")
    page.goto("/")
    tab_to(page, page.get_by_role("link", name="Inloggen"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")
    tab_to(page, page.get_by_label("E-mailadres"))
    page.keyboard.type(READERS["contact"])
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("U bent ingelogd.")).to_be_visible()

    tab_to(page, page.get_by_label("Waar zoekt u naar?"))
    page.keyboard.type("doorsturen")
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Wie mag dit doorsturen?"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("TLP:GREEN")).to_be_visible()

    tab_to(page, page.get_by_role("button", name="Ja", exact=True))
    page.keyboard.press("Space")
    expect(page.get_by_text("U koos: ja.")).to_be_visible()


def test_a_mistake_brings_the_reader_to_the_field(page_for):
    page = page_for("visitor")
    page.goto("/account/login/")
    tab_to(page, page.get_by_role("button", name="Inloggen"))
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Fout: Inloggen – Implementatieloket BIO")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_label("E-mailadres")).to_be_focused()
    expect(page.get_by_label("E-mailadres")).to_be_in_viewport()
