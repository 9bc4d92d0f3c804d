"""What lists, search, counts, filters, feeds and missing pages tell of what one may not see."""

import re
from html import unescape

import pytest
from django.urls import reverse

from tests.canaries import (
    CANARIES,
    ENTRIES,
    PEOPLE,
    PROGRAMME,
    TOOLS,
    everything_in,
    make_canaries,
    make_canary,
    names_of,
    seen_by,
    without,
)
from tests.make import make_entry, make_tool, make_topic

TOOL_PLACES = [
    "/",
    "/toolbox/",
    "/toolbox/?q={song}purpose",
    "/toolbox/?q={song}whats&sorteer=naam",
    "/toolbox/?doelgroep={nest}audience",
    "/toolbox/?bron={nest}source",
    "/toolbox/?control=99.{nest:.7}",
    "/toolbox/?tlp={tlp}",
    "/toolbox/?sorteer=nieuwste&pagina=1",
    "/zoeken/?q={song}explanation",
    "/toolbox/feed/",
    "/toolbox/{pk}/",
]
ENTRY_PLACES = [
    "/faq/",
    "/faq/?q={song}answer",
    "/faq/?onderwerp={nest}topic",
    "/faq/?control=99.{nest:.7}",
    "/zoeken/?q={song}answer",
    "/faq/{pk}/",
]
# What is new, and the paper version: of these a draft is no part, not even for its editors.
ENTRY_NEWS = ["/", "/faq/feed/", "/faq/afdrukken/"]


@pytest.fixture
def canaries(cast, utrecht):
    return make_canaries(cast, utrecht)


@pytest.fixture
def clients(client_of):
    return {person: client_of(person) for person in PEOPLE}


def met_at(place, name, row, clients):
    """Who meets the canary's title on a page."""
    address = address_of(place, name, row)
    return {person for person in PEOPLE if str(row) in everything_in(clients[person].get(address))}


def address_of(place, name, row):
    canary = CANARIES[name]
    return place.format(
        song=canary.song, nest=canary.nest, tlp=row.tlp.replace("+", "%2B"), pk=row.pk
    )


def met_everywhere(places, canaries, clients):
    """Who meets which canary where: {name: {place: people}}; each page is opened once."""
    opened = {}

    def meets(person, address, title):
        if (person, address) not in opened:
            opened[person, address] = everything_in(clients[person].get(address))
        return title in opened[person, address]

    return {
        name: {
            place: {p for p in PEOPLE if meets(p, address_of(place, name, row), str(row))}
            for place in places
        }
        for name, row in canaries.items()
    }


def test_a_tool_is_met_everywhere_by_its_readers_only(clients, canaries):
    tools = {name: canaries[name] for name in TOOLS}

    for name, met in met_everywhere(TOOL_PLACES, tools, clients).items():
        news = set() if name == "draft" else CANARIES[name].people
        assert met == {
            # the start page has the five newest
            "/": news & met["/"],
            **dict.fromkeys(TOOL_PLACES[1:], CANARIES[name].people),
            "/toolbox/feed/": news,
        }, name


def test_an_entry_is_met_everywhere_by_its_readers_only(clients, canaries):
    entries = {name: canaries[name] for name in ENTRIES}

    for name, met in met_everywhere(ENTRY_PLACES + ENTRY_NEWS, entries, clients).items():
        readers = CANARIES[name].people
        news = set() if name == "draft_entry" else readers
        assert met == dict.fromkeys(ENTRY_PLACES, readers) | dict.fromkeys(ENTRY_NEWS, news), name


@pytest.mark.parametrize("name", TOOLS)
def test_the_start_page_shows_a_new_tool_to_its_readers_only(cast, clients, utrecht, name):
    tool = make_canary(name, cast, utrecht)

    news = set() if name == "draft" else CANARIES[name].people
    assert met_at("/", name, tool, clients) == news


def test_the_work_list_shows_an_undecided_tool_to_its_owner_only(cast, clients, utrecht):
    theirs = make_tool(name="van de regio", tlp="tbd", owner=utrecht)
    ours = make_tool(name="van het programma", tlp="tbd")
    ours.open_to(utrecht, by=cast["staff"])

    met = {
        name: {
            person
            for person in PEOPLE
            if name in everything_in(clients[person].get(reverse("toolbox:tool_work_list")))
        }
        for name in (theirs.name, ours.name)
    }
    assert met == {theirs.name: {"contact"}, ours.name: PROGRAMME}


