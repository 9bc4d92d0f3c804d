"""What every page must be: sound to axe, fit for a phone, easy to hit and see, and quiet.

Each page is opened once, and judged on a phone and on a desk.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import faults_on
from tests.browser.conftest import DESK, PHONE
from tests.browser.portal import admin_tour, entry, tour

pytestmark = pytest.mark.browser

# A link inside a sentence is as high as its line; every other target is 24 px or more.
SMALL_TARGETS = """
() => {
  const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const block = "p, li, dt, dd, th, td, h1, h2, h3";
  const inSentence = (target) =>
    getComputedStyle(target).display === "inline" &&
    target.closest(block)?.textContent.trim() !== target.textContent.trim();
  return [...document.querySelectorAll(targets)]
    .filter((target) => target.checkVisibility() && !inSentence(target))
    .map((target) => [target.getBoundingClientRect(), target])
    .filter(([box]) => box.width < 24 || box.height < 24)
    .map(([box, target]) => `${box.width} x ${box.height}: ${target.outerHTML}`);
}
"""
# What has the focus, and whether one can see that; null when the focus has gone round.
FOCUS = """
() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return [element.outerHTML, outlineStyle !== "none" && parseFloat(outlineWidth) >= 2];
}
"""


def listen(page):
    """Return a list that fills with what the browser complains of: scripts, files and the CSP."""
    heard = []

    def hear(said):
        if said.type in ("error", "warning"):
            heard.append(f"{said.text} ({said.location['url']})")

    page.on("console", hear)
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    return heard


def complaints(heard, page, stop):
    """Return what was heard since the last page, but not that an error page is an error."""
    own = re.compile(rf"status of {stop.status} .*\({re.escape(page.url)}\)$")
    said = [line for line in heard if stop.status < 400 or not own.search(line)]
    heard.clear()
    return said


def violations(page):
    return faults_on(page, DESK, PHONE)


def misfits(page):
    """Return where a page is too wide for a phone, or has not one heading above all."""
    width = page.evaluate("document.documentElement.scrollWidth")
    headings = page.locator("h1").count()
    faults = {
        f"scrolls sideways, it is {width} px wide": width > PHONE["width"],
        f"has {headings} h1": headings != 1,
    }
    return [fault for fault, is_so in faults.items() if is_so]


def small_targets(page):
    return page.evaluate(SMALL_TARGETS)


def faults(page, visit, stops, *judges):
    """Return a line for every fault that the judges, and the browser itself, find on the way."""
    heard, found = listen(page), []
    for name, stop in stops.items():
        visit(page, stop)
        lines = [line for judge in judges for line in judge(page)]
        found += [f"{name}: {line}" for line in lines + complaints(heard, page, stop)]
    return found


@pytest.mark.parametrize("reader", ["visitor", "contact", "colleague", "newcomer", "staff"])
def test_axe_finds_nothing_on_the_site_and_it_fits_a_phone(page_for, visit, reader):
    page = page_for(reader, viewport=PHONE)

    found = faults(page, visit, tour(reader), violations, misfits, small_targets)

    assert not found, "\n".join(found)


@pytest.mark.parametrize("reader", ["staff", "administrator"])
def test_axe_finds_nothing_in_the_admin_and_it_fits_a_phone(page_for, visit, reader):
    page = page_for(reader, viewport=PHONE)

    found = faults(page, visit, admin_tour(reader), violations, misfits)

    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["start", "toolbox", "entry", "password change, errors"])
def test_one_sees_where_the_focus_is(page_for, visit, name):
    page = page_for("contact")
    visit(page, tour("contact")[name])
    page.evaluate("document.activeElement.blur()")

    passed = []
    page.keyboard.press("Tab")
    while focus := page.evaluate(FOCUS):
        passed.append(focus)
        page.keyboard.press("Tab")

    assert len(passed) > 10
    assert [element for element, is_seen in passed if not is_seen] == []


def test_the_first_tab_offers_to_skip_the_menu(page_for):
    page = page_for("contact")
    page.goto("/toolbox/")
    skip = page.get_by_role("link", name="Naar de inhoud")
    expect(skip).not_to_be_in_viewport()

    page.keyboard.press("Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.get_by_label("Zoekwoorden")).to_be_focused()


def test_the_editor_shows_what_a_reader_will_see(page_for):
    """The preview finds its CSRF token, though no script may read the cookie that holds it."""
    page = page_for("staff")
    heard = listen(page)
    key = entry(question="Wat kan een antwoord laten zien?").pk
    with page.expect_response("**/markdownx/markdownify/"):
        page.goto(f"/beheer/faq/entry/{key}/change/")
    preview = page.locator(".markdownx-preview")
    expect(preview.get_by_role("link", name="BIO Self-Assessment")).to_be_visible()

    page.locator("#id_answer").fill("Een **nieuw** antwoord. <script>alert(1)</script>")

    expect(preview).to_have_text("Een nieuw antwoord. <script>alert(1)</script>")
    expect(preview.locator("strong")).to_have_text("nieuw")
    cookies = {cookie["name"]: cookie["httpOnly"] for cookie in page.context.cookies()}
    assert cookies["csrftoken"] is True
    assert heard == []
