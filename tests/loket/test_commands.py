"""The commands that fill a portal: with the desk's content, and with demo accounts."""

from collections import Counter
from io import StringIO

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from faq.models import Entry, Topic
from loket.management.commands.demo import make_accounts
from loket.models import Category, Control, Framework, Region, User
from loket.tlp import TLP
from reporting.figures import national_figures
from reporting.models import Bottleneck, Milestone, Period
from tests.browse import log_in
from tests.content import run_once
from tests.make import make_entry, make_tool, make_topic, make_user
from tests.read import listed, main_text
from toolbox.models import Audience, Source, Tool

PASSWORD = "welkom-bij-het-loket"
NOTHING_NEW = "".join(
    f"{name}: 0 nieuw\n" for name in ("regions", "framework", "toolbox", "faq", "reporting")
)


def run(command):
    told = StringIO()
    call_command(command, stdout=told)
    return told.getvalue()


@pytest.fixture
def content(db):
    run_once("load_content")


@pytest.fixture
def accounts(db):
    """The content, and the accounts of the demo without its figures, which take long to make."""
    run_once("load_content", make_accounts)


def rows_of_everything():
    """How many rows each table has, and every text in them."""
    return {
        model._meta.label: sorted(map(str, model._base_manager.values_list()))
        for model in apps.get_models()
    }


# --- load_content


def test_an_empty_portal_gets_the_content_of_the_desk(content):
    assert Region.objects.count() == 26
    assert Counter(Tool.objects.values_list("tlp", flat=True)) == {
        TLP.CLEAR: 17,
        TLP.GREEN: 1,
        TLP.TBD: 2,
    }
    assert (Topic.objects.count(), Entry.objects.count()) == (4, 16)
    assert list(Framework.objects.values_list("name", "is_provisional")) == [
        ("BIO 1.04 / BIO-SA", True)
    ]
    assert (Category.objects.count(), Control.objects.count()) == (16, 110)
    assert User.objects.count() == 0


def test_the_regions_are_vr01_to_vr25_and_the_institute_each_with_its_groups(content):
    codes = [f"VR{number:02}" for number in range(1, 26)]

    regions = list(Region.objects.select_related("contact_group", "member_group"))

    assert [region.code for region in regions] == ["IFV", *codes]
    for region in regions:
        assert region.contact_group.name == f"{region.code} aanspreekpunten"
        assert region.member_group.name == f"{region.code} medewerkers"


def test_every_category_has_controls_in_the_order_of_the_norm(content):
    numbers = Control.objects.values_list("number", flat=True)

    def as_numbers(number):
        return [int(part) for part in number.split(".")]

    assert list(numbers) == sorted(numbers, key=as_numbers)
    assert not Category.objects.filter(controls=None).exists()


def test_all_content_is_published_and_belongs_to_the_programme(content):
    assert not Tool.objects.filter(is_published=False).exists()
    assert not Tool.objects.exclude(owner=None).exists()
    assert not Entry.objects.filter(is_published=False).exists()


def test_the_undecided_tools_are_open_to_the_contacts_of_every_organisation(content):
    for tool in Tool.objects.undecided():
        assert set(tool.regions_with_access()) == set(Region.objects.all()), tool


def test_what_the_seed_contradicts_is_on_the_work_list(content):
    (tool,) = Tool.objects.contradictory()

    assert (tool.code, tool.tlp) == ("t18", TLP.GREEN)


def test_a_second_run_makes_and_changes_nothing(content):
    before = rows_of_everything()

    assert run("load_content") == NOTHING_NEW
    assert rows_of_everything() == before


def test_what_an_editor_changed_stays_as_it_is(content):
    Tool.objects.filter(code="t02").update(name="Nieuwe naam", explanation="Nieuwe tekst.")
    Tool.objects.get(code="t03").audiences.clear()
    Source.objects.filter(name="VNG").update(name="IBD")
    Audience.objects.filter(name="CISO").update(name="CISO’s")
    Topic.objects.filter(name="SOC/CERT").update(name="SOC en CERT")
    Entry.objects.filter(topic__name="SOC en CERT").update(question="Anders?", answer="Zo.")
    before = rows_of_everything()

    assert run("load_content") == NOTHING_NEW
    assert rows_of_everything() == before