@pytest.mark.parametrize("person", PEOPLE)
def test_the_sitemap_holds_what_everybody_may_see(clients, canaries, person):
    response = clients[person].get(reverse("sitemap_xml"))

    listed = re.findall(r"<loc>http://testserver(/\w+/\d+/)</loc>", response.content.decode())
    assert listed == [
        canaries["open"].get_absolute_url(),
        canaries["clear_entry"].get_absolute_url(),
    ]


def listed_at(client, address):
    """The counts that a list names on each of its pages, and the rows it links to."""
    counts, rows = set(), []
    while address:
        page = client.get(address).content.decode()
        counts |= set(re.findall(r'class="result-count"[^>]*>(\d+)', page))
        main = page[page.index("result-count") :]
        rows += re.findall(r'<a href="/(?:toolbox|faq)/(\d+)/"', main)
        after = re.search(r'rel="next" href="([^"]+)"', page)
        address = address.partition("?")[0] + unescape(after[1]) if after else ""
    return counts, rows


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/toolbox/", TOOLS),
        ("/toolbox/?q=e", TOOLS),
        ("/toolbox/?sorteer=nieuwste", TOOLS),
        ("/faq/", ENTRIES),
        ("/faq/?q=s", ENTRIES),
    ],
)
def test_a_list_counts_what_it_shows(clients, canaries, person, address, kind):
    topic = make_topic()
    more = [
        make_tool() if kind is TOOLS else make_entry(topic=topic, answer="s") for _ in range(30)
    ]
    visible = [canaries[name] for name in seen_by(person) & set(kind)]

    counts, rows = listed_at(clients[person], address)

    assert sorted(map(int, rows)) == sorted(row.pk for row in more + visible)
    assert counts == {str(len(rows))}


def options_at(client, address):
    """The values that the filters of a list offer."""
    page = client.get(address).content.decode()
    return {unescape(value) for value in re.findall(r'<option value="([^"]+)"', page)}


@pytest.mark.parametrize("person", PEOPLE)
def test_filters_offer_what_occurs_in_what_you_see(clients, canaries, person):
    tools, entries = seen_by(person) & set(TOOLS), seen_by(person) & set(ENTRIES)

    assert options_at(clients[person], "/toolbox/") == {
        *(name for tool in tools for name in names_of(tool) if not name.endswith("control")),
        *(canaries[tool].controls.get().number for tool in tools),
        *(canaries[tool].tlp for tool in tools),
        *("naam", "nieuwste"),
    } - {""}
    assert options_at(clients[person], "/faq/") == {
        *(name for entry in entries for name in names_of(entry) if not name.endswith("control")),
        *(canaries[entry].controls.get().number for entry in entries),
    }


# An address with a value that only the canary has, and one that nothing has.
ORACLES = [
    ("own", "/toolbox/?q={}", "roodborstname", "wielewaalname"),
    ("own", "/toolbox/?q={}", "roodb", "wiele"),
    ("own", "/toolbox/?q={}&sorteer=naam", "roodborsttlp_note", "wielewaalnote"),
    ("own", "/toolbox/?doelgroep={}", "rietgorsaudience", "wielewaal"),
    ("own", "/toolbox/?bron={}", "rietgorssource", "wielewaal"),
    ("own", "/toolbox/?control={}", "99.rietgor", "99.wielewa"),
    ("own", "/toolbox/?tlp={}", "amber", "zwart"),
    ("own", "/toolbox/?q=e&tlp={}", "amber", "zwart"),
    ("own", "/zoeken/?q={}", "roodborstexplanation", "wielewaal"),
    ("own", "/toolbox/?pagina={}", "2", "3"),
    ("strict", "/toolbox/?tlp={}", "amber%2Bstrict", "zwart"),
    ("red", "/toolbox/?tlp={}", "red", "zwart"),
    ("draft", "/toolbox/?q={}", "boomvalkpurpose", "wielewaal"),
    ("opened", "/toolbox/?doelgroep={}", "heggenmusaudience", "wielewaal"),
    ("amber_entry", "/faq/?q={}", "ijsvogelquestion", "wielewaal"),
    ("amber_entry", "/faq/?onderwerp={}", "oeverlopertopic", "wielewaal"),
    ("amber_entry", "/faq/?control={}", "99.oeverlo", "99.wielewa"),
    ("amber_entry", "/zoeken/?q={}", "ijsvogelanswer", "wielewaal"),
    ("draft_entry", "/faq/?q={}", "steenuilanswer", "wielewaal"),
    ("draft_entry", "/faq/?onderwerp={}", "kerkuiltopic", "wielewaal"),
    ("own", "/beheer/toolbox/tool/?q={}", "roodborstname", "wielewaalname"),
    ("red", "/beheer/toolbox/tool/?q={}", "slechtvalkpurpose", "wielewaal"),
]


