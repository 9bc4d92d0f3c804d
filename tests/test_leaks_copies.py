"""No copy outlives a right: caches, conditional requests, and sessions that were already open."""

import pytest
from django.urls import reverse

from loket.models import User
from loket.tlp import TLP
from tests.browse import fill_in
from tests.canaries import PEOPLE, addresses_with, everything_in, make_canary
from tests.make import PASSWORD, make_entry, make_tool

FAR = "Fri, 31 Dec 2100 23:59:59 GMT"
LISTS = ["/", "/toolbox/", "/toolbox/?q=winterkoningpurpose", "/toolbox/feed/", "/toolbox/{pk}/"]


@pytest.fixture
def opened(cast, utrecht):
    """A tool of the programme, opened to Utrecht."""
    return make_canary("opened", cast, utrecht)


def shown_at(client, tool):
    """The pages on which this client meets the tool now."""
    pages = [page.format(pk=tool.pk) for page in LISTS]
    return [page for page in pages if str(tool) in everything_in(client.get(page))]


def cache_rules(response):
    return {rule.strip() for rule in response.headers.get("Cache-Control", "").split(",")}


def pages_about(tool):
    """Every address of the house, except the two that log out."""
    logout = {"/account/logout/", "/beheer/logout/"}
    return [page for page in addresses_with([tool.pk]) if page not in logout and "?" not in page]


@pytest.mark.pages
@pytest.mark.parametrize("person", [person for person in PEOPLE if person != "visitor"])
def test_no_page_of_somebody_with_an_account_is_kept(client_of, opened, person):
    client = client_of(person)

    kept = [
        page
        for page in pages_about(opened)
        if not {"private", "no-store"} <= cache_rules(client.get(page))
    ]
    assert kept == []


def test_no_page_of_a_visitor_is_given_to_somebody_with_an_account(client_of, opened):
    client = client_of("visitor")

    shared = [
        page
        for page in pages_about(opened)
        if "Cookie" not in client.get(page).headers.get("Vary", "")
    ]
    assert shared == []


CONDITIONS = [
    {"if-modified-since": FAR},
    {"if-none-match": "*"},
    {"if-modified-since": FAR, "if-none-match": "*"},
    {"if-range": FAR, "range": "bytes=0-100"},
]


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
@pytest.mark.parametrize("method", ["get", "head"])
def test_who_lost_access_never_hears_that_nothing_changed(
    cast, client_of, utrecht, opened, condition, method
):
    client = client_of("contact")
    first = {page: client.get(page.format(pk=opened.pk)) for page in LISTS}
    marks = {
        header: first["/toolbox/feed/"].headers[mark]
        for header, mark in (("if-none-match", "ETag"), ("if-modified-since", "Last-Modified"))
        if mark in first["/toolbox/feed/"].headers
    }
    opened.close_to(utrecht, by=cast["staff"])

    for headers in (condition, marks):
        answers = [
            getattr(client, method)(page.format(pk=opened.pk), headers=headers) for page in LISTS
        ]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 404]
        assert [str(opened) in everything_in(answer) for answer in answers[:2]] == [False, False]
    assert str(opened) in everything_in(first["/toolbox/feed/"])


def close_to_region(cast, utrecht, tool):
    tool.close_to(utrecht, by=cast["staff"])


def leave_the_group(cast, utrecht, tool):
    utrecht.contact_group.user_set.remove(cast["contact"])


def become_a_member(cast, utrecht, tool):
    cast["contact"].groups.set([utrecht.member_group])


def switch_off_the_account(cast, utrecht, tool):
    User.objects.filter(pk=cast["contact"].pk).update(is_active=False)


def withdraw(cast, utrecht, tool):
    tool.withdraw(by=cast["staff"])


def classify_strict(cast, utrecht, tool):
    tool.classify(TLP.AMBER_STRICT, by=cast["staff"])


def classify_red(cast, utrecht, tool):
    tool.classify(TLP.RED, by=cast["staff"])


LOSSES = [
    close_to_region,
    leave_the_group,
    become_a_member,
    switch_off_the_account,
    withdraw,
    classify_strict,
    classify_red,
]


@pytest.mark.parametrize("loss", LOSSES)
def test_a_right_that_is_lost_is_lost_at_the_next_request(cast, client_of, utrecht, opened, loss):
    client = client_of("contact")
    assert len(shown_at(client, opened)) == len(LISTS)

    loss(cast, utrecht, opened)

    assert shown_at(client, opened) == []


@pytest.mark.parametrize("loss", [leave_the_group, switch_off_the_account])
def test_green_goes_with_the_last_group(cast, client_of, utrecht, loss):
    tool, entry = make_tool(tlp=TLP.GREEN), make_entry(tlp=TLP.GREEN)
    amber = make_entry(tlp=TLP.AMBER)
    client = client_of("contact")
    pages = [row.get_absolute_url() for row in (tool, entry, amber)]
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]

    loss(cast, utrecht, tool)

    assert [client.get(page).status_code for page in pages] == [404, 404, 404]


def test_an_account_that_is_switched_off_is_a_visitor_at_its_next_request(cast, client_of):
    client = client_of("staff")
    User.objects.filter(pk=cast["staff"].pk).update(is_active=False)

    assert client.get("/").context["user"].is_authenticated is False
    assert client.get(reverse("admin:index")).status_code == 302
    assert client.get(reverse("toolbox:tool_work_list")).status_code == 302


@pytest.mark.parametrize("page", ["admin:index", "admin:toolbox_tool_changelist", "entry_preview"])
def test_who_is_no_longer_staff_is_out_of_the_admin_at_once(cast, client_of, page):
    client = client_of("staff")
    assert client.get(reverse(page)).status_code != 404

    User.objects.filter(pk=cast["staff"].pk).update(is_staff=False)

    assert client.get(reverse(page)).status_code == 404


def test_other_sessions_end_when_the_password_changes(cast, client_of):
    here, elsewhere = client_of("contact"), client_of("contact")
    page, new = reverse("account_change_password"), "een-heel-ander-wachtwoord"

    here.post(page, {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert here.get("/").context["user"] == cast["contact"]
    assert elsewhere.get("/").context["user"].is_authenticated is False


def test_the_feed_of_one_reader_says_nothing_of_what_another_one_saw(client_of, opened):
    """Feeds carry dates and addresses of their own: those of the list, not of the hidden row."""
    make_tool(name="Van lang geleden")
    texts = {
        person: client_of(person).get("/toolbox/feed/").content.decode()
        for person in ("visitor", "outsider", "member", "other_contact")
    }

    assert len(set(texts.values())) == 1
    assert str(opened) in client_of("contact").get("/toolbox/feed/").content.decode()


def test_the_title_in_a_message_to_an_editor_stays_on_the_server(client_of, opened):
    """A cookie is a copy: it lies on the reader's computer, also after logging out."""
    client, page = client_of("staff"), f"/beheer/toolbox/tool/{opened.pk}/change/"

    answer = fill_in(client, page, purpose="Nieuw")

    assert (answer.status_code, "messages" in answer.cookies) == (302, False)
    assert str(opened) in everything_in(client.get(answer.headers["Location"]))
