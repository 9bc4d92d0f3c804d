"""The pages of the toolbox: catalogue, item and feed."""

from datetime import UTC, datetime
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from django.db import DatabaseError
from django.test import Client

from loket.models import AccessLog, AccessLogQuerySet
from loket.tlp import TLP
from tests.make import make_control, make_tool
from tests.read import as_posted, heading, links_of, listed, main_html, main_text
from toolbox.models import Audience, Source, Tool

ATOM = "{http://www.w3.org/2005/Atom}"
LIST = "/toolbox/"
UNKNOWN = "Deze keuze kennen we niet. Kies er een uit de lijst."
TOO_LONG = "Uw zoekvraag is te lang. Gebruik hoogstens 200 tekens."


@pytest.fixture
def shelf(db):
    """Four tools that differ in every filter."""
    directie, ciso = (Audience.objects.create(name=name) for name in ("Directie", "CISO"))
    vng, nora = (Source.objects.create(name=name) for name in ("VNG", "NORA"))
    control = make_control(number="9.2.1", position=1)
    other = make_control(number="9.2.2", position=2)
    moment = {day: datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 5)}
    tools = [
        make_tool(name="Aanpak", source=vng, published_at=moment[2]),
        make_tool(name="Boek", source=nora, published_at=moment[4], explanation="Over de aanpak."),
        make_tool(name="Centrale aanpak", source=vng, published_at=moment[1], tlp=TLP.GREEN),
        make_tool(name="Draaiboek", published_at=moment[3], tlp=TLP.AMBER),
    ]
    tools[0].audiences.set([directie, ciso])
    tools[1].audiences.set([ciso])
    tools[0].controls.set([control])
    tools[2].controls.set([control, other])
    return {tool.name: tool for tool in tools}


# --- the catalogue


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Aanpak", "Boek", "Centrale aanpak"]),
        ({"doelgroep": "CISO"}, ["Aanpak", "Boek"]),
        ({"doelgroep": "Directie"}, ["Aanpak"]),
        ({"bron": "VNG"}, ["Aanpak", "Centrale aanpak"]),
        ({"tlp": "green"}, ["Centrale aanpak"]),
        ({"control": "9.2.1"}, ["Aanpak", "Centrale aanpak"]),
        ({"bron": "VNG", "doelgroep": "CISO", "tlp": "clear"}, ["Aanpak"]),
        ({"q": "boek"}, ["Boek"]),
        ({"q": "aanpak", "sorteer": "naam"}, ["Aanpak", "Boek", "Centrale aanpak"]),
        ({"q": "aanpak", "bron": "NORA"}, ["Boek"]),
        ({"sorteer": "naam"}, ["Aanpak", "Boek", "Centrale aanpak"]),
        ({"sorteer": "nieuwste"}, ["Boek", "Aanpak", "Centrale aanpak"]),
        ({"q": "aanpak", "sorteer": "nieuwste"}, ["Boek", "Aanpak", "Centrale aanpak"]),
        ({"q": "  ", "bron": ""}, ["Aanpak", "Boek", "Centrale aanpak"]),
        ({"onbekend": "1", "owner__code": "VR09"}, ["Aanpak", "Boek", "Centrale aanpak"]),
    ],
)
def test_the_catalogue_filters_sorts_and_searches(client_of, shelf, query, found):
    page = client_of("member").get(LIST, query)

    assert listed(page) == found
    assert page.context["page"].paginator.count == len(found)


def test_a_search_puts_a_hit_in_the_name_before_a_hit_in_the_text(client_of, shelf):
    assert listed(client_of("visitor").get(LIST, {"q": "aanpak"})) == ["Aanpak", "Boek"]


def test_the_order_best_first_is_offered_only_with_a_search(client_of, shelf):
    def offered(query):
        form = client_of("visitor").get(LIST, query).context["form"]
        return [label for _value, label in form.fields["sorteer"].choices]

    assert offered({}) == ["Naam", "Nieuwste eerst"]
    assert offered({"q": "boek"}) == ["Beste eerst", "Naam", "Nieuwste eerst"]


