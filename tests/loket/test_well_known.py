"""The files and addresses that programs look for."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import sectxt
from dateutil.parser import isoparse
from django.db import OperationalError, connection
from django.test import Client

from loket.tlp import TLP
from tests.make import make_entry, make_tool

SECURITY = "/.well-known/security.txt"
SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def security_txt(settings):
    settings.LOKET_BASE_URL = "https://loket.example"
    return Client().get(SECURITY)


def test_the_judge_of_security_txt_finds_no_fault(security_txt):
    judged = sectxt.Parser(security_txt.content, urls=f"https://loket.example{SECURITY}")

    assert judged.errors == []
    # Advice that needs a key of the programme.
    assert {line["code"] for line in judged.recommendations} <= {"no_encryption", "not_signed"}
    assert judged.contact_email == "programmaiv@ifv.nl"
    assert judged.preferred_languages == ["nl", "en"]


def test_security_txt_says_where_and_how_to_report(security_txt):
    text = security_txt.content.decode().strip()
    lines = dict(line.split(": ", 1) for line in text.splitlines())

    assert security_txt.headers["Content-Type"] == "text/plain; charset=utf-8"
    expires = isoparse(lines.pop("Expires"))
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)
    assert lines == {
        "Contact": "mailto:programmaiv@ifv.nl",
        "Preferred-Languages": "nl, en",
        "Canonical": f"https://loket.example{SECURITY}",
        "Policy": "https://loket.example/kwetsbaarheid-melden/",
    }
    assert Client().get("/kwetsbaarheid-melden/").status_code == 200


def test_robots_are_told_what_to_leave_alone_and_where_the_sitemap_is():
    answer = Client().get("/robots.txt")

    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().split("\n") == [
        "User-agent: *",
        "Disallow: /account/",
        "Disallow: /beheer/",
        "Disallow: /zoeken/",
        "",
        "Sitemap: http://testserver/sitemap.xml",
        "",
    ]


def test_the_sitemap_holds_exactly_the_public_pages_whoever_asks(cast, client_of, utrecht):
    tools = {tlp: make_tool(tlp=tlp) for tlp in TLP}
    own = make_tool(owner=utrecht)
    entries = {tlp: make_entry(tlp=tlp) for tlp in (TLP.CLEAR, TLP.GREEN, TLP.AMBER)}
    make_tool(is_published=False)
    make_entry(is_published=False)
    tools[TLP.AMBER].open_to(utrecht, by=cast["staff"])
    public = [
        *("/", "/toolbox/", "/faq/", "/toegankelijkheid/", "/privacy/", "/kwetsbaarheid-melden/"),
        *(tool.get_absolute_url() for tool in (tools[TLP.CLEAR], own)),
        entries[TLP.CLEAR].get_absolute_url(),
    ]

    for name in ("visitor", "contact", "staff", "admin"):
        tree = ElementTree.fromstring(client_of(name).get("/sitemap.xml").content)  # noqa: S314
        found = [item.text for item in tree.findall(f"{SITE}url/{SITE}loc")]
        assert found == [f"http://testserver{path}" for path in public], name


def test_every_page_in_the_sitemap_is_there_for_everybody(db):
    make_tool()
    make_entry()
    tree = ElementTree.fromstring(Client().get("/sitemap.xml").content)  # noqa: S314 - our own

    for item in tree.findall(f"{SITE}url/{SITE}loc"):
        assert Client().get(item.text).status_code == 200, item.text


def test_the_portal_says_that_it_lives_without_asking_the_database(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = Client().get("/gezond/")

    assert (answer.status_code, answer.content) == (200, b"ok")


def test_the_portal_says_that_it_is_ready_when_the_database_answers(db):
    answer = Client().get("/gereed/")

    assert (answer.status_code, answer.content) == (200, b"ok")


def test_the_portal_says_that_it_is_not_ready_when_the_database_does_not_answer(db, monkeypatch):
    def refuse():
        raise OperationalError("no such server")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", refuse)
        answer = Client().get("/gereed/")

    assert (answer.status_code, answer.content.decode()) == (503, "de database antwoordt niet")


@pytest.mark.parametrize("path", [SECURITY, "/robots.txt", "/gezond/", "/gereed/"])
def test_programs_may_look_and_not_write(db, path):
    assert Client().head(path).status_code == 200
    assert Client().post(path).status_code == 405
