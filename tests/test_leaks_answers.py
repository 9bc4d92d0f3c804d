"""An open answer that names a closed tool tells nothing of it; nor does what was written before."""

import re

import pytest
from django.urls import reverse

from loket.tlp import TLP
from tests.canaries import CANARIES, PEOPLE, PROGRAMME, everything_in, make_canary, without
from tests.make import make_entry
from tests.sending import change
from toolbox.models import Tool

ANSWER = """Het antwoord begint open.

Voor de nachtzwaluw is er [[{code}]], een wielewaal.

- De appelvink staat in [[{code}]]
- Dit punt blijft

Lees [[ {code} ]] voor de zanglijster.

Zo eindigt het."""
HIDDEN_WORDS = ["nachtzwaluw", "wielewaal", "appelvink", "zanglijster"]
OPEN_WORDS = ["begint open", "Dit punt blijft", "Zo eindigt het"]
# Where the whole answer is read; search shows its first words.
WHOLE = ["/faq/{pk}/", "/faq/afdrukken/", "/faq/feed/"]
PLACES = [*WHOLE, "/faq/", "/faq/?q=begint", "/zoeken/?q=begint", "/"]


@pytest.fixture
def clients(client_of):
    return {person: client_of(person) for person in PEOPLE}


def readings(clients, address):
    """What each of them reads there."""
    return {person: everything_in(client.get(address)) for person, client in clients.items()}


def with_word(read, word):
    return {person for person, text in read.items() if word in text}


def people_who_read(clients, address, word):
    return with_word(readings(clients, address), word)


def entry_about(tool):
    return make_entry(question="Een open vraag?", answer=ANSWER.format(code=tool.code))


@pytest.mark.parametrize("name", ["own", "opened", "strict", "red", "green", "draft", "open"])
def test_who_may_not_see_a_tool_reads_no_word_about_it(cast, clients, utrecht, name):
    tool = make_canary(name, cast, utrecht)
    entry = entry_about(tool)

    for place in WHOLE:
        read = readings(clients, place.format(pk=entry.pk))
        told = {word: with_word(read, word) for word in (*HIDDEN_WORDS, tool.name)}
        assert told == dict.fromkeys((*HIDDEN_WORDS, tool.name), CANARIES[name].people)
        assert with_word(read, tool.code) == set()
        assert [with_word(read, word) for word in OPEN_WORDS] == [set(PEOPLE)] * 3


def test_search_shows_the_sentence_to_who_may_read_it_only(cast, clients, utrecht):
    tool = make_canary("own", cast, utrecht)
    make_entry(question="Kort?", answer=f"Het begint.\n\nDe kramsvogel staat in [[{tool.code}]].")

    assert people_who_read(clients, "/zoeken/?q=begint", "kramsvogel") == {"contact"}
    assert people_who_read(clients, "/zoeken/?q=begint", tool.code) == set()


def test_the_answer_follows_the_classification_of_the_tool(cast, clients, utrecht):
    tool = make_canary("own", cast, utrecht)
    entry = entry_about(tool)
    page = entry.get_absolute_url()
    read = []

    for tlp in (TLP.CLEAR, TLP.GREEN, TLP.AMBER_STRICT, TLP.AMBER):
        tool.classify(tlp, reason="Proef.", by=cast["contact"])
        read.append(people_who_read(clients, page, "nachtzwaluw"))
    tool.open_to(None, by=cast["contact"])
    read.append(people_who_read(clients, page, "nachtzwaluw"))
    tool.withdraw(by=cast["contact"])
    read.append(people_who_read(clients, page, "nachtzwaluw"))

    belong = set(PEOPLE) - {"visitor", "outsider"}
    closed = {"contact"}
    assert read == [set(PEOPLE), belong, closed, closed, closed | PROGRAMME, closed]


def test_only_what_names_the_closed_tool_goes(cast, clients, utrecht):
    own, green = make_canary("own", cast, utrecht), make_canary("green", cast, utrecht)
    parts = [f"De putter: [[{green.code}]].", f"De sijs: [[{own.code}]]."]
    parts.append(f"De keep: [[{green.code}]] en [[{own.code}]].")
    page = make_entry(answer="\n\n".join(parts)).get_absolute_url()

    read = {bird: people_who_read(clients, page, bird) for bird in ("putter", "sijs", "keep")}

    assert read == {"putter": CANARIES["green"].people, "sijs": {"contact"}, "keep": {"contact"}}


# Words that only the hidden part has, and words that nothing has.
HINTS = [
    ("nachtzwaluw", "kwikstaarten"),
    ("nachtzw", "kwiksta"),
    ("open nachtzwaluw", "open kwikstaarten"),
    ("[[kanari", "[[zzzzzz"),
    ("kanarie", "zzzzzzz"),
]