def test_filters_offer_what_this_reader_can_find_and_no_more(client_of, shelf):
    secret = Source.objects.create(name="Geheime dienst")
    Tool.objects.filter(name="Draaiboek").update(source=secret)
    shelf["Draaiboek"].controls.add(make_control(number="10.1.1", position=3))
    Source.objects.create(name="Van niets de bron")

    def offered(name):
        fields = client_of(name).get(LIST).context["form"].fields
        names = ("doelgroep", "bron", "tlp", "control")
        return {field: [value for value, _ in fields[field].choices[1:]] for field in names}

    assert offered("visitor") == {
        "doelgroep": ["CISO", "Directie"],
        "bron": ["NORA", "VNG"],
        "tlp": ["clear"],
        "control": ["9.2.1"],
    }
    assert offered("staff") == {
        "doelgroep": ["CISO", "Directie"],
        "bron": ["Geheime dienst", "NORA", "VNG"],
        "tlp": ["clear", "green", "amber"],
        "control": ["9.2.1", "9.2.2", "10.1.1"],
    }


def test_controls_are_offered_in_the_order_of_the_norm(db):
    for position, number in enumerate(["5.1.1", "9.2.1", "10.1.1"]):
        make_tool().controls.add(make_control(number=number, position=position, title="Zo"))

    choices = Client().get(LIST).context["form"].fields["control"].choices

    assert list(choices) == [
        ("", "Alles"),
        ("5.1.1", "5.1.1 Zo"),
        ("9.2.1", "9.2.1 Zo"),
        ("10.1.1", "10.1.1 Zo"),
    ]


def test_what_was_chosen_is_still_in_the_form(client_of, shelf):
    query = {
        "q": "aanpak",
        "doelgroep": "CISO",
        "bron": "VNG",
        "tlp": "clear",
        "control": "9.2.1",
        "sorteer": "nieuwste",
    }

    assert as_posted(client_of("visitor").get(LIST, query).context["form"]) == query


@pytest.mark.parametrize("name", ["doelgroep", "bron", "tlp", "control", "sorteer"])
@pytest.mark.parametrize(
    "value", ["bestaat niet", "\0", "amber", "9" * 5000, "-1", "<b>", "' OR 1=1 --", "é"]
)
def test_an_unknown_filter_value_is_said_and_the_rest_still_works(client_of, shelf, name, value):
    page = client_of("visitor").get(LIST, {name: value, "q": "boek"})

    assert page.status_code == 200
    assert page.context["form"].errors == {name: [UNKNOWN]}
    assert listed(page) == ["Boek"]
    assert page.context["form"]["q"].value() == "boek"
    label = page.context["form"].fields[name].label
    assert f"{label}: {UNKNOWN}" in main_text(page)
    assert "<title>Fout: Toolbox" in page.content.decode()


def test_a_search_of_200_signs_is_read_and_a_longer_one_is_said_to_be_too_long(db):
    make_tool(name="a" * 200)

    read = Client().get(LIST, {"q": "a" * 200})
    refused = Client().get(LIST, {"q": "a" * 201})

    assert listed(read) == ["a" * 200]
    assert refused.context["form"].errors == {"q": [TOO_LONG]}


def test_a_very_long_search_is_refused_in_words_and_still_in_the_form(db):
    make_tool(name="Boek")

    page = Client().get(LIST, {"q": "b" * 10_000})

    assert page.status_code == 200
    assert page.context["form"].errors == {"q": [TOO_LONG]}
    assert f'value="{"b" * 10_000}"' in main_html(page)
    assert listed(page) == ["Boek"]


def test_a_search_with_a_nul_is_refused_in_words_and_what_can_be_shown_is_still_there(db):
    page = Client().get(LIST, {"q": "bo\0ek"})

    assert page.status_code == 200
    assert page.context["form"].errors == {
        "q": ["In uw zoekvraag staat een teken dat niet kan. Typ hem opnieuw."]
    }
    assert 'value="boek"' in main_html(page)