def test_what_an_editor_deleted_stays_away(content):
    Tool.objects.filter(code__in=["t01", "t02"]).delete()
    Entry.objects.filter(topic__name="SOC/CERT").delete()
    Topic.objects.filter(name="SOC/CERT").delete()
    Audience.objects.filter(name="Architect").delete()
    before = rows_of_everything()

    assert run("load_content") == NOTHING_NEW
    assert rows_of_everything() == before


def test_a_region_that_was_closed_stays_closed(content, db):
    tool, region = Tool.objects.get(code="t01"), Region.objects.get(code="VR09")
    tool.close_to(region, by=make_user(is_staff=True))

    run("load_content")

    assert region not in tool.regions_with_access()


def test_what_was_made_by_hand_with_the_same_key_is_not_overwritten(db):
    tool = make_tool(code="t02", name="Eigen naam", explanation="Eigen tekst.", tlp=TLP.GREEN)
    topic = make_topic(name="SOC/CERT", position=9)
    entry = make_entry(
        topic=topic, question="Hoe volgt u het nieuws over het versnellingsplan?", answer="Zelf."
    )

    run("load_content")
    run("load_content")

    tool.refresh_from_db()
    entry.refresh_from_db()
    topic.refresh_from_db()
    assert (tool.name, tool.explanation, tool.tlp) == ("Eigen naam", "Eigen tekst.", TLP.GREEN)
    assert (entry.answer, entry.topic, topic.position) == ("Zelf.", topic, 9)
    assert (Tool.objects.count(), Topic.objects.count(), Entry.objects.count()) == (20, 4, 16)


def test_a_later_release_adds_what_is_new_and_leaves_the_rest(content, settings, tmp_path):
    Source.objects.filter(name="VNG").update(name="IBD")
    for name in ("regions", "framework", "faq", "reporting"):
        (tmp_path / f"{name}.yaml").write_text("[]")
    (tmp_path / "toolbox.yaml").write_text(
        "- {model: toolbox.source, fields: {name: VNG}}\n"
        "- {model: toolbox.source, fields: {name: NCSC}}\n"
        "- {model: toolbox.tool, fields: {code: t02, name: Overschreven}}\n"
        "- {model: toolbox.tool, fields: {code: t21, name: Nieuw, source: [NCSC], tlp: clear}}\n"
        "- {model: toolbox.tool, fields: {code: t22, name: Van VNG, source: [VNG], tlp: clear}}\n"
    )
    settings.FIXTURE_DIRS = [tmp_path]

    told = run("load_content")

    assert "toolbox: 2 nieuw" in told
    assert Tool.objects.get(code="t21").source.name == "NCSC"
    assert not Tool.objects.filter(name="Overschreven").exists()
    assert not Source.objects.filter(name="VNG").exists()
    assert not Tool.objects.filter(code="t22").exists()


def test_a_broken_file_leaves_nothing_half_done(db, settings, tmp_path):
    for name in ("regions", "framework", "faq", "reporting"):
        (tmp_path / f"{name}.yaml").write_text("[]")
    (tmp_path / "toolbox.yaml").write_text(
        "- {model: toolbox.source, fields: {name: VNG}}\n"
        "- {model: toolbox.tool, fields: {code: t1, tlp: wit}}\n"
    )
    settings.FIXTURE_DIRS = [tmp_path]
    before = rows_of_everything()

    with pytest.raises(IntegrityError, match="tool_tlp_is_known"), transaction.atomic():
        run("load_content")

    assert rows_of_everything() == before


# --- what readers then find


@pytest.mark.parametrize(
    ("email", "count", "classes"),
    [
        (None, 17, {TLP.CLEAR}),
        ("ciso.vr09@loket.example", 18, {TLP.CLEAR, TLP.GREEN}),
        ("aanspreekpunt.vr09@loket.example", 20, {TLP.CLEAR, TLP.GREEN, TLP.TBD}),
        ("aanspreekpunt.vr17@loket.example", 20, {TLP.CLEAR, TLP.GREEN, TLP.TBD}),
        ("redactie@loket.example", 20, {TLP.CLEAR, TLP.GREEN, TLP.TBD}),
        ("beheer@loket.example", 20, {TLP.CLEAR, TLP.GREEN, TLP.TBD}),
    ],
)
def test_each_reader_of_the_demo_finds_what_is_for_them(accounts, email, count, classes):
    client = log_in(email, PASSWORD)[0] if email else Client()

    page = client.get("/toolbox/")

    told = main_text(page)
    assert f" {count} hulpmiddelen " in told
    assert len(listed(page)) == count
    assert {
        tlp for tlp in TLP if f" {tlp.label} " in told.partition(" hulpmiddelen ")[2]
    } == classes


