"""The pages of the FAQ: list, entry, print, feed, and the preview for editors."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from faq.models import LONGEST_ANSWER
from loket.models import AccessLog
from loket.tlp import TLP
from tests.make import make_control, make_entry, make_tool, make_topic, make_user
from tests.read import heading, links_of, listed, main_html, main_text, tags_of

ATOM = "{http://www.w3.org/2005/Atom}"
LIST = "/faq/"
PREVIEW = "/markdownx/markdownify/"


# --- the list


def test_the_list_is_grouped_by_topic_in_the_order_of_the_editors(db):
    second = make_topic(name="Aan het eind", position=2)
    first = make_topic(name="Zo begint het", position=1)
    make_entry(topic=second, question="Vraag D?", position=1)
    make_entry(topic=first, question="Vraag C?", position=2)
    make_entry(topic=first, question="Vraag B?", position=1)

    page = Client().get(LIST)

    assert listed(page) == ["Vraag B?", "Vraag C?", "Vraag D?"]
    order = "Zo begint het Vraag B? Vraag C? Aan het eind Vraag D?"
    assert order in main_text(page)
    assert "3 vragen" in main_text(page)


def test_one_question_is_counted_as_one(db):
    make_entry()

    assert "1 vraag " in main_text(Client().get(LIST))


def test_an_empty_list_says_what_to_do(db):
    page = main_text(Client().get(LIST))

    assert "0 vragen Niets gevonden" in page
    assert "Stel uw vraag per e-mail" in page


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("firewall", ["Wat is een firewall?"]),
        ("poorten", ["Wat is een firewall?"]),
        ("POORTEN", ["Wat is een firewall?"]),
        ("back-up", ["Hoe maak ik een back-up?"]),
        ("een", ["Hoe maak ik een back-up?", "Wat is een firewall?"]),
        ("firewall back-up", []),
    ],
)
def test_search_looks_in_question_and_answer(db, words, found):
    make_entry(question="Wat is een firewall?", answer="Een muur met **poorten**.")
    make_entry(question="Hoe maak ik een back-up?", answer="Elke nacht.")

    assert sorted(listed(Client().get(LIST, {"q": words}))) == found


def test_search_results_stand_in_one_list_best_first(db):
    make_entry(question="Wat is een SOC?", answer="Het kijkt naar de firewall.")
    make_entry(question="Wat is een firewall?", answer="Een muur.")

    page = Client().get(LIST, {"q": "firewall"})

    assert listed(page) == ["Wat is een firewall?", "Wat is een SOC?"]
    assert "<h2>" not in main_html(page)


def test_the_list_by_control(db):
    control, other = make_control(number="9.2.1"), make_control(number="9.2.2")
    for question, controls in {"Een?": [control], "Twee?": [control, other], "Drie?": []}.items():
        make_entry(question=question).controls.set(controls)

    assert sorted(listed(Client().get(LIST, {"control": "9.2.1"}))) == ["Een?", "Twee?"]
    assert listed(Client().get(LIST, {"control": "9.2.2"})) == ["Twee?"]


def test_the_list_by_topic(db):
    topic = make_topic(name="SOC/CERT")
    make_entry(topic=topic, question="Een?")
    make_entry(question="Twee?")

    assert listed(Client().get(LIST, {"onderwerp": "SOC/CERT"})) == ["Een?"]


def test_filters_offer_what_this_reader_can_find_and_no_more(client_of):
    amber = make_entry(topic=make_topic(name="Geheim"), tlp=TLP.AMBER)
    amber.controls.add(make_control(number="9.9.9"))
    make_entry(topic=make_topic(name="Open")).controls.add(make_control(number="1.1.1"))
    make_topic(name="Leeg")

    form = client_of("visitor").get(LIST).context["form"]

    offered = {name: [value for value, _ in form.fields[name].choices] for name in form.fields
               if name != "q"}  # fmt: skip
    assert offered == {"onderwerp": ["", "Open"], "control": ["", "1.1.1"]}


@pytest.mark.parametrize("name", ["onderwerp", "control"])
@pytest.mark.parametrize("value", ["bestaat niet", "\0", "1" * 5000, "<b>", "é"])
def test_an_unknown_filter_is_said_and_everything_is_shown(db, name, value):
    make_entry(question="Een?")

    page = Client().get(LIST, {name: value})

    assert page.status_code == 200
    assert listed(page) == ["Een?"]
    assert page.context["form"].errors == {
        name: ["Deze keuze kennen we niet. Kies er een uit de lijst."]
    }
    assert "<title>Fout: Veelgestelde vragen" in page.content.decode()


def test_the_list_pages_by_25_and_keeps_the_filter(db):
    topic = make_topic(name="SOC/CERT")
    for number in range(30):
        make_entry(topic=topic, question=f"Vraag {number:02}?")

    page = Client().get(LIST, {"onderwerp": "SOC/CERT", "pagina": "2"})

    assert listed(page) == [f"Vraag {number}?" for number in range(25, 30)]
    assert "30 vragen, pagina 2 van 2" in main_text(page)
    assert "?onderwerp=SOC%2FCERT&pagina=1" in links_of(page)


# --- one entry


def test_an_entry_shows_its_answer_its_class_and_when_it_changed(db):
    topic = make_topic(name="SOC/CERT")
    entry = make_entry(
        topic=topic,
        question="Wat is een SOC?",
        answer="Een **kamer** met schermen.",
        changed_at=datetime(2026, 3, 4, 12, tzinfo=UTC),
    )
    entry.controls.add(make_control(number="12.4.1", title="Logging"))

    page = Client().get(entry.get_absolute_url())

    assert heading(page) == "Wat is een SOC?"
    assert "<p>Een <strong>kamer</strong> met schermen.</p>" in main_html(page)
    told = main_text(page)
    assert "TLP:CLEAR openbaar (in oudere stukken: TLP:wit)" in told
    assert "Onderwerp: SOC/CERT · Laatst gewijzigd op 4 maart 2026" in told
    assert "Gaat over Control 12.4.1 Logging" in told
    assert {"/faq/?onderwerp=SOC%2FCERT", "/faq/?control=12.4.1"} <= set(links_of(page))


def test_an_entry_without_an_answer_says_that_it_follows(db):
    page = Client().get(make_entry(answer="").get_absolute_url())

    assert "Het antwoord volgt nog." in main_text(page)


def test_an_amber_entry_says_what_may_not_be_done_with_it_and_is_logged(cast, client_of):
    entry = make_entry(tlp=TLP.AMBER)

    page = client_of("contact").get(entry.get_absolute_url())

    told = main_text(page)
    assert "niet verder verspreiden zonder toestemming" in told
    assert "Dat u dit bekijkt, staat in het logboek." in told
    trail = AccessLog.objects.about(entry).values_list("action", "user__email")
    assert list(trail) == [(AccessLog.Action.VIEWED, "aanspreekpunt.vr09@loket.example")]


def test_mail_about_an_entry_names_its_number_and_not_its_question(client_of):
    entry = make_entry(question="Wie is Zeezicht?", topic=make_topic(name="Kust"), tlp=TLP.AMBER)

    page = client_of("contact").get(entry.get_absolute_url())

    mails = [link for link in links_of(page) if link.startswith("mailto:")]
    assert mails == [
        f"mailto:programmaiv@ifv.nl?subject=Vraag%20over%20antwoord%20{entry.pk}"
        f"&body=Mijn%20vraag%20gaat%20over%20http%3A%2F%2Ftestserver%2Ffaq%2F{entry.pk}%2F"
    ]


def test_only_staff_get_the_editors_links(client_of):
    entry = make_entry()
    editing = {
        reverse("admin:faq_entry_change", args=[entry.pk]),
        reverse("faq:entry_history", args=[entry.pk]),
    }

    for name, expected in {"visitor": set(), "contact": set(), "staff": editing}.items():
        page = client_of(name).get(entry.get_absolute_url())
        assert editing & set(links_of(page)) == expected, name


@pytest.mark.parametrize("number", ["0", "99999", "9" * 19, "9" * 5000, "abc", "-1", "1.5", "%00"])
def test_a_number_that_is_no_entry_is_a_404(client_of, number):
    for end in ("", "geschiedenis/"):
        assert client_of("staff").get(f"/faq/{number}/{end}").status_code == 404, end


# --- print


def test_the_print_page_holds_every_answer_with_the_date_of_its_last_change(db):
    topic = make_topic(name="SOC/CERT", position=1)
    for number, question in enumerate(["Wat?", "Wie?"], start=1):
        make_entry(
            topic=topic,
            position=number,
            question=question,
            answer=f"Antwoord {number}.",
            changed_at=datetime(2026, 3, number, 12, tzinfo=UTC),
        )
    make_entry(topic=make_topic(name="Anders", position=2), question="Hoe?", answer="Zo.",
               changed_at=datetime(2026, 4, 1, 12, tzinfo=UTC))  # fmt: skip

    told = main_text(Client().get("/faq/afdrukken/"))

    assert told.endswith(
        "SOC/CERT"
        " Wat? Antwoord 1. Laatst gewijzigd op 1 maart 2026"
        " Wie? Antwoord 2. Laatst gewijzigd op 2 maart 2026"
        " Anders"
        " Hoe? Zo. Laatst gewijzigd op 1 april 2026"
    )


def test_the_print_page_is_not_cut_into_pages(db):
    topic = make_topic()
    for number in range(60):
        make_entry(topic=topic, question=f"Vraag {number}?")

    assert main_html(Client().get("/faq/afdrukken/")).count("<article>") == 60


def test_the_print_page_follows_the_reader_and_writes_down_what_is_confidential(cast, client_of):
    amber = [make_entry(tlp=TLP.AMBER, question=f"Amber {number}?") for number in (1, 2)]
    make_entry(question="Open?")
    make_entry(question="Concept?", is_published=False)

    def asked(name):
        entries = client_of(name).get("/faq/afdrukken/").context["entries"]
        return sorted(entry.question for entry in entries)

    assert asked("visitor") == asked("member") == ["Open?"]
    assert asked("contact") == asked("staff") == ["Amber 1?", "Amber 2?", "Open?"]
    read = AccessLog.objects.values_list("row", "user__email")
    assert sorted(read) == sorted(
        (entry.pk, cast[name].email) for entry in amber for name in ("contact", "staff")
    )


def test_an_empty_print_page_says_so(db):
    assert "Nog geen vragen" in main_text(Client().get("/faq/afdrukken/"))


# --- feed


def entries_of(answer):
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")  # noqa: S314 - our own


def test_the_feed_is_valid_atom(db):
    entry = make_entry(
        question="Wat is <b> & waarom?",
        answer="Een **kamer**.",
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
        changed_at=datetime(2026, 2, 1, tzinfo=UTC),
    )

    answer = Client().get("/faq/feed/")

    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    # RFC 4287: a feed and each entry need an id, a title and a moment.
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}id") == "http://testserver/faq/"
    assert feed.findtext(f"{ATOM}title") == "Veelgestelde vragen – Implementatieloket BIO"
    assert feed.findtext(f"{ATOM}updated") == "2026-02-01T00:00:00+00:00"
    assert {link.get("rel") for link in feed.findall(f"{ATOM}link")} == {"alternate", "self"}
    (item,) = entries_of(answer)
    address = f"http://testserver{entry.get_absolute_url()}"
    assert item.findtext(f"{ATOM}title") == "Wat is <b> & waarom?"
    assert item.find(f"{ATOM}link").get("href") == address
    assert item.findtext(f"{ATOM}id")
    assert item.findtext(f"{ATOM}published") == "2026-01-01T00:00:00+00:00"
    assert item.findtext(f"{ATOM}updated") == "2026-02-01T00:00:00+00:00"
    assert item.findtext(f"{ATOM}summary") == "<p>Een <strong>kamer</strong>.</p>\n"


def test_a_sign_that_xml_cannot_hold_does_not_stop_the_feed(db):
    make_entry(question="Van\x0bWord?", answer="Een\x0c **kamer**\x1f.")

    (item,) = entries_of(Client().get("/faq/feed/"))

    assert item.findtext(f"{ATOM}title") == "VanWord?"
    assert item.findtext(f"{ATOM}summary") == "<p>Een <strong>kamer</strong>.</p>\n"


def test_the_feed_gives_no_hint_of_what_an_answer_keeps_from_its_reader(cast, client_of):
    make_tool(tlp=TLP.AMBER, code="k3f9x2ab")
    make_entry(question="Leeg?", answer="")
    make_entry(question="Verborgen?", answer="Zie [[k3f9x2ab]].")

    items = entries_of(client_of("visitor").get("/faq/feed/"))

    assert [item.findtext(f"{ATOM}summary") for item in items] == ["Het antwoord volgt nog."] * 2


def test_an_empty_feed_is_a_feed(db):
    assert entries_of(Client().get("/faq/feed/")) == []


def test_the_feed_holds_the_25_that_changed_last(db):
    topic = make_topic()
    for day in range(1, 29):
        make_entry(
            topic=topic,
            question=f"Dag {day}?",
            changed_at=datetime(2026, 2, day, tzinfo=UTC),
        )

    titles = [item.findtext(f"{ATOM}title") for item in entries_of(Client().get("/faq/feed/"))]

    assert titles == [f"Dag {day}?" for day in range(28, 3, -1)]


def test_the_feed_follows_the_reader_and_keeps_confidential_answers_in(client_of):
    make_entry(question="Open?", answer="Openbaar antwoord.")
    make_entry(question="Amber?", answer="Vertrouwelijk antwoord.", tlp=TLP.AMBER)
    make_entry(question="Concept?", is_published=False)

    def told(name):
        items = entries_of(client_of(name).get("/faq/feed/"))
        return {item.findtext(f"{ATOM}title"): item.findtext(f"{ATOM}summary") for item in items}

    everybody = {"Open?": "<p>Openbaar antwoord.</p>\n"}
    assert told("visitor") == told("member") == everybody
    amber = {"Amber?": "Vertrouwelijk: lees dit in het loket."}
    assert told("contact") == told("staff") == everybody | amber


# --- preview


RUNS_OR_FETCHES = {
    *("base", "embed", "form", "iframe", "img", "link", "meta", "object", "script", "style", "svg"),
    *("formaction", "src", "srcdoc", "style"),
}
HARMLESS = re.compile(r"(https?:|mailto:|[/#?]|[^:]*$)")


def dangers_in(html):
    """What in some HTML a browser could run or fetch by itself, and links that run something."""
    tags = tags_of(html)
    names = {name for tag, attributes in tags for name in (tag, *attributes)}
    links = {attributes.get("href") or "" for _tag, attributes in tags}
    return sorted(
        (names & RUNS_OR_FETCHES)
        | {name for name in names if name.startswith("on")}
        | {link for link in links if not HARMLESS.match(link)}
    )


def test_the_judge_of_previews_knows_danger():
    html = "<img src=x onerror=a()><a href='javascript:a()'>a</a><svg></svg><a href=/b>b</a>"

    assert dangers_in(html) == ["img", "javascript:a()", "onerror", "src", "svg"]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<ScRiPt src=//kwaad.nl></sCrIpT>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<b onmouseover=alert(1)>vet</b>",
        "<a href='javascript:alert(1)'>klik</a>",
        "[klik](javascript:alert(1))",
        "[klik](JaVaScRiPt:alert(1))",
        "[klik](java\tscript:alert(1))",
        "[klik](&#106;avascript&#58;alert(1))",
        "[klik](&#x6A;avascript:alert(1))",
        "[klik](\x01javascript:alert(1))",
        "[klik](<javascript:alert(1)>)",
        "[klik](vbscript:msgbox(1))",
        "[klik](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
        "![plaatje](data:image/svg+xml;base64,PHN2Zz4=)",
        "![plaatje](https://kwaad.nl/volg.png)",
        "[klik][1]\n\n[1]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "<data:text/html,x>",
        '[klik](https://a.nl "onmouseover=alert(1)")',
        "[klik](https://a.nl\"onmouseover=alert(1))",
        "`<script>alert(1)</script>`",
        "```html onload=alert(1)\n<script>alert(1)</script>\n```",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<!--<img src='--><img src=x onerror=alert(1)>",
        "<style>*{background:url(//kwaad.nl)}</style>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>",
    ],
)  # fmt: skip
def test_a_preview_is_harmless_whatever_is_written(client_of, text):
    answer = client_of("staff").post(PREVIEW, {"content": text})

    assert answer.status_code == 200
    assert dangers_in(answer.content.decode()) == []


def test_a_preview_shows_what_the_page_will_show(cast, client_of):
    tool = make_tool(name="Handreiking", code="open2345")
    text = "Lees **dit** in [[open2345]].\n\n- een\n- twee"
    entry = make_entry(answer=text)

    preview = client_of("staff").post(PREVIEW, {"content": text}).content.decode()

    assert tool.get_absolute_url() in preview
    assert preview in main_html(client_of("staff").get(entry.get_absolute_url()))


def test_a_preview_of_nothing_is_empty(client_of):
    assert client_of("staff").post(PREVIEW).content == b""


def test_a_preview_has_a_longest_text(client_of):
    longest = client_of("staff").post(PREVIEW, {"content": "a" * LONGEST_ANSWER})
    longer = client_of("staff").post(PREVIEW, {"content": "a" * (LONGEST_ANSWER + 1)})

    assert (longest.status_code, longer.status_code) == (200, 400)
    assert longer.content.decode() == "Dit antwoord is te lang voor een voorbeeld."


def test_a_preview_is_for_editors_only(cast, client_of):
    status = {name: client_of(name).post(PREVIEW, {"content": "a"}).status_code for name in cast}

    assert status == {
        "visitor": 302,
        "outsider": 404,
        "gone": 302,
        "member": 404,
        "contact": 404,
        "other_contact": 404,
        "staff": 200,
        "admin": 200,
    }


def test_staff_without_the_right_to_edit_answers_get_no_preview(db):
    client = Client()
    client.force_login(make_user(is_staff=True))

    assert client.post(PREVIEW, {"content": "a"}).status_code == 404


def test_a_preview_cannot_be_asked_by_address(client_of):
    answer = client_of("staff").get(PREVIEW, {"content": "a"})

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_a_preview_needs_our_own_form(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["staff"])

    assert client.post(PREVIEW, {"content": "a"}).status_code == 403


@pytest.mark.parametrize("name", ["visitor", "contact", "staff", "admin"])
def test_there_is_no_upload(client_of, name):
    for answer in (
        client_of(name).get("/markdownx/upload/"),
        client_of(name).post("/markdownx/upload/"),
    ):
        assert answer.status_code == 404


def test_a_link_to_a_control_without_entries_finds_nothing_and_is_no_mistake(db):
    page = Client().get(LIST, {"control": "9.2.3"})

    assert listed(page) == []
    assert "Niets gevonden" in main_text(page)
    assert "Er ging iets mis" not in main_text(page)