@pytest.mark.parametrize(
    "raw", ["q=%FF%FE", "q=%ED%A0%80", "q=%", "q=%E2%80%AE", "&&==&q", "q=%0B"]
)
def test_bytes_that_are_no_text_do_no_harm(db, raw):
    assert Client().get(f"{LIST}?{raw}").status_code == 200


@pytest.fixture
def sixty(db):
    return [make_tool(name=f"Hulpmiddel {number:02}") for number in range(60)]


@pytest.mark.parametrize(
    ("asked", "given", "notice"),
    [
        (None, 1, ""),
        ("1", 1, ""),
        ("3", 3, ""),
        ("0", 1, "Die pagina bestaat niet. U ziet pagina 1 van 3."),
        ("-1", 1, "Die pagina bestaat niet. U ziet pagina 1 van 3."),
        ("4", 3, "Die pagina bestaat niet. U ziet pagina 3 van 3."),
        ("99999", 3, "Die pagina bestaat niet. U ziet pagina 3 van 3."),
        ("abc", 1, "Dat is geen paginanummer. U ziet de eerste pagina."),
        ("", 1, "Dat is geen paginanummer. U ziet de eerste pagina."),
        ("1.5", 1, "Dat is geen paginanummer. U ziet de eerste pagina."),
        ("\0", 1, "Dat is geen paginanummer. U ziet de eerste pagina."),
        ("9" * 5000, 1, "Dat is geen paginanummer. U ziet de eerste pagina."),
    ],
)
def test_the_catalogue_has_pages_of_25(sixty, asked, given, notice):
    page = Client().get(LIST, {} if asked is None else {"pagina": asked})

    start = (given - 1) * 25
    assert listed(page) == [tool.name for tool in sixty[start : start + 25]]
    assert page.context["notice"] == notice
    assert f"60 hulpmiddelen, pagina {given} van 3" in main_text(page)
    assert (notice in main_text(page)) and (not notice) == ("alert-warning" not in main_html(page))


def test_the_links_to_other_pages_keep_what_was_chosen(sixty):
    page = Client().get(LIST, {"q": "hulpmiddel", "sorteer": "naam", "pagina": "2", "bron": "?"})

    pages = [link for link in links_of(page) if "pagina=" in link]
    assert pages == [
        "?q=hulpmiddel&sorteer=naam&pagina=1",
        "?q=hulpmiddel&sorteer=naam&pagina=1",
        "?q=hulpmiddel&sorteer=naam&pagina=2",
        "?q=hulpmiddel&sorteer=naam&pagina=3",
        "?q=hulpmiddel&sorteer=naam&pagina=3",
    ]


def test_every_tool_is_on_exactly_one_page_also_when_names_are_alike(db):
    tools = {make_tool(name="Zelfde naam").pk for _ in range(60)}

    seen = [
        tool.pk
        for number in ("1", "2", "3")
        for tool in Client().get(LIST, {"pagina": number}).context["page"]
    ]

    assert (len(seen), set(seen)) == (60, tools)


def test_an_empty_catalogue_says_what_to_do(db):
    page = Client().get(LIST)

    assert "0 hulpmiddelen Niets gevonden" in main_text(page)
    assert "Gebruik minder woorden of minder filters." in main_text(page)
    assert LIST in links_of(page)


def test_one_tool_is_counted_as_one(db):
    make_tool()

    assert "1 hulpmiddel " in main_text(Client().get(LIST))


def test_a_card_tells_what_it_is_from_whom_and_for_whom(client_of, utrecht):
    tool = make_tool(
        name="Plan",
        explanation="Zo doet u het.",
        source=Source.objects.create(name="VNG"),
        owner=utrecht,
        tlp=TLP.GREEN,
    )
    tool.audiences.set([Audience.objects.create(name=name) for name in ("Directie", "CISO")])

    page = client_of("member").get(LIST)

    card = main_html(page).partition('<ul class="card-list">')[2].partition("</ul>")[0]
    assert tool.get_absolute_url() in card
    assert (
        "Plan TLP:GREEN Zo doet u het. "
        "Bron: VNG · Van: Veiligheidsregio Utrecht · Voor: CISO, Directie" in main_text(page)
    )