def test_the_faq_has_16_questions_in_4_topics_for_everybody(content):
    page = Client().get("/faq/")

    topics = [
        "Het implementatieloket en de toolbox BIO",
        "SOC/CERT",
        "Bewustwordingscampagnes",
        "Andere vragen",
    ]
    assert " 16 vragen " in main_text(page)
    assert list(dict.fromkeys(entry.topic.name for entry in page.context["page"])) == topics
    assert [topic for topic in topics if f"<h2>{topic}</h2>" in page.content.decode()] == topics


# --- demo


def test_the_demo_makes_five_accounts_with_their_rights_and_the_password(accounts):
    def facts(user):
        groups = sorted(user.groups.values_list("name", flat=True))
        return user.email, user.is_staff, user.is_superuser, groups

    assert [facts(user) for user in User.objects.order_by("email")] == [
        ("aanspreekpunt.vr09@loket.example", False, False, ["VR09 aanspreekpunten"]),
        ("aanspreekpunt.vr17@loket.example", False, False, ["VR17 aanspreekpunten"]),
        ("beheer@loket.example", True, True, ["Redactie"]),
        ("ciso.vr09@loket.example", False, False, ["VR09 medewerkers"]),
        ("redactie@loket.example", True, False, ["Redactie"]),
    ]
    assert {user.check_password(PASSWORD) for user in User.objects.all()} == {True}


def test_the_demo_shows_a_country_and_a_second_one_changes_nothing(content, settings):
    settings.DEBUG = True
    told = run("demo")

    assert told.split("\n")[1:] == [
        "Demo-accounts, allemaal met wachtwoord welkom-bij-het-loket",
        "  ciso.vr09@loket.example          Medewerker · Veiligheidsregio Utrecht",
        "  aanspreekpunt.vr09@loket.example Aanspreekpunt · Veiligheidsregio Utrecht",
        "  aanspreekpunt.vr17@loket.example Aanspreekpunt · Veiligheidsregio Rotterdam-Rijnmond",
        "  redactie@loket.example           Medewerker van het programma",
        "  beheer@loket.example             Medewerker van het programma",
        "Fictieve cijfers van alle regio’s; de eerste keer duurt dat even",
        "",
    ]
    periods = list(Period.objects.newest_first())
    assert [period.is_closed for period in periods] == [False, *[True] * 5]
    staff = User.objects.get(email="redactie@loket.example")
    figures = [national_figures(period, staff) for period in periods]
    assert {one.regions for one in figures} == {26}
    assert all(one.total for one in figures)
    assert figures[0].submitted < figures[1].submitted
    texts = [row.text for row in Bottleneck.objects.visible_to(staff)]
    assert all("fictie" in text for text in [*texts, *map(str, Milestone.objects.all())])
    assert mail.outbox == []

    person = User.objects.get(email="ciso.vr09@loket.example")
    person.set_password("zelf-gekozen-wachtwoord")
    person.save()
    person.groups.clear()
    before = rows_of_everything()

    run("demo")

    assert rows_of_everything() == before


def test_the_demo_is_refused_in_a_real_portal(content, settings):
    settings.DEBUG = False

    with pytest.raises(CommandError) as caught:
        run("demo")

    assert str(caught.value) == ("De demo-accounts zijn alleen voor DEBUG=1; er is niets gemaakt.")
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("email", "path", "status"),
    [
        ("redactie@loket.example", "/beheer/toolbox/tool/add/", 200),
        ("redactie@loket.example", "/beheer/faq/entry/add/", 200),
        ("redactie@loket.example", "/beheer/loket/user/add/", 200),
        ("redactie@loket.example", "/beheer/loket/region/", 200),
        ("beheer@loket.example", "/beheer/loket/user/add/", 200),
        ("aanspreekpunt.vr09@loket.example", "/beheer/", 404),
        ("ciso.vr09@loket.example", "/toolbox/werklijst/", 404),
    ],
)
def test_the_accounts_of_the_demo_can_do_their_work(accounts, email, path, status):
    client, _answer = log_in(email, PASSWORD)

    assert client.get(path).status_code == status
