"""What one can do with a tool, and what is written down about it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from loket.models import AccessLog
from loket.tlp import TLP
from tests.make import make_tool
from toolbox.models import Tool

Action = AccessLog.Action
LOWERED = [
    (TLP.GREEN, TLP.CLEAR),
    (TLP.AMBER, TLP.GREEN),
    (TLP.TBD, TLP.CLEAR),
    (TLP.TBD, TLP.GREEN),
    (TLP.AMBER_STRICT, TLP.AMBER),
    (TLP.AMBER_STRICT, TLP.TBD),
    (TLP.RED, TLP.AMBER_STRICT),
]
NOT_LOWERED = [
    (TLP.CLEAR, TLP.GREEN),
    (TLP.GREEN, TLP.AMBER),
    (TLP.TBD, TLP.AMBER),
    (TLP.AMBER, TLP.TBD),
    (TLP.AMBER, TLP.RED),
]


def trail(tool):
    return list(AccessLog.objects.about(tool).values_list("action", "user__email", "detail"))


@pytest.mark.parametrize(("old", "new"), LOWERED)
@pytest.mark.parametrize("reason", ["", "   "])
def test_lowering_without_a_reason_changes_nothing(cast, old, new, reason):
    tool = make_tool(tlp=old)

    with pytest.raises(ValidationError, match="Schrijf op waarom"):
        tool.classify(new, reason=reason, by=cast["staff"])

    assert Tool.objects.get(pk=tool.pk).tlp == old
    assert trail(tool) == []


@pytest.mark.parametrize(("old", "new"), LOWERED)
def test_lowering_with_a_reason_is_logged_with_who_and_why(cast, old, new):
    tool = make_tool(tlp=old)

    tool.classify(new, reason="De maker geeft het vrij.", by=cast["staff"])

    assert Tool.objects.get(pk=tool.pk).tlp == new
    detail = f"{old.label} → {new.label}. De maker geeft het vrij."
    assert trail(tool) == [(Action.CLASSIFIED, "redactie@loket.example", detail)]


@pytest.mark.parametrize(("old", "new"), NOT_LOWERED)
def test_raising_needs_no_reason(cast, old, new):
    tool = make_tool(tlp=old)

    tool.classify(new, by=cast["staff"])

    assert Tool.objects.get(pk=tool.pk).tlp == new


def test_a_stale_copy_cannot_hide_that_it_lowers(cast):
    tool = make_tool(tlp=TLP.CLEAR)
    Tool.objects.filter(pk=tool.pk).update(tlp=TLP.RED)

    with pytest.raises(ValidationError):
        tool.classify(TLP.GREEN, by=cast["staff"])


@pytest.mark.parametrize("tlp", [TLP.CLEAR, TLP.GREEN, TLP.AMBER_STRICT, TLP.RED])
def test_only_amber_and_undecided_tools_can_be_opened(cast, utrecht, tlp):
    tool = make_tool(tlp=tlp)

    with pytest.raises(ValidationError, match="openstellen"):
        tool.open_to(utrecht, by=cast["staff"])

    assert list(tool.regions_with_access()) == []


def test_opening_and_closing_are_logged(cast, utrecht):
    tool = make_tool(tlp=TLP.AMBER)

    tool.open_to(utrecht, by=cast["staff"])
    tool.close_to(utrecht, by=cast["admin"])

    assert trail(tool) == [
        (Action.CLOSED, "beheer@loket.example", "VR09 Utrecht"),
        (Action.OPENED, "redactie@loket.example", "VR09 Utrecht"),
    ]


@pytest.mark.parametrize("tlp", [TLP.CLEAR, TLP.GREEN, TLP.AMBER_STRICT, TLP.RED])
def test_what_was_opened_does_not_come_back_with_amber(cast, utrecht, tlp):
    tool = make_tool(tlp=TLP.AMBER)
    tool.open_to(utrecht, by=cast["staff"])

    tool.classify(tlp, reason="Proef.", by=cast["staff"])
    tool.classify(TLP.AMBER, reason="Toch niet.", by=cast["staff"])

    assert tool not in Tool.objects.visible_to(cast["contact"])


def test_what_was_opened_to_the_programme_does_not_come_back_either(cast, utrecht):
    tool = make_tool(tlp=TLP.AMBER, owner=utrecht)
    tool.open_to(None, by=cast["contact"])

    tool.classify(TLP.AMBER_STRICT, by=cast["contact"])
    tool.classify(TLP.AMBER, reason="Toch niet.", by=cast["contact"])

    assert tool not in Tool.objects.visible_to(cast["staff"])


def test_deciding_on_an_undecided_tool_keeps_it_open(cast, utrecht):
    tool = make_tool(tlp=TLP.TBD)
    tool.open_to(utrecht, by=cast["staff"])

    tool.classify(TLP.AMBER, by=cast["staff"])

    assert tool in Tool.objects.visible_to(cast["contact"])


def test_whoever_makes_a_tool_red_is_the_first_one_named(cast):
    tool = make_tool(tlp=TLP.AMBER)

    tool.classify(TLP.RED, by=cast["staff"])

    assert tool in Tool.objects.visible_to(cast["staff"])
    assert tool not in Tool.objects.visible_to(cast["admin"])


def test_open_only_to_opens_and_closes(cast, utrecht, rijnmond):
    tool = make_tool(tlp=TLP.AMBER)
    tool.open_to(utrecht, by=cast["staff"])

    tool.open_only_to([rijnmond], by=cast["staff"])

    assert list(tool.regions_with_access()) == [rijnmond]


def test_publishing_and_withdrawing_are_logged(cast):
    tool = make_tool(is_published=False)

    tool.publish(by=cast["staff"])
    assert tool in Tool.objects.visible_to(cast["visitor"])

    tool.withdraw(by=cast["staff"])
    assert tool not in Tool.objects.visible_to(cast["visitor"])
    assert [action for action, _who, _detail in trail(tool)] == [
        Action.WITHDRAWN,
        Action.PUBLISHED,
    ]


def test_the_database_knows_no_other_classification(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_tool(tlp="wit")


def test_only_a_region_can_open_a_tool_to_the_programme(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_tool(tlp=TLP.AMBER, is_open_to_programme=True)


def test_the_grounds_name_the_readers_own_regions_only(cast, utrecht, rijnmond):
    tool = make_tool(tlp=TLP.AMBER, owner=utrecht)
    tool.open_to(rijnmond, by=cast["contact"])

    assert tool.grounds_for(cast["contact"]) == (
        "u ziet dit als aanspreekpunt van Veiligheidsregio Utrecht"
    )
    assert tool.grounds_for(cast["other_contact"]) == (
        "u ziet dit als aanspreekpunt van Rotterdam-Rijnmond"
    )