def test_only_an_editor_sees_that_a_tool_is_a_draft(client_of, db):
    make_tool(name="Plan", is_published=False)

    assert "Concept" in main_text(client_of("staff").get(LIST))
    assert listed(client_of("contact").get(LIST)) == []


def test_only_staff_get_the_link_to_the_work_list(client_of):
    links = {name: "/toolbox/werklijst/" in links_of(client_of(name).get(LIST))
             for name in ("visitor", "member", "staff")}  # fmt: skip

    assert links == {"visitor": False, "member": False, "staff": True}


@pytest.mark.parametrize(
    "number", ["0", "99999", "9" * 19, "9" * 20, "9" * 5000, "abc", "-1", "1.5", "%00", "1%20"]
)
def test_a_number_that_is_no_tool_is_a_404(client_of, number):
    assert client_of("staff").get(f"{LIST}{number}/").status_code == 404


# --- the item


@pytest.fixture
def tool(db):
    """A tool with every field of the table filled in."""
    tool = make_tool(
        name="Informatieplattegrond",
        explanation="Houdt grip op gegevens.\n\nZie https://uitleg.example/ voor meer.",
        purpose="Laat zien wat kritiek is.",
        source=Source.objects.create(name="VeRa online"),
        link="https://www.veraonline.example/kaart?x=1&y=2",
        tlp=TLP.AMBER,
        tlp_note="Bevat namen van systemen.",
        whats_changed="De kaart is bijgewerkt.",
    )
    tool.audiences.set([Audience.objects.create(name=name) for name in ("CISO", "Architect")])
    tool.controls.add(make_control(number="8.1.1", title="Inventaris"))
    Tool.objects.filter(pk=tool.pk).update(changed_at=datetime(2026, 3, 4, 12, tzinfo=UTC))
    return tool


@pytest.fixture
def opened(tool, cast, utrecht, rijnmond):
    for region in (utrecht, rijnmond):
        tool.open_to(region, by=cast["staff"])
    AccessLog.objects.all().delete()
    return tool


def test_the_page_holds_every_field_of_the_table(client_of, opened):
    page = client_of("contact").get(opened.get_absolute_url())

    told = main_text(page)
    assert heading(page) == "Informatieplattegrond"
    for text in [
        "TLP:AMBER alleen voor aanspreekpunten van de regio’s die toegang kregen",
        "Houdt grip op gegevens. Zie https://uitleg.example/ voor meer.",
        "Waarvoor te gebruiken Laat zien wat kritiek is.",
        "Waar te vinden https://www.veraonline.example/kaart?x=1&y=2 (op een andere website)",
        "Doelgroep Architect, CISO",
        "Bron VeRa online",
        "Eigenaar Het programma",
        "Toelichting op de classificatie Bevat namen van systemen.",
        "Helpt bij controls 8.1.1 Inventaris",
        "Wat is er gewijzigd De kaart is bijgewerkt. Laatst gewijzigd op 4 maart 2026",
    ]:
        assert text in told
    assert {
        "https://uitleg.example/",
        "https://www.veraonline.example/kaart?x=1&y=2",
        "/toolbox/?doelgroep=Architect",
        "/toolbox/?bron=VeRa%20online",
        "/toolbox/?control=8.1.1",
    } <= set(links_of(page))


def test_an_amber_page_says_literally_what_may_not_be_done_with_it(client_of, opened):
    told = main_text(client_of("contact").get(opened.get_absolute_url()))

    rule = "U mag dit niet verder verspreiden zonder toestemming van de organisatie of de auteur."
    assert rule in told


