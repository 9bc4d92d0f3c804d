"""The admin is no back door: what an editor and an administrator learn of what they may not see."""

import re
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from faq.models import Entry, Topic
from loket.admin_site import DeskAdmin
from loket.models import AccessLog, Category, Control, Framework, Region, User
from loket.protected_admin import ProtectedAdmin
from loket.tlp import TLP
from reporting.models import Milestone, Period
from tests.canaries import (
    CANARIES,
    ENTRIES,
    TOOLS,
    everything_in,
    make_canaries,
    make_canary,
    seen_by,
    without,
)
from tests.make import make_tool
from tests.read import as_posted
from toolbox.models import Audience, Source, Tool

EDITORS = ["staff", "admin"]
HIDDEN = [CANARIES[name].song for name in CANARIES if name not in seen_by("staff")]
NESTS = [CANARIES[name].nest for name in CANARIES if name not in seen_by("staff")]
MODELS = [
    *(User, Region, Framework, Category, Control, Audience, Source, Tool, Topic, Entry),
    *(Period, Milestone),
]


@pytest.fixture
def canaries(cast, utrecht):
    return make_canaries(cast, utrecht)


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_of(act, row):
    name = f"{row._meta.app_label}_{row._meta.model_name}_{act}"
    return reverse(f"admin:{name}", args=[row.pk])


def rows_in(page):
    """The keys of the rows that a list of the admin shows, and how many it says there are."""
    keys = re.findall(r'<th[^>]*><a href="[^"]*/(\d+)/change/', page)
    total = re.search(r"(\d+) (?:hulpmiddel|vra)\w*", page[page.index("paginator") :])
    return sorted(map(int, keys)), int(total[1])


def test_the_two_who_edit_may_not_see_everything():
    assert HIDDEN == ["slechtvalk", "roodborst", "wespendief"]


@pytest.mark.parametrize("model", MODELS)
def test_every_list_has_closed_lookups_and_those_of_protected_rows_start_from_the_rule(model):
    page = admin.site.get_model_admin(model)

    assert isinstance(page, DeskAdmin)
    assert isinstance(page, ProtectedAdmin) == (model in (Tool, Entry))


def test_no_other_model_has_a_page_in_the_admin():
    assert set(admin.site._registry) == set(MODELS)


@pytest.mark.parametrize("person", EDITORS)
@pytest.mark.parametrize(("model", "kind"), [(Tool, TOOLS), (Entry, ENTRIES)])
def test_a_list_shows_and_counts_what_its_reader_may_see(client_of, canaries, person, model, kind):
    visible = sorted(canaries[name].pk for name in seen_by(person) & set(kind))

    for query in ("", "?o=1", "?o=-2", "?_facets=True", "?q=e", "?all="):
        page = client_of(person).get(list_of(model) + query).content.decode()
        assert rows_in(page) == (visible, len(visible))
        assert [word for word in HIDDEN + NESTS if word in page] == []


@pytest.mark.parametrize("person", EDITORS)
def test_every_filter_that_a_list_offers_works_and_hides_the_same(client_of, canaries, person):
    client = client_of(person)
    addresses = [
        list_of(model) + unescape(link)
        for model in MODELS
        for link in re.findall(r'<a href="(\?[^"]*)"', client.get(list_of(model)).content.decode())
    ]
    pages = {address: client.get(address) for address in addresses}

    filtered = [address for address in addresses if "te_doen=ntb" in address]
    assert filtered != []
    assert {page.status_code for page in pages.values()} == {200}
    heard = {address: everything_in(page) for address, page in pages.items()}
    assert [(address, word) for address in heard for word in HIDDEN if word in heard[address]] == []


def test_the_filters_of_tools_offer_the_names_of_visible_tools_only(client_of, canaries):
    page = client_of("staff").get(list_of(Tool)).content.decode()

    offered = {name for name in TOOLS if f"{TOOLS[name].nest}source" in page}
    assert offered == seen_by("staff") & set(TOOLS)


# Django itself allows all of these but the last two. `{}` is the key of a hidden tool.
LOOKUPS = [
    (Audience, "tools={}"),
    (Audience, "tools__in={}"),
    (Audience, "tools__isnull=False"),
    (Source, "tools={}"),
    (Source, "tools__exact={}"),
    (Control, "tools={}"),
    (Control, "entries={}"),
    (Control, "category__framework__name__startswith=N"),
    (Region, "tools={}"),
    (Region, "tools__gt=0"),
    (Region, "contact_group=1"),
    (Topic, "entries={}"),
    (User, "password__startswith=md5"),
    (User, "email__startswith=b"),
    (User, "is_superuser__exact=1"),
    (User, "groups=1"),
    (User, "user_permissions=1"),
    (User, "tooluserpermission__isnull=False"),
    (User, "logentry__isnull=False"),
    (Tool, "toolgrouppermission__isnull=False"),
    (Tool, "owner=1"),
    (Tool, "owner__isnull=False"),
    (Tool, "name__startswith=r"),
    (Tool, "tlp__in=amber"),
    (Tool, "search__contains=r"),
    (Entry, "answer__contains=r"),
    (Entry, "versions__isnull=False"),
    (Tool, "owner__code=VR09"),
    (Tool, "source__tools__name__startswith=r"),
]


@pytest.mark.parametrize("person", EDITORS)
def test_a_list_is_not_filtered_on_anything_else(cast, client_of, utrecht, person):
    tool = make_canary("own", cast, utrecht)
    client = client_of(person)
    refusal = client.get(f"{list_of(Tool)}?zomaar=1")
    assert refusal.status_code == 400

    answered = [
        (model, lookup)
        for model, lookup in LOOKUPS
        if without(client.get(f"{list_of(model)}?{lookup.format(tool.pk)}")) != without(refusal)
    ]
    assert answered == []


