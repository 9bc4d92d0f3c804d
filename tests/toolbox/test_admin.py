"""What an editor does with tools in the admin, and what becomes of it for readers."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from loket.classified import reason_needed
from loket.models import AccessLog
from loket.tlp import TLP
from tests.browse import fill_in, form_of
from tests.make import make_control, make_tool, make_user
from toolbox.models import Audience, Source, Tool

Action = AccessLog.Action
ADD = reverse("admin:toolbox_tool_add")
LIST = reverse("admin:toolbox_tool_changelist")


@pytest.fixture
def editor(client_of):
    return client_of("staff")


def change_address(tool):
    return reverse("admin:toolbox_tool_change", args=[tool.pk])


def add(editor, **fields):
    """Fill in the empty form and send it; return the tool that came of it."""
    answer = fill_in(editor, ADD, **fields)
    assert answer.status_code == 302, answer.context["errors"]
    return Tool.objects.get(name=fields["name"])


def change(editor, tool, **fields):
    """Change some fields in the form of a tool and send it; return the answer."""
    return fill_in(editor, change_address(tool), **fields)


def seen_by(cast, tool):
    return {name for name, user in cast.items() if tool in Tool.objects.visible_to(user)}


def trail(tool):
    """What happened to a tool, oldest first; views aside."""
    lines = AccessLog.objects.about(tool).exclude(action=Action.VIEWED).order_by("pk")
    return list(lines.values_list("action", "user__email", "detail"))


# --- adding


def test_a_new_tool_is_undecided_a_draft_and_open_to_every_region(editor, utrecht, rijnmond):
    form = form_of(editor.get(ADD))

    assert form["tlp"].value() == TLP.TBD
    assert form["is_published"].value() is False
    assert form["regions"].value() == [utrecht.pk, rijnmond.pk]


def test_the_regions_are_check_boxes(editor, utrecht, rijnmond):
    boxes = form_of(editor.get(ADD))["regions"].subwidgets

    assert [(box.data["type"], box.choice_label, box.data["selected"]) for box in boxes] == [
        ("checkbox", "VR09 Utrecht", True),
        ("checkbox", "VR17 Rotterdam-Rijnmond", True),
    ]


def test_a_tool_keeps_all_that_was_filled_in(editor, utrecht):
    audience, source = Audience.objects.create(name="CISO"), Source.objects.create(name="VNG")
    control = make_control()

    tool = add(
        editor,
        name="Plan",
        explanation="Zo doet u het.",
        purpose="Om op orde te komen.",
        audiences=[audience.pk],
        source=source.pk,
        link="a.example/plan",
        tlp=TLP.GREEN,
        tlp_note="Voor de sector.",
        controls=[control.pk],
        whats_changed="Nieuw.",
        is_published="on",
    )

    kept = (tool.explanation, tool.purpose, tool.source, tool.link, tool.tlp, tool.tlp_note)
    assert kept == (
        "Zo doet u het.", "Om op orde te komen.", source, "https://a.example/plan", TLP.GREEN,
        "Voor de sector.",
    )  # fmt: skip
    assert (list(tool.audiences.all()), list(tool.controls.all())) == ([audience], [control])
    assert (tool.owner, tool.whats_changed, tool.is_published) == (None, "Nieuw.", True)


def test_a_tool_left_open_to_all_is_seen_by_every_contact(editor, cast):
    tool = add(editor, name="Plan", tlp=TLP.AMBER, is_published="on")

    assert seen_by(cast, tool) == {"contact", "other_contact", "staff", "admin"}


def test_a_tool_opened_to_one_region_is_seen_by_its_contact_only(editor, cast, utrecht):
    tool = add(editor, name="Plan", tlp=TLP.AMBER, regions=[utrecht.pk], is_published="on")

    assert seen_by(cast, tool) == {"contact", "staff", "admin"}
    assert trail(tool) == [
        (Action.CLASSIFIED, "redactie@loket.example", "TLP:AMBER"),
        (Action.PUBLISHED, "redactie@loket.example", ""),
        (Action.OPENED, "redactie@loket.example", "VR09 Utrecht"),
    ]


def test_a_tool_that_is_open_anyway_gets_no_grants(editor, cast):
    tool = add(editor, name="Plan", tlp=TLP.GREEN, is_published="on")

    assert list(tool.regions_with_access()) == []
    assert [action for action, _who, _detail in trail(tool)] == [
        Action.CLASSIFIED,
        Action.PUBLISHED,
    ]


def test_the_editor_is_warned_that_a_tool_is_open_to_nobody(editor, utrecht):
    answer = fill_in(editor, ADD, name="Plan", tlp=TLP.AMBER, regions=[])

    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert "Dit hulpmiddel is nog voor geen enkele regio open." in told


def test_a_red_tool_is_for_the_named_persons_and_for_who_made_it(editor, cast):
    tool = add(editor, name="Plan", tlp=TLP.RED, persons=[cast["member"].pk], is_published="on")

    assert seen_by(cast, tool) == {"member", "staff"}
    assert sorted(detail for action, _who, detail in trail(tool) if action == Action.OPENED) == [
        "ciso.vr09@loket.example",
        "redactie@loket.example",
    ]


def test_an_incomplete_form_says_what_is_missing_and_keeps_what_was_typed(editor, utrecht):
    answer = fill_in(editor, ADD, explanation="Zo doet u het.", regions=[utrecht.pk])

    assert form_of(answer).errors == {"name": ["Dit veld is verplicht."]}
    assert form_of(answer)["explanation"].value() == "Zo doet u het."
    assert form_of(answer)["regions"].value() == [str(utrecht.pk)]
    assert not Tool.objects.exists()


def test_what_the_form_does_not_ask_cannot_be_sent_along(editor, utrecht):
    tool = add(
        editor,
        name="Plan",
        owner=utrecht.pk,
        is_open_to_programme="on",
        code="gekozen1",
        published_at="2001-01-01",
    )

    assert (tool.owner, tool.is_open_to_programme) == (None, False)
    assert tool.code != "gekozen1"
    assert tool.published_at.year > 2001


# --- changing


LOWERED = [
    (TLP.GREEN, TLP.CLEAR),
    (TLP.AMBER, TLP.GREEN),
    (TLP.TBD, TLP.CLEAR),
    (TLP.AMBER_STRICT, TLP.TBD),
]


@pytest.mark.parametrize(("old", "new"), LOWERED)
@pytest.mark.parametrize("reason", ["", "   "])
def test_lowering_without_a_reason_is_said_beside_the_field(editor, old, new, reason):
    tool = make_tool(name="Plan", tlp=old)

    answer = change(editor, tool, tlp=new, reason=reason, name="Nieuwe naam")

    form = form_of(answer)
    assert form.errors == {"reason": [reason_needed(old, new)]}
    assert (form["tlp"].value(), form["name"].value()) == (new, "Nieuwe naam")
    tool.refresh_from_db()
    assert (tool.tlp, tool.name) == (old, "Plan")
    assert trail(tool) == []


def test_the_sentence_names_both_classes_and_what_to_do():
    assert reason_needed(TLP.AMBER, TLP.GREEN) == (
        "U verlaagt de classificatie van TLP:AMBER naar TLP:GREEN: meer mensen kunnen het dan "
        "lezen. Schrijf op waarom dat mag."
    )


@pytest.mark.parametrize(("old", "new"), LOWERED)
def test_lowering_with_a_reason_is_done_and_logged(editor, old, new):
    tool = make_tool(tlp=old)

    change(editor, tool, tlp=new, reason="De maker geeft het vrij.")

    tool.refresh_from_db()
    assert tool.tlp == new
    assert trail(tool) == [
        (
            Action.CLASSIFIED,
            "redactie@loket.example",
            f"{old.label} → {new.label}. De maker geeft het vrij.",
        )
    ]


def test_raising_needs_no_reason_and_is_logged(editor):
    tool = make_tool(tlp=TLP.CLEAR)

    change(editor, tool, tlp=TLP.GREEN)

    assert trail(tool) == [(Action.CLASSIFIED, "redactie@loket.example", "TLP:CLEAR → TLP:GREEN.")]


def test_deciding_on_an_undecided_tool_keeps_it_open_to_the_same_regions(editor, cast, utrecht):
    tool = make_tool(tlp=TLP.TBD)
    tool.open_to(utrecht, by=cast["staff"])

    change(editor, tool, tlp=TLP.AMBER)

    assert list(Tool.objects.get(pk=tool.pk).regions_with_access()) == [utrecht]


def test_making_a_tool_amber_opens_it_to_the_ticked_regions(editor, cast, utrecht):
    tool = make_tool(tlp=TLP.GREEN)

    change(editor, tool, tlp=TLP.AMBER, regions=[utrecht.pk])

    tool.refresh_from_db()
    assert seen_by(cast, tool) == {"contact", "staff", "admin"}


def test_ticking_and_unticking_opens_and_closes_and_is_logged(editor, cast, utrecht, rijnmond):
    tool = make_tool(tlp=TLP.AMBER)
    tool.open_to(utrecht, by=cast["admin"])

    change(editor, tool, regions=[rijnmond.pk])

    assert seen_by(cast, tool) == {"other_contact", "staff", "admin"}
    assert trail(tool)[1:] == [
        (Action.OPENED, "redactie@loket.example", "VR17 Rotterdam-Rijnmond"),
        (Action.CLOSED, "redactie@loket.example", "VR09 Utrecht"),
    ]


def test_making_a_tool_red_names_the_ticked_persons_and_the_editor(editor, cast, utrecht):
    tool = make_tool(tlp=TLP.AMBER)
    tool.open_to(utrecht, by=cast["staff"])

    change(editor, tool, tlp=TLP.RED, persons=[cast["other_contact"].pk])

    tool.refresh_from_db()
    assert seen_by(cast, tool) == {"other_contact", "staff"}


def test_the_last_editor_of_a_red_tool_cannot_lock_themselves_out(editor, cast):
    tool = make_tool(tlp=TLP.RED)
    tool.name_only([cast["staff"], cast["member"]], by=cast["staff"])

    change(editor, tool, persons=[])

    assert seen_by(cast, tool) == {"staff"}


def test_publishing_and_withdrawing_are_logged(editor, cast):
    tool = make_tool(is_published=False)

    change(editor, tool, is_published="on")
    assert "visitor" in seen_by(cast, tool)

    change(editor, tool, is_published="")
    assert seen_by(cast, tool) == {"staff", "admin"}
    assert trail(tool) == [
        (Action.PUBLISHED, "redactie@loket.example", ""),
        (Action.WITHDRAWN, "redactie@loket.example", ""),
    ]


def test_a_tool_is_published_from_the_moment_it_is_published(editor):
    tool = make_tool(is_published=False)
    before = tool.published_at

    change(editor, tool, is_published="on")

    tool.refresh_from_db()
    assert tool.published_at > before


def test_saving_without_a_change_logs_nothing(editor, cast, utrecht):
    tool = make_tool(tlp=TLP.AMBER)
    tool.open_to(utrecht, by=cast["staff"])
    before = trail(tool)

    answer = change(editor, tool)

    assert answer.status_code == 302
    assert trail(tool) == before
    assert list(tool.regions_with_access()) == [utrecht]


def test_the_form_tells_what_happened_to_the_tool(editor, cast, utrecht):
    tool = make_tool(tlp=TLP.AMBER)
    tool.open_to(utrecht, by=cast["admin"])

    page = editor.get(change_address(tool)).content.decode()

    assert "toegang gegeven · beheer@loket.example VR09 Utrecht" in page


# --- the list


@pytest.fixture
def shelf(utrecht):
    link = "https://a.example/"
    make_tool(name="ntb", tlp=TLP.TBD, link=link)
    make_tool(name="tegenspraak", tlp=TLP.GREEN, tlp_note="Openbaar", link=link)
    make_tool(name="inhoud", tlp=TLP.AMBER)
    make_tool(name="klaar", link=link)
    make_tool(name="van Utrecht", owner=utrecht, tlp=TLP.GREEN, tlp_note="Openbaar")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"te_doen": "ntb"}, ["ntb"]),
        ({"te_doen": "tegenspraak"}, ["tegenspraak"]),
        ({"te_doen": "inhoud"}, ["inhoud"]),
        ({}, ["inhoud", "klaar", "ntb", "tegenspraak", "van Utrecht"]),
        ({"tlp__exact": "tbd"}, ["ntb"]),
        ({"q": "klaar"}, ["klaar"]),
    ],
)
def test_the_list_finds_what_is_still_to_be_done(editor, shelf, query, found):
    listed = editor.get(LIST, query).context["cl"].result_list

    assert sorted(tool.name for tool in listed) == found


def test_the_list_counts_to_how_many_regions_a_tool_is_open(editor, cast, utrecht, rijnmond):
    amber = make_tool(name="amber", tlp=TLP.AMBER)
    amber.open_only_to([utrecht, rijnmond], by=cast["staff"])
    amber.audiences.set([Audience.objects.create(name=name) for name in ("a", "b", "c")])
    make_tool(name="open")

    page = editor.get(LIST).content.decode()

    cells = [part.partition("</td>")[0] for part in page.split('<td class="field-opened">')[1:]]
    assert cells == ["2 regio’s", "–"]


def test_the_form_links_to_the_page_itself(editor):
    tool = make_tool()

    answer = editor.get(change_address(tool))

    assert answer.context["absolute_url"] == tool.get_absolute_url()
    assert f'href="{tool.get_absolute_url()}"' in answer.content.decode()


# --- deleting, and what is not ours


def test_a_tool_can_be_deleted_and_the_log_does_not_name_it(editor):
    tool = make_tool(name="Zeezicht")
    address = reverse("admin:toolbox_tool_delete", args=[tool.pk])

    answer = editor.post(address, {"post": "yes"})

    assert answer.status_code == 302
    assert not Tool.objects.filter(pk=tool.pk).exists()
    (line,) = LogEntry.objects.all()
    assert (line.object_id, line.object_repr) == (str(tool.pk), "hulpmiddel")


def test_adding_and_changing_do_not_put_the_name_in_the_admins_log(editor):
    tool = add(editor, name="Zeezicht", tlp=TLP.AMBER)
    change(editor, tool, name="Zeezicht 2")

    lines = LogEntry.objects.values_list("object_repr", "change_message")
    assert [line for line in lines if "Zeezicht" in "".join(line)] == []
    assert {name for name, _message in lines} == {f"hulpmiddel {tool.pk}"}


def test_a_tool_of_a_region_can_be_read_when_opened_to_the_programme_and_not_changed(
    editor, cast, utrecht
):
    tool = make_tool(name="Van Utrecht", tlp=TLP.AMBER, owner=utrecht)
    assert editor.get(change_address(tool)).status_code == 404

    tool.open_to(None, by=cast["contact"])

    page = editor.get(change_address(tool))
    assert (page.status_code, page.context["has_change_permission"]) == (200, False)
    assert editor.post(change_address(tool), {"name": "Gekaapt"}).status_code == 403
    delete = reverse("admin:toolbox_tool_delete", args=[tool.pk])
    assert editor.post(delete, {"post": "yes"}).status_code == 403
    assert Tool.objects.get(pk=tool.pk).name == "Van Utrecht"


@pytest.mark.parametrize("number", ["0", "99999", "9" * 20, "9" * 5000, "abc", "-1", "%00", "_00"])
def test_a_number_that_is_no_tool_is_a_404(editor, number):
    for act in ("change", "delete", "history"):
        answer = editor.get(f"/beheer/toolbox/tool/{number}/{act}/")
        assert answer.status_code == 404, act


def test_staff_without_the_rights_of_an_editor_change_nothing(db):
    tool = make_tool()
    client = Client()
    client.force_login(make_user(is_staff=True))

    assert client.get(change_address(tool)).status_code == 403
    assert client.post(change_address(tool), {"name": "Gekaapt"}).status_code == 403
    assert client.get(ADD).status_code == 403


@pytest.mark.parametrize("model", ["audience", "source"])
def test_the_words_that_tools_are_sorted_by_can_be_renamed_and_not_deleted(editor, model):
    row = {"audience": Audience, "source": Source}[model].objects.create(name="Oud")
    change_it = reverse(f"admin:toolbox_{model}_change", args=[row.pk])
    delete = reverse(f"admin:toolbox_{model}_delete", args=[row.pk])

    assert editor.post(change_it, {"name": "Nieuw"}).status_code == 302
    assert editor.post(delete, {"post": "yes"}).status_code == 403
    row.refresh_from_db()
    assert row.name == "Nieuw"