@pytest.mark.parametrize("tlp", TLP)
def test_every_class_has_its_own_words_and_rule_on_the_page(cast, client_of, tlp):
    tool = make_tool(tlp=tlp)
    if tlp == TLP.RED:
        tool.name_only([cast["staff"]], by=cast["staff"])

    told = main_text(client_of("staff").get(tool.get_absolute_url()))

    assert f"{tlp.label} {tlp.meaning}" in told
    assert told.count(tlp.sharing_rule) == 1


@pytest.mark.parametrize("tlp", [TLP.AMBER, TLP.AMBER_STRICT, TLP.TBD])
def test_what_is_confidential_may_not_be_passed_on_without_consent(tlp):
    assert "niet verder verspreiden zonder toestemming" in tlp.sharing_rule


def test_empty_fields_are_said_to_be_empty(client_of):
    page = client_of("visitor").get(make_tool().get_absolute_url())

    told = main_text(page)
    for text in [
        "Waar te vinden Er is nog geen link of bestand.",
        "Doelgroep Niet aangegeven",
        "Bron Niet aangegeven",
        "Helpt bij controls Nog niet aangegeven",
        "Wat is er gewijzigd Geen toelichting.",
    ]:
        assert text in told
    assert "Waarvoor te gebruiken" not in told
    assert "Toelichting op de classificatie" not in told


@pytest.mark.parametrize(
    ("name", "grounds"),
    [
        ("contact", "U ziet dit als aanspreekpunt van Veiligheidsregio Utrecht."),
        ("other_contact", "U ziet dit als aanspreekpunt van Rotterdam-Rijnmond."),
        ("staff", "U ziet dit als medewerker van het programma."),
        ("admin", "U ziet dit als medewerker van het programma."),
    ],
)
def test_the_access_card_says_why_this_reader_sees_it(client_of, opened, name, grounds):
    told = main_text(client_of(name).get(opened.get_absolute_url()))

    assert f"{grounds} Dat u dit bekijkt, staat in het logboek." in told


def test_a_person_named_on_a_red_tool_is_told_so(cast, client_of):
    tool = make_tool(tlp=TLP.RED)
    tool.name_only([cast["member"]], by=cast["staff"])

    told = main_text(client_of("member").get(tool.get_absolute_url()))

    assert "U ziet dit omdat u met naam bent genoemd. Dat u dit bekijkt" in told


@pytest.mark.parametrize("tlp", [TLP.CLEAR, TLP.GREEN])
def test_an_open_tool_has_no_access_card_and_no_trail(client_of, tlp):
    tool = make_tool(tlp=tlp)

    page = client_of("contact").get(tool.get_absolute_url())

    assert "access-card" not in main_html(page)
    assert list(AccessLog.objects.all()) == []


@pytest.mark.parametrize("tlp", [TLP.AMBER, TLP.AMBER_STRICT, TLP.RED, TLP.TBD])
def test_every_view_above_green_is_on_record(cast, client_of, tlp):
    tool = make_tool(tlp=tlp)
    if tlp == TLP.RED:
        tool.name_only([cast["staff"]], by=cast["staff"])
        AccessLog.objects.all().delete()

    client_of("staff").get(tool.get_absolute_url())
    client_of("contact").get(tool.get_absolute_url())  # a 404, and no view

    trail = AccessLog.objects.about(tool).values_list("action", "user__email")
    assert list(trail) == [(AccessLog.Action.VIEWED, "redactie@loket.example")]


def test_the_record_is_made_before_the_answer_and_without_it_there_is_no_page(
    client_of, opened, monkeypatch
):
    def refuse(*_args, **_kwargs):
        raise DatabaseError("no room for a log line")

    monkeypatch.setattr(AccessLogQuerySet, "note", refuse)
    client = client_of("contact")
    client.raise_request_exception = False

    answer = client.get(opened.get_absolute_url())

    assert answer.status_code == 500
    assert "Informatieplattegrond" not in answer.content.decode()
    assert "Er ging iets mis bij ons" in main_text(answer)


def test_a_logged_in_readers_page_is_kept_by_nobody(client_of, opened):
    answer = client_of("contact").get(opened.get_absolute_url())

    assert answer.headers["Cache-Control"] == "private, no-store"


