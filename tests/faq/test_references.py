"""Codes in answers: a link for who may see the tool, and for others not even the paragraph."""

from html import unescape

import pytest
from django.utils.html import strip_tags
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from faq.models import Entry
from faq.references import Answers
from loket.tlp import TLP
from tests.make import make_tool

NAME = "Dreigingsbeeld Zeezicht"
CODE = "k3f9x2ab"

# What an editor wrote, and what becomes of it for who may not see the tool.
HIDDEN = {
    "a paragraph": (
        "Eerst dit.\n\nZie [[k3f9x2ab]] voor meer. En dat.\n\nDan dat.",
        "<p>Eerst dit.</p><p>Dan dat.</p>",
    ),
    "the whole answer": ("Zie [[k3f9x2ab]].", ""),
    "just the code": ("[[k3f9x2ab]]", ""),
    "capitals and spaces": ("Eerst dit.\n\nZie [[ K3F9X2AB ]].", "<p>Eerst dit.</p>"),
    "a paragraph over several lines": (
        "Eerst dit.\n\nHet geheim\nstaat in [[k3f9x2ab]] en\nnergens anders.",
        "<p>Eerst dit.</p>",
    ),
    "an item of a list": (
        "- een\n- Zie [[k3f9x2ab]]\n- twee",
        "<ul><li>een</li><li>twee</li></ul>",
    ),
    "a loose list": (
        "- een\n\n- Zie [[k3f9x2ab]]\n\n- twee",
        "<ul><li><p>een</p></li><li><p>twee</p></li></ul>",
    ),
    "an item over several lines": (
        "- een\n- Het geheim\n  staat in [[k3f9x2ab]]\n- twee",
        "<ul><li>een</li><li>twee</li></ul>",
    ),
    "an item with items of its own": (
        "- een\n- Zie [[k3f9x2ab]]:\n  - het geheim\n- twee",
        "<ul><li>een</li><li>twee</li></ul>",
    ),
    "an item within an item": (
        "- een\n  - Zie [[k3f9x2ab]]\n- twee",
        "<ul><li>een</li><li>twee</li></ul>",
    ),
    "the second paragraph of an item": (
        "- een\n\n  Zie [[k3f9x2ab]]\n- twee",
        "<ul><li><p>een</p></li><li><p>twee</p></li></ul>",
    ),
    "a numbered item": (
        "1. een\n2. Zie [[k3f9x2ab]]\n3. twee",
        "<ol><li>een</li><li>twee</li></ol>",
    ),
    "all items of a list, which then needs no announcement": (
        "Eerst dit.\n\n**Zie ook:**\n\n- [[k3f9x2ab]]\n- [[k3f9x2ab]]\n\nDan dat.",
        "<p>Eerst dit.</p><p>Dan dat.</p>",
    ),
    "the announcement of a list": (
        "Eerst dit.\n\nHet geheim van [[k3f9x2ab]]:\n\n- het geheim\n\nDan dat.",
        "<p>Eerst dit.</p><p>Dan dat.</p>",
    ),
    "the announcement of a paragraph": (
        "Eerst dit.\n\nMeer leest u hier:\n\n[[k3f9x2ab]]\n\nDan dat.",
        "<p>Eerst dit.</p><p>Dan dat.</p>",
    ),
    "the announcement of a quotation": (
        "Meer leest u hier:\n\n> [[k3f9x2ab]]\n\nDan dat.",
        "<p>Dan dat.</p>",
    ),
    "all that a heading stands above": (
        "Eerst dit.\n\n## Voor aanspreekpunten\n\nZie [[k3f9x2ab]].\n\n## Daarna\n\nDan dat.",
        "<p>Eerst dit.</p><h3>Daarna</h3><p>Dan dat.</p>",
    ),
    "part of what a heading stands above": (
        "## Kop\n\nZie [[k3f9x2ab]].\n\nDan dat.",
        "<h3>Kop</h3><p>Dan dat.</p>",
    ),
    "a quoted announcement with its list": (
        "> Zie ook:\n>\n> - [[k3f9x2ab]]\n\nDan dat.",
        "<p>Dan dat.</p>",
    ),
    "below a heading": ("# Kop\nZie [[k3f9x2ab]].\n\nDan dat.", "<h3>Kop</h3><p>Dan dat.</p>"),
    "a heading": ("## Over [[k3f9x2ab]]\n\nDan dat.", "<p>Dan dat.</p>"),
    "a quotation": ("> Zie [[k3f9x2ab]].\n\nDan dat.", "<p>Dan dat.</p>"),
    "bold": ("Zie **[[k3f9x2ab]]** nu.\n\nDan dat.", "<p>Dan dat.</p>"),
    "a code span": ("Zie `[[k3f9x2ab]]` nu.\n\nDan dat.", "<p>Dan dat.</p>"),
    "the words of a link": (
        "Zie [het [[k3f9x2ab]]](https://a.nl/).\n\nDan dat.",
        "<p>Dan dat.</p>",
    ),
    "the address of a link": (
        "Zie [het geheim](https://a.nl/[[k3f9x2ab]]).\n\nDan dat.",
        "<p>Dan dat.</p>",
    ),
    "a block of code": (
        "Eerst dit.\n\n    Zie [[k3f9x2ab]]\n\nDan dat.",
        "<p>Eerst dit.</p><p>Dan dat.</p>",
    ),
    "a fenced block of code": (
        "Eerst dit.\n\n```\nregel\nZie [[k3f9x2ab]]\n```\n\nDan dat.",
        "<p>Eerst dit.</p><p>Dan dat.</p>",
    ),
    "a row of a table": (
        "| Kop | Kop |\n| --- | --- |\n| een | twee |\n| Het geheim | [[k3f9x2ab]] |",
        "<table><thead><tr><th>Kop</th><th>Kop</th></tr></thead>"
        "<tbody><tr><td>een</td><td>twee</td></tr></tbody></table>",
    ),
    "the only row of a table": (
        "| Kop |\n| --- |\n| [[k3f9x2ab]] |\n\nDan dat.",
        "<p>Dan dat.</p>",
    ),
    "the head of a table": ("| [[k3f9x2ab]] |\n| --- |\n| geheim |\n\nDan dat.", "<p>Dan dat.</p>"),
    "a code that no tool has": ("Eerst dit.\n\nZie [[bestaat-niet]].", "<p>Eerst dit.</p>"),
}


