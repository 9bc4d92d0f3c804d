"""Who sees which tool. The tables below are the specification (DESIGN §3)."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from guardian.shortcuts import assign_perm

from loket.models import User
from loket.tlp import TLP
from tests.make import make_tool
from toolbox.models import Tool

ALL = {
    "visitor", "outsider", "gone", "member", "contact", "other_contact", "staff", "admin",
}  # fmt: skip
BELONG = {"member", "contact", "other_contact", "staff", "admin"}
PROGRAMME = {"staff", "admin"}

# A programme's tool, opened to Utrecht where that is possible.
PROGRAMME_TOOL = {
    TLP.CLEAR: ALL,
    TLP.GREEN: BELONG,
    TLP.AMBER: {"contact"} | PROGRAMME,
    TLP.TBD: {"contact"} | PROGRAMME,
    TLP.AMBER_STRICT: PROGRAMME,
    TLP.RED: set(),
}
# Utrecht's own tool, opened to nobody.
REGION_TOOL = {
    TLP.CLEAR: ALL,
    TLP.GREEN: BELONG,
    TLP.AMBER: {"contact"},
    TLP.TBD: {"contact"},
    TLP.AMBER_STRICT: {"contact"},
    TLP.RED: set(),
}


def seen_by(cast, tool):
    return {name for name, user in cast.items() if tool in Tool.objects.visible_to(user)}


def edited_by(cast, tool):
    return {name for name, user in cast.items() if tool in Tool.objects.editable_by(user)}


@pytest.mark.parametrize("tlp", TLP)
def test_a_tool_of_the_programme_follows_the_table(cast, utrecht, tlp):
    tool = make_tool(tlp=tlp)
    if tlp in (TLP.AMBER, TLP.TBD):
        tool.open_to(utrecht, by=cast["staff"])

    assert seen_by(cast, tool) == PROGRAMME_TOOL[tlp]


@pytest.mark.parametrize("tlp", TLP)
def test_a_tool_of_a_region_follows_the_table(cast, utrecht, tlp):
    assert seen_by(cast, make_tool(tlp=tlp, owner=utrecht)) == REGION_TOOL[tlp]


@pytest.mark.parametrize("tlp", TLP)
def test_the_page_follows_the_same_table(cast, client_of, utrecht, tlp):
    tool = make_tool(tlp=tlp, owner=utrecht)
    address = reverse("toolbox:tool_detail", args=[tool.pk])

    opened_by = {name for name in cast if client_of(name).get(address).status_code == 200}

    assert opened_by == REGION_TOOL[tlp]


@pytest.mark.parametrize("tlp", TLP)
def test_only_the_owner_edits(cast, utrecht, tlp):
    programme, own = make_tool(tlp=tlp), make_tool(tlp=tlp, owner=utrecht)

    assert edited_by(cast, programme) == (set() if tlp == TLP.RED else PROGRAMME)
    assert edited_by(cast, own) == (set() if tlp == TLP.RED else {"contact"})


@pytest.mark.parametrize("tlp", TLP)
def test_a_draft_is_for_its_editors(cast, utrecht, tlp):
    tool = make_tool(tlp=tlp, is_published=False)
    if tlp in (TLP.AMBER, TLP.TBD):
        tool.open_to(utrecht, by=cast["staff"])

    assert seen_by(cast, tool) == edited_by(cast, tool)


def test_a_red_tool_is_for_the_person_named_and_for_nobody_else(cast):
    tool = make_tool(tlp=TLP.RED)

    tool.name_only([cast["member"]], by=cast["staff"])

    assert seen_by(cast, tool) == {"member"}


def test_leaving_the_contact_group_closes_an_amber_tool_at_once(cast, utrecht):
    tool = make_tool(tlp=TLP.AMBER)
    tool.open_to(utrecht, by=cast["staff"])
    assert "contact" in seen_by(cast, tool)

    utrecht.contact_group.user_set.remove(cast["contact"])

    # the very same user object: nothing about groups is remembered
    assert "contact" not in seen_by(cast, tool)


def test_a_region_opens_its_tool_to_another_region_and_takes_it_back(cast, utrecht, rijnmond):
    tool = make_tool(tlp=TLP.AMBER, owner=utrecht)

    tool.open_to(rijnmond, by=cast["contact"])
    assert seen_by(cast, tool) == {"contact", "other_contact"}

    tool.close_to(rijnmond, by=cast["contact"])
    assert seen_by(cast, tool) == {"contact"}


def test_a_region_opens_its_tool_to_the_programme_and_takes_it_back(cast, utrecht):
    tool = make_tool(tlp=TLP.AMBER, owner=utrecht)

    tool.open_to(None, by=cast["contact"])
    assert seen_by(cast, tool) == {"contact"} | PROGRAMME
    assert edited_by(cast, tool) == {"contact"}

    tool.close_to(None, by=cast["contact"])
    assert seen_by(cast, tool) == {"contact"}


def test_a_grant_to_the_group_of_members_opens_nothing(cast, utrecht):
    tool = make_tool(tlp=TLP.AMBER)

    assign_perm("view_tool", utrecht.member_group, tool)

    assert seen_by(cast, tool) == PROGRAMME


def test_a_person_named_on_a_tool_that_is_no_longer_red_sees_no_more(cast):
    tool = make_tool(tlp=TLP.AMBER)

    assign_perm("view_tool", cast["member"], tool)

    assert seen_by(cast, tool) == PROGRAMME


def test_a_model_wide_permission_opens_nothing(cast):
    """The admin needs toolbox.view_tool; guardian would read it as "all tools"."""
    tool = make_tool(tlp=TLP.AMBER)
    cast["outsider"].user_permissions.add(Permission.objects.get(codename="view_tool"))

    fresh = User.objects.get(pk=cast["outsider"].pk)

    assert tool not in Tool.objects.visible_to(fresh)


def test_a_tool_reached_by_two_roads_is_listed_once(cast, utrecht, rijnmond):
    tool = make_tool(tlp=TLP.AMBER, owner=utrecht)
    rijnmond.contact_group.user_set.add(cast["contact"])
    tool.open_to(rijnmond, by=cast["contact"])

    assert list(Tool.objects.visible_to(cast["contact"])) == [tool]


def test_visible_to_is_one_query(cast, django_assert_num_queries):
    make_tool(tlp=TLP.AMBER)

    with django_assert_num_queries(1):
        list(Tool.objects.visible_to(cast["contact"]))
