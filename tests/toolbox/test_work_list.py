"""What an owner still has to decide or mend."""

import pytest
from django.urls import reverse

from loket.tlp import TLP
from tests.make import make_tool
from tests.read import links_of, main_text

ADDRESS = "/toolbox/werklijst/"
LISTS = ("undecided", "contradictory", "without_content")
LINK = "https://a.example/"


def work_of(client):
    """What the page lists, by list."""
    context = client.get(ADDRESS).context
    return {name: [tool.name for tool in context[name]] for name in LISTS}


@pytest.fixture
def work(utrecht, rijnmond):
    """One tool per kind of work for the programme and for Utrecht, and some that are done."""
    for owner, whose in ((None, "programma"), (utrecht, "Utrecht"), (rijnmond, "Rijnmond")):
        make_tool(name=f"ntb {whose}", owner=owner, tlp=TLP.TBD, link=LINK)
        make_tool(name=f"spreekt {whose}", owner=owner, tlp=TLP.GREEN, link=LINK,
                  tlp_note="Dit is Openbaar.")  # fmt: skip
        make_tool(name=f"leeg {whose}", owner=owner, tlp=TLP.AMBER)
        make_tool(name=f"klaar {whose}", owner=owner, tlp=TLP.AMBER, link=LINK)
        make_tool(name=f"open {whose}", owner=owner, tlp_note="Openbaar", link=LINK)


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("staff", "programma"),
        ("admin", "programma"),
        ("contact", "Utrecht"),
        ("other_contact", "Rijnmond"),
    ],
)
def test_each_owner_finds_their_own_work(client_of, work, name, whose):
    assert work_of(client_of(name)) == {
        "undecided": [f"ntb {whose}"],
        "contradictory": [f"spreekt {whose}"],
        "without_content": [f"leeg {whose}"],
    }


def test_a_draft_is_work_too(client_of):
    make_tool(name="Concept", tlp=TLP.TBD, is_published=False)

    assert work_of(client_of("staff"))["undecided"] == ["Concept"]


def test_work_that_is_done_leaves_the_list(cast, client_of, work):
    for tool in client_of("staff").get(ADDRESS).context["undecided"]:
        tool.classify(TLP.AMBER, by=cast["staff"])

    assert work_of(client_of("staff"))["undecided"] == []


def test_the_list_is_for_owners_only(cast, client_of, work):
    status = {name: client_of(name).get(ADDRESS).status_code for name in cast}

    assert status == {
        "visitor": 302,
        "outsider": 404,
        "gone": 302,
        "member": 404,
        "contact": 200,
        "other_contact": 200,
        "staff": 200,
        "admin": 200,
    }


def test_staff_get_to_the_forms_and_to_the_same_lists_in_the_admin(client_of, work):
    client = client_of("staff")
    page = client.get(ADDRESS)

    lists = [link for link in links_of(page) if "te_doen=" in link]
    for name, address in zip(LISTS, lists, strict=True):
        changes = [reverse("admin:toolbox_tool_change", args=[tool.pk])
                   for tool in page.context[name]]  # fmt: skip
        assert set(changes) <= set(links_of(page))
        assert set(client.get(address).context["cl"].result_list) == set(page.context[name])


def test_a_contact_gets_to_the_pages_and_not_to_the_admin(client_of, work):
    page = client_of("contact").get(ADDRESS)

    tools = [tool.get_absolute_url() for name in LISTS for tool in page.context[name]]
    assert [link for link in links_of(page) if link.startswith(("/toolbox/", "/beheer/"))] == tools


def test_where_nothing_is_to_be_done_the_page_says_so(client_of):
    assert main_text(client_of("staff").get(ADDRESS)).count("Hier is niets te doen.") == 3


def test_each_list_shows_25_at_most(client_of):
    for _ in range(30):
        make_tool(tlp=TLP.TBD, link=LINK)

    assert len(work_of(client_of("staff"))["undecided"]) == 25
