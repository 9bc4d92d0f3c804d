"""Promise: what an editor opens to one region exists for its contact, and for no other."""

import pytest

from loket.models import Region
from loket.tlp import TLP
from tests.browse import fill_in
from tests.make import make_tool
from tests.read import main_text
from tests.stories.tracks import ADMIN_PLACES, PLACES, tracks_of
from toolbox.models import Source, Tool

# How many tools each reader sees without the one that these stories are about.
READERS = {
    None: 17,
    "ciso.vr09": 18,
    "aanspreekpunt.vr09": 20,
    "aanspreekpunt.vr17": 20,
    "redactie": 20,
    "beheer": 20,
}
NOBODY = {name: set() for name in READERS}


@pytest.fixture
def region(portal):
    return Region.objects.get(code="VR09")


@pytest.fixture
def source(portal):
    return Source.objects.create(name="Zeezicht")


def tracks_of_everybody(tool, browser_of):
    return {
        name: tracks_of(tool, browser_of(name), others=others) for name, others in READERS.items()
    }


def test_a_tool_opened_to_one_region_exists_for_its_contact_only(browser_of, region, source):
    editor = browser_of("redactie")

    added = fill_in(
        editor,
        "/beheer/toolbox/tool/add/",
        name="Zeezicht",
        source=source.pk,
        tlp=TLP.AMBER,
        regions=[region.pk],
        is_published="on",
    )
    assert added.status_code == 302
    tool = Tool.objects.get(name="Zeezicht")

    assert tracks_of_everybody(tool, browser_of) == {
        None: set(),
        "ciso.vr09": set(),
        "aanspreekpunt.vr09": PLACES,
        "aanspreekpunt.vr17": set(),
        "redactie": PLACES | ADMIN_PLACES,
        "beheer": PLACES | ADMIN_PLACES,
    }


def test_a_tool_left_ticked_for_all_exists_for_every_contact(browser_of, source):
    fill_in(
        browser_of("redactie"),
        "/beheer/toolbox/tool/add/",
        name="Zeezicht",
        source=source.pk,
        tlp=TLP.AMBER,
        is_published="on",
    )
    tool = Tool.objects.get(name="Zeezicht")

    tracks = tracks_of_everybody(tool, browser_of)

    assert {name for name, places in tracks.items() if places >= PLACES} == {
        "aanspreekpunt.vr09", "aanspreekpunt.vr17", "redactie", "beheer",
    }  # fmt: skip
    assert tracks[None] == tracks["ciso.vr09"] == set()


def test_what_is_a_regions_own_does_not_exist_for_the_programme_either(browser_of, region, source):
    tool = make_tool(name="Zeezicht", source=source, tlp=TLP.AMBER, owner=region)

    assert tracks_of_everybody(tool, browser_of) == NOBODY | {"aanspreekpunt.vr09": PLACES}


def test_a_red_tool_exists_for_who_is_named_and_not_even_for_the_administrator(
    browser_of, portal, source
):
    editor = browser_of("redactie")
    fill_in(editor, "/beheer/toolbox/tool/add/", name="Zeezicht", source=source.pk, tlp=TLP.RED,
            is_published="on")  # fmt: skip
    tool = Tool.objects.get(name="Zeezicht")

    assert tracks_of_everybody(tool, browser_of) == NOBODY | {"redactie": PLACES | ADMIN_PLACES}


def test_making_a_tool_public_asks_why_and_then_shows_it_to_everybody(browser_of, region, source):
    editor = browser_of("redactie")
    tool = make_tool(name="Zeezicht", source=source, tlp=TLP.AMBER)
    form = f"/beheer/toolbox/tool/{tool.pk}/change/"

    refused = fill_in(editor, form, tlp=TLP.CLEAR)
    assert "Schrijf op waarom dat mag." in refused.content.decode()
    assert tracks_of(tool, browser_of(), others=17) == set()

    fill_in(editor, form, tlp=TLP.CLEAR, reason="De maker geeft het vrij.")

    everywhere = PLACES | {"sitemap"}
    tracks = tracks_of_everybody(tool, browser_of)
    assert {name: places - ADMIN_PLACES for name, places in tracks.items()} == dict.fromkeys(
        READERS, everywhere
    )
    trail = editor.get(form).content.decode()
    assert "TLP:AMBER → TLP:CLEAR. De maker geeft het vrij." in trail


def test_the_editor_finds_what_is_left_to_do(browser_of):
    editor = browser_of("redactie")

    work = editor.get("/toolbox/werklijst/")

    assert [tool.code for tool in work.context["undecided"]] == ["t01", "t04"]
    assert [tool.code for tool in work.context["contradictory"]] == ["t18"]
    assert [tool.code for tool in work.context["without_content"]] == ["t01"]
    assert "Kies een classificatie." in main_text(work)