@pytest.mark.parametrize("place", ["/faq/", "/zoeken/"])
@pytest.mark.parametrize(("real", "made_up"), HINTS)
def test_search_does_not_find_an_answer_by_what_it_hides(
    cast, clients, utrecht, place, real, made_up
):
    tool = make_canary("own", cast, utrecht)
    Tool.objects.filter(pk=tool.pk).update(code="kanarie")
    entry = make_entry(question="Een open vraag?", answer=ANSWER.format(code="kanarie"))
    assert people_who_read(clients, entry.get_absolute_url(), "nachtzwaluw") == {"contact"}
    assert people_who_read(clients, f"{place}?q=begint", "Een open vraag?") == set(PEOPLE)

    told = {
        person
        for person, client in clients.items()
        if without(client.get(place, {"q": real}), real, made_up)
        != without(client.get(place, {"q": made_up}), real, made_up)
    }
    assert told <= {"contact"}


@pytest.mark.parametrize(("name", "people"), [("own", set()), ("opened", PROGRAMME)])
def test_the_preview_shows_an_editor_no_more_than_the_page_would(
    cast, clients, utrecht, name, people
):
    tool = make_canary(name, cast, utrecht)
    preview = reverse("entry_preview")

    read = {
        person
        for person, client in clients.items()
        if tool.name
        in everything_in(client.post(preview, {"content": ANSWER.format(code=tool.code)}))
    }
    assert read == people


def test_the_preview_answers_to_a_hidden_code_as_to_one_that_does_not_exist(cast, clients, utrecht):
    tool = make_canary("own", cast, utrecht)
    preview = reverse("entry_preview")

    hidden = clients["staff"].post(preview, {"content": ANSWER.format(code=tool.code)})
    made_up = clients["staff"].post(preview, {"content": ANSWER.format(code="zzzzzzzz")})

    assert without(hidden) == without(made_up)
    assert "Zo eindigt het" in hidden.content.decode()


def test_the_form_takes_a_hidden_code_for_one_that_does_not_exist(cast, client_of, utrecht):
    """What an editor may not refer to, an editor must not find by trying codes."""
    hidden, known = make_canary("own", cast, utrecht), make_canary("opened", cast, utrecht)
    entry, client = make_entry(answer="Oud."), client_of("staff")
    answers = {
        code: change(client, entry, answer=f"Zie [[{code}]].")
        for code in (hidden.code, "zzzzzzzz", known.code)
    }

    refused, made_up, taken = answers.values()
    mark = re.compile(r'(name="seen" value=")\w+')
    assert mark.sub(r"\1", without(refused, hidden.code)) == (
        mark.sub(r"\1", without(made_up, "zzzzzzzz"))
    )
    assert (refused.status_code, taken.status_code) == (200, 302)
    assert "Deze codes kennen we niet" in refused.content.decode()


def test_what_an_entry_said_when_it_was_amber_stays_with_the_programme(clients, cast):
    entry = make_entry(tlp=TLP.AMBER, question="Wat zegt de fuut?", answer="De dodaars zwijgt.")
    entry.question, entry.answer = "Wat zegt men?", "Men zegt niets."
    entry.save()
    entry.classify(TLP.CLEAR, reason="Het geheim is eruit.", by=cast["staff"])

    history = reverse("faq:entry_history", args=[entry.pk])
    elsewhere = [place.format(pk=entry.pk) for place in PLACES]
    elsewhere += [f"/faq/?q={word}" for word in ("dodaa", "fuu")]

    before = readings(clients, history)
    assert [with_word(before, word) for word in ("dodaars", "fuut")] == [PROGRAMME, PROGRAMME]
    assert people_who_read(clients, elsewhere[0], "Men zegt niets") == set(PEOPLE)
    for address in elsewhere:
        now = readings(clients, address)
        assert with_word(now, "dodaars") | with_word(now, "fuut") == set()


def test_what_a_tool_said_before_is_kept_nowhere(cast, clients, utrecht):
    tool = make_canary("own", cast, utrecht)
    tool.name, tool.explanation = "Nieuwe naam", "Nieuwe uitleg"
    tool.save()
    tool.classify(TLP.CLEAR, reason="Het mag nu.", by=cast["contact"])

    for address in ("/toolbox/{}/", "/beheer/toolbox/tool/{}/history/", "/toolbox/feed/"):
        read = readings(clients, address.format(tool.pk))
        assert with_word(read, "roodborstname") | with_word(read, "roodborstexplanation") == set()
    assert people_who_read(clients, "/toolbox/", "Nieuwe naam") == set(PEOPLE)