@pytest.fixture
def hidden(db):
    return make_tool(name=NAME, code=CODE, tlp=TLP.AMBER)


def read(answer, reader):
    """The answer as this reader gets it, without the white space between the tags."""
    html = Answers([Entry(answer=answer)], reader).html(Entry(answer=answer))
    return html.replace("\n", " ").replace("> <", "><").strip()


@pytest.mark.parametrize(("answer", "expected"), HIDDEN.values(), ids=HIDDEN)
def test_who_may_not_see_the_tool_reads_on_without_a_gap(cast, hidden, answer, expected):
    assert read(answer, cast["member"]) == expected


@pytest.mark.parametrize(("answer", "expected"), HIDDEN.values(), ids=HIDDEN)
def test_an_excerpt_says_no_more_than_the_answer(cast, hidden, answer, expected):
    entry = Entry(answer=answer)
    words = unescape(strip_tags(expected.replace("><", "> <"))).split()

    assert Answers([entry], cast["member"]).excerpt(entry).split() == words


def test_who_may_see_the_tool_gets_a_link_with_its_name(cast, hidden):
    link = f'<a href="{hidden.get_absolute_url()}" rel="noopener">{NAME}</a>'

    answer = read("Eerst dit. Zie [[k3f9x2ab]] voor meer.", cast["staff"])

    assert answer == f"<p>Eerst dit. Zie {link} voor meer.</p>"


def test_a_link_follows_the_tool_when_it_gets_another_name_and_another_class(cast, hidden):
    hidden.name = "Handreiking"
    hidden.save()
    hidden.classify(TLP.CLEAR, reason="De maker geeft het vrij.", by=cast["staff"])

    assert strip_tags(read("Zie [[k3f9x2ab]].", cast["visitor"])) == "Zie Handreiking."

    hidden.classify(TLP.AMBER, by=cast["staff"])

    assert read("Zie [[k3f9x2ab]].", cast["visitor"]) == ""