@pytest.mark.parametrize(("name", "address", "real", "made_up"), ORACLES)
def test_asking_for_what_is_hidden_answers_as_for_what_does_not_exist(
    cast, clients, utrecht, name, address, real, made_up
):
    make_canary("open", cast, utrecht)
    make_canary("clear_entry", cast, utrecht)
    for _ in range(24 if "pagina" in address else 0):
        make_tool()
    make_canary(name, cast, utrecht)

    words = (real.replace("%2B", "+"), made_up)
    told = {
        person
        for person, client in clients.items()
        if without(client.get(address.format(real)), *words)
        != without(client.get(address.format(made_up)), *words)
    }
    readers = CANARIES[name].people
    # in the admin nobody meets these two
    assert told == (readers & PROGRAMME if "/beheer/" in address else readers)


ADDRESSES_OF = {
    "tool": [
        "/toolbox/{}/",
        "/beheer/toolbox/tool/{}/",
        "/beheer/toolbox/tool/{}/change/",
        "/beheer/toolbox/tool/{}/delete/",
        "/beheer/toolbox/tool/{}/history/",
    ],
    "entry": [
        "/faq/{}/",
        "/faq/{}/nuttig/",
        "/faq/{}/geschiedenis/",
        "/beheer/faq/entry/{}/",
        "/beheer/faq/entry/{}/change/",
        "/beheer/faq/entry/{}/delete/",
        "/beheer/faq/entry/{}/history/",
    ],
}


def kind_of(name):
    return "tool" if name in TOOLS else "entry"


WAYS = [
    (kind, address, method)
    for kind, addresses in ADDRESSES_OF.items()
    for address in addresses
    for method in ("get", "head", "post")
]


@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_hidden_answers_as_what_does_not_exist(clients, canaries, person):
    def answer(address, method, key):
        response = getattr(clients[person], method)(address.format(key))
        return without(response, f"/{key}/")

    unknown = {(address, method): answer(address, method, 987654) for _, address, method in WAYS}
    hidden = [name for name, canary in CANARIES.items() if person not in canary.people]

    assert [
        (name, address, method)
        for name in hidden
        for kind, address, method in WAYS
        if kind == kind_of(name)
        and answer(address, method, canaries[name].pk) != unknown[address, method]
    ] == []


@pytest.mark.parametrize("name", CANARIES)
def test_its_readers_do_get_another_answer_than_for_what_does_not_exist(
    cast, clients, utrecht, name
):
    row = make_canary(name, cast, utrecht)
    page = ADDRESSES_OF[kind_of(name)][0]

    told = {
        person
        for person in PEOPLE
        if without(clients[person].get(page.format(row.pk)), f"/{row.pk}/")
        != without(clients[person].get(page.format(987654)), "/987654/")
    }
    assert told == CANARIES[name].people


NO_KEYS = ["0", "-1", "1.5", "9" * 30, "١", "1%00", "1'--"]


@pytest.mark.parametrize("address", [*ADDRESSES_OF["tool"], *ADDRESSES_OF["entry"]])
def test_a_number_that_is_none_is_no_accident(clients, address):
    answers = {clients["staff"].get(address.format(key)).status_code for key in NO_KEYS}

    # the admin has a redirect from old addresses; a vote is a POST
    assert 404 in answers or 302 in answers
    assert answers <= {302, 404, 405}
