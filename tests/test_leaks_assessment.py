"""A region's self-assessment is read by its contacts, and in part by a colleague; by nobody else.

Every text in it holds a word of its own, with the number of its category behind it.
"""

import re

import pytest
from django.urls import get_resolver

from loket.models import AccessLog
from loket.tlp import TLP
from tests.canaries import PEOPLE, everything_in, read_from, routes
from tests.make import make_answer, make_assessment, make_framework, make_tool

WORDS = ["blauwborst", "baardman", "kramsvogel", "sperwer", "vroeger", "weggehaald"]
WORD = re.compile(rf"(?:{'|'.join(WORDS)})\d")
TOOL = "zilverreiger"
CHAPTERS = 3


@pytest.fixture
def assessment(cast, utrecht):
    """Utrecht's assessment with a word in every text, now and in the history."""
    assessment = make_assessment(utrecht, categories=CHAPTERS, controls=2)
    for chapter in range(1, CHAPTERS + 1):
        answer = make_answer(
            assessment,
            f"{chapter}.1",
            status="implemented",
            maturity=3,
            note=f"vroeger{chapter}",
            version=2,
        )
        now = {"note": f"blauwborst{chapter}", "action_owner": f"baardman{chapter}"}
        answer.change(now, seen=2, by=cast["contact"])
        link = f"https://sperwer{chapter}.example/"
        answer.add_evidence(name=f"kramsvogel{chapter}", link=link, by=cast["contact"])
        gone = answer.add_evidence(name=f"weggehaald{chapter}", by=cast["contact"])
        gone.remove(by=cast["contact"])
        tool = make_tool(name=f"{TOOL}{chapter}", tlp=TLP.AMBER)
        tool.open_to(utrecht, by=cast["staff"])
        tool.controls.add(answer.control)
    return assessment


@pytest.fixture
def everywhere(assessment):
    """Every address of the room, for Utrecht: by code and by edition, each category and control."""
    edition = make_framework(position=2)
    first = assessment.answers.get(control__number="1.1").control
    edition.categories.first().controls.first().predecessors.add(first)
    keys = ["VR09", f"VR09.{assessment.framework_id}"]
    found = []
    for route in (route for route in routes(get_resolver()) if route.startswith("/zelfevaluatie/")):
        for key in keys:
            for chapter in range(1, CHAPTERS + 1):
                parts = {"key": key, "number": chapter, "control": f"{chapter}.1"}
                parts["framework"] = edition.pk
                found.append(re.sub(r"<\w+:(\w+)>", lambda m, p=parts: str(p[m[1]]), route))
    around = ["/", "/toolbox/", "/faq/", "/beheer/", "/sitemap.xml"]
    return [*sorted(set(found)), *around, "/zoeken/?q=blauwborst", "/zoeken/?q=kramsvogel"]


def met(client, addresses):
    """The words that somebody meets who opens all of this and follows every link in the room."""
    pages = read_from(client, list(addresses), within="/zelfevaluatie/")
    assert [address for address, page in pages.items() if page.status_code >= 500] == []
    return set(WORD.findall("\n".join(everything_in(page) for page in pages.values())))


def words(*chapters):
    return {f"{word}{chapter}" for word in WORDS for chapter in chapters}


@pytest.mark.parametrize("person", PEOPLE)
def test_only_its_contact_meets_the_words_of_an_assessment(client_of, everywhere, person):
    theirs = words(1, 2, 3) if person == "contact" else set()

    assert met(client_of(person), everywhere) == theirs


def test_a_colleague_meets_the_words_of_the_delegated_category_only(
    client_of, cast, assessment, everywhere
):
    section = assessment.sections.filter(category__number=2)
    assessment.delegate_only(cast["member"], section, by=cast["contact"])
    colleague = client_of("member")

    assert met(colleague, everywhere) == words(2)
    # an amber tool that helps is for contacts only
    assert TOOL not in everything_in(colleague.get("/zelfevaluatie/VR09/2/"))
    assert f"{TOOL}2" in everything_in(client_of("contact").get("/zelfevaluatie/VR09/2/"))

    assessment.delegate_only(cast["member"], [], by=cast["contact"])
    assert met(colleague, everywhere) == set()


def test_a_contact_who_leaves_meets_nothing_from_the_next_request_on(client_of, cast, everywhere):
    client = client_of("contact")
    assert client.get("/zelfevaluatie/VR09/").status_code == 200

    cast["contact"].work_for([], by=cast["staff"])

    assert met(client, everywhere) == set()


@pytest.mark.parametrize("person", ["outsider", "member", "other_contact", "staff", "admin"])
def test_every_address_of_it_is_closed_in_every_way_of_asking(
    client_of, assessment, everywhere, person
):
    client = client_of(person)
    closed = [address for address in everywhere if "/VR09" in address]
    assert len(closed) > 30

    ways = (client.get, client.head, client.post, client.put, client.patch, client.delete)
    answers = {way(address).status_code for address in closed for way in ways}

    assert answers <= {404, 405}
    assert 404 in answers
    assert not AccessLog.objects.about(assessment).exists()


def test_the_pages_of_an_assessment_are_kept_by_no_cache(client_of, everywhere):
    client = client_of("contact")

    policies = {
        client.get(address).headers["Cache-Control"] for address in everywhere if "VR09" in address
    }
    assert policies == {"private, no-store"}


def test_no_address_of_an_assessment_stands_in_the_sitemap_or_a_feed(client_of, assessment):
    for address in ("/sitemap.xml", "/toolbox/feed/", "/faq/feed/", "/robots.txt"):
        assert "zelfevaluatie/VR" not in client_of("contact").get(address).content.decode()


def test_the_admin_has_no_door_to_assessments(client_of, assessment):
    pages = [address for address in routes(get_resolver()) if address.startswith("/beheer/")]

    assert [page for page in pages if "selfassessment" in page] == []
    assert "/beheer/loket/control/" in pages
    for person in ("staff", "admin"):
        assert "selfassessment" not in client_of(person).get("/beheer/").content.decode()
