"""Promise: who leaves a region's contact group has lost access at the next request."""

import pytest

from loket.models import Region, User
from loket.tlp import TLP
from tests.browse import fill_in
from tests.make import make_entry, make_tool
from tests.read import main_text
from tests.stories.tracks import PLACES, tracks_of
from toolbox.models import Source


@pytest.fixture
def tool(portal):
    tool = make_tool(name="Zeezicht", source=Source.objects.create(name="Zeezicht"), tlp=TLP.AMBER)
    editor = User.objects.get(email="redactie@loket.example")
    tool.open_to(Region.objects.get(code="VR09"), by=editor)
    return tool


@pytest.fixture
def contact():
    return User.objects.get(email="aanspreekpunt.vr09@loket.example")


def form_of(person):
    return f"/beheer/loket/user/{person.pk}/change/"


def test_a_contact_who_becomes_a_colleague_sees_18_tools_at_the_next_click(
    browser_of, tool, contact
):
    browser, editor = browser_of("aanspreekpunt.vr09"), browser_of("redactie")
    assert tracks_of(tool, browser, others=20) == PLACES

    region = Region.objects.get(code="VR09")
    fill_in(editor, form_of(contact), contact_of=[], member_of=[region.pk])

    assert tracks_of(tool, browser, others=18) == set()
    page = browser.get("/toolbox/")
    assert " 18 hulpmiddelen " in main_text(page)
    assert "Medewerker · Veiligheidsregio Utrecht" in page.content.decode()


def test_a_contact_without_a_region_sees_what_is_public(browser_of, tool, contact):
    browser, editor = browser_of("aanspreekpunt.vr09"), browser_of("redactie")
    entry = make_entry(tlp=TLP.AMBER)
    assert browser.get(entry.get_absolute_url()).status_code == 200

    fill_in(editor, form_of(contact), contact_of=[])

    assert tracks_of(tool, browser, others=17) == set()
    assert browser.get(entry.get_absolute_url()).status_code == 404


def test_a_contact_who_leaves_is_logged_out_at_the_next_click(browser_of, tool, contact):
    browser, editor = browser_of("aanspreekpunt.vr09"), browser_of("redactie")

    fill_in(editor, form_of(contact), is_active="")

    assert tracks_of(tool, browser, others=17) == set()
    assert "Inloggen" in browser.get("/").content.decode()


def test_a_tool_that_is_closed_to_a_region_is_gone_at_the_next_click(browser_of, tool):
    browser, editor = browser_of("aanspreekpunt.vr09"), browser_of("redactie")
    assert tracks_of(tool, browser, others=20) == PLACES

    fill_in(editor, f"/beheer/toolbox/tool/{tool.pk}/change/", regions=[])

    assert tracks_of(tool, browser, others=20) == set()


def test_the_next_contact_of_the_region_finds_the_tool_at_once(browser_of, tool):
    browser, editor = browser_of("ciso.vr09"), browser_of("redactie")
    assert tracks_of(tool, browser, others=18) == set()

    region = Region.objects.get(code="VR09")
    person = User.objects.get(email="ciso.vr09@loket.example")
    fill_in(editor, form_of(person), contact_of=[region.pk])

    assert tracks_of(tool, browser, others=20) == PLACES


def test_an_editor_who_is_no_longer_one_sees_what_is_public(browser_of, tool):
    browser, administrator = browser_of("redactie"), browser_of("beheer")
    person = User.objects.get(email="redactie@loket.example")

    fill_in(administrator, form_of(person), is_staff="", groups=[])

    assert tracks_of(tool, browser, others=17) == set()
    assert browser.get("/beheer/").status_code == 404
