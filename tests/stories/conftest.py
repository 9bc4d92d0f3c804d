"""The portal as `make demo` leaves it, and a browser for each of its people."""

import pytest
from django.test import Client

from loket.management.commands.demo import begin_assessments, make_accounts
from loket.models import Region
from tests.browse import log_in
from tests.content import run_once

PASSWORD = "welkom-bij-het-loket"


@pytest.fixture
def portal(db):
    """The real content, the demo accounts, and the assessments of their regions."""
    run_once("load_content", make_people)


def make_people():
    people = make_accounts()
    begin_assessments({r: who for who in people for r in Region.objects.represented_by(who)})


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