@pytest.mark.parametrize("query", ["_to_field=code", "_to_field=name", "_to_field=owner__code"])
def test_a_popup_names_rows_by_their_number_only(client_of, canaries, query):
    client = client_of("staff")

    assert client.get(f"{list_of(Tool)}?_popup=1&{query}").status_code == 400
    assert client.get(f"{list_of(Tool)}?_popup=1&_to_field=id").status_code == 200


@pytest.mark.parametrize("person", EDITORS)
@pytest.mark.parametrize("name", ["own", "strict", "red", "opened"])
def test_no_list_deletes_several_at_once(cast, client_of, utrecht, person, name):
    """Django's page that confirms it names the rows that go along."""
    tool = make_canary(name, cast, utrecht)
    ask = {"action": "delete_selected", "_selected_action": [tool.pk], "select_across": "1"}
    client = client_of(person)

    answers = [client.post(list_of(Tool), ask | more) for more in ({}, {"post": "yes"})]

    if person in TOOLS[name].people:
        assert TOOLS[name].song in everything_in(answers[0])
    else:
        assert TOOLS[name].song not in "".join(map(everything_in, answers))
    assert list(Tool.objects.all()) == [tool]


def test_what_is_lent_to_the_programme_tells_nothing_of_others(cast, client_of, utrecht, rijnmond):
    tool = make_tool(name="Uitgeleend", tlp=TLP.AMBER, owner=utrecht)
    tool.open_to(None, by=cast["contact"])
    tool.open_to(rijnmond, by=cast["contact"])
    tool.record_view(cast["other_contact"])

    for person in EDITORS:
        client = client_of(person)
        seen = {
            page: everything_in(client.get(page))
            for page in (list_of(Tool), page_of("change", tool), page_of("history", tool))
        }
        assert {"Uitgeleend" in text for text in seen.values()} == {True}
        assert [page for page, text in seen.items() if "VR17" in text or "Rijnmond" in text] == []
        assert [page for page, text in seen.items() if cast["other_contact"].email in text] == []
        assert 'field-opened">–<' in seen[list_of(Tool)]


def test_the_order_of_a_list_does_not_count_to_whom_a_region_opened_its_tool(
    cast, client_of, utrecht, rijnmond
):
    lent = [make_tool(tlp=TLP.AMBER, owner=utrecht) for _ in range(2)]
    for tool in lent:
        tool.open_to(None, by=cast["contact"])
    client = client_of("staff")
    before = rows_in_order(client.get(f"{list_of(Tool)}?o=-2"))

    lent[0].open_to(rijnmond, by=cast["contact"])
    lent[1].open_to(rijnmond, by=cast["contact"])
    lent[1].close_to(rijnmond, by=cast["contact"])
    after = rows_in_order(client.get(f"{list_of(Tool)}?o=-2"))

    assert before == after


def rows_in_order(response):
    return re.findall(r'<th[^>]*><a href="[^"]*/(\d+)/change/', response.content.decode())


@pytest.mark.parametrize("person", EDITORS)
def test_the_shortcut_to_a_row_of_any_model_is_not_there(client_of, canaries, person):
    client = client_of(person)
    kinds = ContentType.objects.get_for_models(Tool, Entry).values()
    addresses = [f"/beheer/r/{kind.pk}/{row.pk}/" for kind in kinds for row in canaries.values()]

    assert {client.get(address).status_code for address in addresses} == {404}


@pytest.mark.parametrize("person", EDITORS)
def test_deleting_a_name_would_list_who_uses_it_and_is_refused(client_of, canaries, person):
    own = canaries["own"]
    client = client_of(person)
    rows = [own.source, own.audiences.get(), own.controls.get(), own.owner, own.owner]

    for row in rows:
        answers = [
            client.get(page_of("delete", row)),
            client.post(page_of("delete", row), {"post": "yes"}),
            client.post(
                list_of(type(row)),
                {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"},
            ),
        ]
        assert [answer.status_code for answer in answers[:2]] == [403, 403]
        assert not any("roodborst" in everything_in(answer) for answer in answers)
        assert type(row).objects.filter(pk=row.pk).exists()


def test_the_log_keeps_no_title_of_anything_protected(cast, client_of, utrecht):
    tool, entry = make_canary("opened", cast, utrecht), make_canary("amber_entry", cast, utrecht)
    client = client_of("staff")
    for row in (tool, entry):
        form = client.get(page_of("change", row)).context["adminform"].form
        title = "name" if row is tool else "question"
        client.post(page_of("change", row), as_posted(form) | {title: f"{row} gewijzigd"})
    tool.refresh_from_db()
    assert tool.name == "winterkoningname gewijzigd"
    for row in (tool, entry):
        client.post(page_of("delete", row), {"post": "yes"})

    lines = LogEntry.objects.values_list("object_repr", "change_message")
    assert len(lines) == 4
    assert [line for line in lines if "winterkoning" in str(line) or "ijsvogel" in str(line)] == []
    for person in EDITORS:
        index = client_of(person).get(reverse("admin:index"))
        assert "winterkoning" not in everything_in(index)


def test_the_trail_names_rows_by_number(canaries, client_of):
    client_of("contact").get(canaries["own"].get_absolute_url())

    lines = [f"{line} {line.detail}" for line in AccessLog.objects.all()]
    assert any(f"toolbox.tool {canaries['own'].pk}" in line for line in lines)
    assert [line for line in lines for canary in CANARIES.values() if canary.song in line] == []


def test_logging_out_asks_for_the_button(client_of):
    """A picture on another site must not be able to log an editor out."""
    client = client_of("staff")

    client.get(reverse("admin:logout"))
    client.get(reverse("account_logout"))

    assert client.get(reverse("admin:index")).status_code == 200