def test_a_paragraph_stays_only_for_who_may_see_every_tool_in_it(cast, hidden):
    make_tool(name="Handreiking", code="open2345")
    text = "Zie [[open2345]] en [[k3f9x2ab]].\n\nOf lees [[open2345]]."

    assert strip_tags(read(text, cast["visitor"])) == "Of lees Handreiking."
    assert strip_tags(read(text, cast["staff"])) == (
        f"Zie Handreiking en {NAME}.Of lees Handreiking."
    )


@pytest.mark.parametrize(
    "name",
    [
        "R&D &amp; **vet** _schuin_ `code`",
        "[klik](https://kwaad.nl) <b>nu</b>",
        "Stap 1) lezen \\ doen | klaar",
        "<script>alert(1)</script>",
        "C# & F*",
    ],
)
@pytest.mark.parametrize("before", ["", "Let op!", "- ", "| a | "])
def test_the_link_reads_exactly_as_the_tool_is_called(cast, name, before):
    tool = make_tool(name=name, code=CODE)

    html = read(f"{before}[[k3f9x2ab]]", cast["visitor"])

    link = f'<a href="{tool.get_absolute_url()}" rel="noopener">'
    assert unescape(html.partition(link)[2].partition("</a>")[0]) == name


def test_a_row_of_a_table_keeps_its_cells_around_a_link(cast):
    make_tool(name="Ja|Nee", code=CODE)

    html = read("| a | b |\n| - | - |\n| [[k3f9x2ab]] | twee |", cast["visitor"])

    assert [cell.partition("</td>")[0] for cell in html.split("<td>")[2:]] == ["twee"]


def test_the_answers_of_a_whole_page_take_one_query(cast, hidden, django_assert_num_queries):
    make_tool(code="open2345")
    entries = [Entry(answer="Zie [[open2345]]."), Entry(answer="Zie [[k3f9x2ab]].")]

    with django_assert_num_queries(1):
        answers = Answers(entries, cast["visitor"])
        [answers.html(entry) for entry in entries]


def test_answers_without_codes_take_no_query(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        Answers([Entry(answer="Een antwoord.")], cast["visitor"])


# Whatever stands around the code; not the words that we look for.
SCRAPS = st.lists(
    st.sampled_from(
        [
            *" \n\n.!?:;,*_`~#>|-+[](){}<>\\/&'\"=1aZé",
            *("\n\n", "\r\n", "\t", "    ", "```", "1. ", "- ", "o.a. ", "[[", "]]"),
            *("&amp;", "<b>", "[a](", "![", "](https://a.nl/", "\u2028"),
        ]
    ),
    max_size=30,
).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(before=SCRAPS, after=SCRAPS)
@example(before="```\n", after="\n```")
@example(before="[a]: https://a.nl/", after="\n\n[a]")
@example(before="[a](https://a.nl/", after=")")
@example(before="\\", after="")
@example(before="[[", after="]]")
def test_whatever_stands_around_it_the_tool_is_never_named(cast, hidden, before, after):
    text = f"{before}[[{CODE}]]{after}"
    entry = Entry(answer=text)
    answers = Answers([entry], cast["member"])

    told = unescape(answers.html(entry) + answers.excerpt(entry)).lower()

    assert [word for word in (CODE, NAME.lower()) if word in told] == []


WORDS = st.lists(
    st.sampled_from(["de", "regio", "oefent", "(vaak)", "o.a.", "met", "een", "plan."]),
    min_size=1,
    max_size=6,
).map(" ".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(written=st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=8))
def test_the_other_paragraphs_stay_word_for_word(cast, hidden, written):
    paragraphs = [f"{text} [[{CODE}]]" if hide else text for text, hide in written]
    entry = Entry(answer="\n\n".join(paragraphs))

    excerpt = Answers([entry], cast["member"]).excerpt(entry)

    assert excerpt == " ".join(text for text, hide in written if not hide)