def test_mail_about_a_tool_names_its_number_and_never_its_title(client_of, opened):
    page = client_of("contact").get(opened.get_absolute_url())

    mails = [link for link in links_of(page) if link.startswith("mailto:")]
    subjects = [unquote(mail).partition("?subject=")[2] for mail in mails]
    assert subjects == [
        f"Kapotte link bij hulpmiddel {opened.pk}"
        f"&body=De link op deze pagina werkt niet: http://testserver/toolbox/{opened.pk}/",
        f"Vraag over hulpmiddel {opened.pk}"
        f"&body=Mijn vraag gaat over http://testserver/toolbox/{opened.pk}/",
    ]


def test_a_tool_without_a_link_has_a_mail_to_ask_where_it_is(client_of):
    tool = make_tool(name="Zeezicht")

    page = client_of("visitor").get(tool.get_absolute_url())

    mails = [unquote(link) for link in links_of(page) if link.startswith("mailto:")]
    assert [mail.partition("?subject=")[2].partition("&")[0] for mail in mails] == [
        f"Vraag over hulpmiddel {tool.pk}"
    ] * 2
    assert [mail for mail in mails if "Zeezicht" in mail] == []


def test_what_an_editor_wrote_is_shown_and_never_run(client_of):
    evil = "<script>alert(1)</script>"
    tool = make_tool(name=evil, explanation=evil, purpose=evil, tlp_note=evil, whats_changed=evil)

    page = client_of("visitor").get(tool.get_absolute_url())

    assert "<script" not in page.content.decode()
    assert main_text(page).count(evil) == 5


def test_only_staff_get_the_link_to_the_admin(client_of, utrecht):
    programme, own = make_tool(), make_tool(owner=utrecht)

    def has_link(name, tool):
        links = links_of(client_of(name).get(tool.get_absolute_url()))
        return f"/beheer/toolbox/tool/{tool.pk}/change/" in links

    assert [has_link(name, programme) for name in ("visitor", "contact", "staff")] == [
        False, False, True,
    ]  # fmt: skip
    assert [has_link(name, own) for name in ("contact", "staff")] == [False, False]


# --- the feed


def test_the_feed_is_atom_with_the_newest_first(db):
    for day in (1, 2):
        make_tool(
            name=f"Dag {day} & <b>",
            explanation="Eén < twee.",
            published_at=datetime(2026, 2, day, tzinfo=UTC),
        )

    answer = Client().get("/toolbox/feed/")

    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}id") == "http://testserver/toolbox/"
    items = feed.findall(f"{ATOM}entry")
    assert [item.findtext(f"{ATOM}title") for item in items] == ["Dag 2 & <b>", "Dag 1 & <b>"]
    assert items[0].findtext(f"{ATOM}published") == "2026-02-02T00:00:00+00:00"
    # the type is HTML, so what is plain text for us must be written as HTML
    assert items[0].find(f"{ATOM}summary").get("type") == "html"
    assert items[0].findtext(f"{ATOM}summary") == "<p>Eén &lt; twee.</p>"


def test_the_feed_tells_of_a_confidential_tool_no_more_than_its_name(client_of, opened):
    def told(name):
        feed = ElementTree.fromstring(client_of(name).get("/toolbox/feed/").content)  # noqa: S314
        items = feed.findall(f"{ATOM}entry")
        return [(item.findtext(f"{ATOM}title"), item.findtext(f"{ATOM}summary")) for item in items]

    assert told("visitor") == told("member") == []
    assert told("contact") == [("Informatieplattegrond", "Vertrouwelijk: lees dit in het loket.")]


def test_a_sign_that_xml_cannot_hold_does_not_stop_the_feed(db):
    make_tool(name="Van\x0bWord", explanation="Een\x0c plan.")

    feed = ElementTree.fromstring(Client().get("/toolbox/feed/").content)  # noqa: S314 - our own

    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "VanWord"
