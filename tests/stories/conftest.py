"""The portal as `make demo` leaves it, and a browser for each of its people."""

import pytest
from django.test import Client

from tests.browse import log_in
from tests.content import run_once

PASSWORD = "welkom-bij-het-loket"


@pytest.fixture
def portal(db, settings):
    """The real content and the demo accounts."""
    settings.DEBUG = True
    run_once("load_content", "demo")


@pytest.fixture
def browser_of(portal):
    """Return a function that gives a browser: of a visitor, or of who logs in by this name."""

    def browser_of(name=None):
        if name is None:
            return Client()
        client, answer = log_in(f"{name}@loket.example", PASSWORD)
        assert answer.status_code == 302, name
        return client

    return browser_of
