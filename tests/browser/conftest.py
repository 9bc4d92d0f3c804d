"""One Chromium per worker, a furnished portal per test, and pages for any reader."""

import pytest
from django.test import Client, override_settings
from playwright.sync_api import expect

from loket.models import User
from tests.browser.portal import READERS, furnish
from tests.environment import CHROMIUM, CHROMIUM_ARGS

SCRIPT = "**/selfassessment.js"
PHONE, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}


# A busy machine is slow, not wrong.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": CHROMIUM, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def live_server(request):
    """Start the server over plain HTTP: its middleware reads this before any test can say so."""
    with override_settings(SECURE_SSL_REDIRECT=False, WHITENOISE_AUTOREFRESH=True):
        return request.getfixturevalue("live_server")


@pytest.fixture
def portal(live_server, settings):
    """Give a furnished portal that also has an address for everything that can go wrong."""
    settings.ROOT_URLCONF = "tests.browser.urls"
    furnish()
    return live_server


@pytest.fixture
def page_for(portal, new_context):
    """Return a function that opens an empty page in the browser of this reader, logged in."""

    def page_for(reader, **options):
        context = new_context(**{"viewport": DESK, **options}, base_url=portal.url, locale="nl-NL")
        context.set_default_timeout(15_000)
        if READERS[reader]:
            client = Client()
            client.force_login(User.objects.get(email=READERS[reader]))
            session = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": portal.url}])
        return context.new_page()

    return page_for


@pytest.fixture
def visit():
    """Return a function that brings a page to a stop of the tour."""

    def visit(page, stop):
        if not stop.has_script:
            page.route(SCRIPT, lambda route: route.fulfill(content_type="text/javascript"))
        answer = page.goto(stop.path)
        for name, text in stop.types.items():
            fill(page.locator(f"main [name='{name}']"), text)
        if stop.sheet:
            page.set_input_files("main [name='file']", csv_file(stop.sheet))
        if stop.button:
            button = page.locator("main").get_by_role("button", name=stop.button, exact=True)
            with page.expect_navigation() as navigation:
                button.first.click()
            answer = navigation.value
        page.unroute_all()
        assert answer.status == stop.status, stop
        assert stop.shows in page.content(), stop

    return visit


def csv_file(text):
    """Return a spreadsheet as the browser takes it for a file field."""
    return {"name": "blad.csv", "mimeType": "text/csv", "buffer": text.encode()}


def fill(field, text):
    """Fill in a field of any kind, also one that the reader does not see."""
    if not field.is_visible():
        field.evaluate("(field, text) => { field.value = text; }", text)
    elif field.evaluate("field => field.matches('select')"):
        field.select_option(text)
    else:
        field.fill(text)
