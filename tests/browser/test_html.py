"""The HTML of every page of the site: sound, and all of it Dutch. No browser needed."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from loket.models import User
from tests.browser.portal import READERS, admin_tour, furnish, tour
from tests.environment import HTML_VALIDATE
from tests.read import words_of

pytestmark = pytest.mark.pages

CONFIG = Path(__file__).parents[1] / "html_validate" / ".htmlvalidate.json"
# Words that Dutch does not have, and every English sentence does.
ENGLISH = re.compile(r"\b(?:the|this|that|your|must|please|none|with|not)\b", re.IGNORECASE)
IN_ENGLISH_BY_INTENT = re.compile(r'<p lang="en">.*?</p>', re.DOTALL)


@pytest.fixture
def client_of(db, settings):
    """Return a function that gives a client of a furnished portal to each reader."""
    settings.ROOT_URLCONF = "tests.browser.urls"
    furnish()

    def client_of(reader):
        client = Client(raise_request_exception=False)
        if READERS[reader]:
            client.force_login(User.objects.get(email=READERS[reader]))
        return client

    return client_of


def html(client, stop):
    """Return a page as its reader's browser gets it, the form sent as the tour says."""
    response = client.get(stop.path, follow=True)
    if stop.button:
        address = stop.action or response.request["PATH_INFO"]
        sheet = SimpleUploadedFile("blad.csv", stop.sheet.encode())
        chosen = {"file": sheet} if stop.sheet else {}
        response = client.post(address, stop.types | stop.sends | chosen, follow=True)
    assert response.status_code == stop.status, stop
    assert stop.shows in response.content.decode(), stop
    return response.content.decode()


@pytest.mark.node
def test_every_page_is_sound_html(client_of, tmp_path):
    for reader in ("visitor", "contact", "colleague", "newcomer", "staff"):
        client = client_of(reader)
        for name, stop in tour(reader).items():
            page = tmp_path / f"{reader} {re.sub('[^a-z0-9]+', '-', name.lower())}.html"
            page.write_text(html(client, stop))

    judged = subprocess.run(
        [HTML_VALIDATE, "--config", CONFIG, "--formatter", "text", tmp_path],
        capture_output=True,
        text=True,
    )

    assert judged.returncode == 0, judged.stdout + judged.stderr


@pytest.mark.parametrize("reader", ["visitor", "contact", "colleague", "newcomer", "staff"])
def test_the_site_speaks_dutch(client_of, reader):
    assert english(client_of(reader), tour(reader)) == {}


@pytest.mark.parametrize("reader", ["staff", "administrator"])
def test_the_admin_speaks_dutch(client_of, reader):
    assert english(client_of(reader), admin_tour(reader)) == {}


def english(client, stops):
    """Return the English words of each page that has any, by the name of the page."""
    found = {}
    for name, stop in stops.items():
        page = IN_ENGLISH_BY_INTENT.sub("", html(client, stop))
        if words := ENGLISH.findall(words_of(page[page.index("<body") :])):
            found[name] = words
    return found
