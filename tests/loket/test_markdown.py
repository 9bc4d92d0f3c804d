"""Markdown becomes HTML that is safe, whoever wrote it."""

import re

import nh3
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loket.markdown import PARSER, plain_text, render_markdown
from tests.read import tags_of

# Written out here and not taken from the code: this is what the house allows.
ALLOWED = {
    *("a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"),
    *("pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ADDRESS = re.compile(r"(https?:|mailto:|[/#?]|[^:]*$)", re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("**vet** en *schuin*", "<p><strong>vet</strong> en <em>schuin</em></p>"),
        ("Eerst.\n\nDan.", "<p>Eerst.</p><p>Dan.</p>"),
        ("Een regel\\\nen nog een.", "<p>Een regel<br> en nog een.</p>"),
        ("- een\n- twee", "<ul><li>een</li><li>twee</li></ul>"),
        ("1. een\n2. twee", "<ol><li>een</li><li>twee</li></ol>"),
        ("3. drie\n4. vier", '<ol start="3"><li>drie</li><li>vier</li></ol>'),
        ("> Gezegd.", "<blockquote><p>Gezegd.</p></blockquote>"),
        ("Typ `make`.", "<p>Typ <code>make</code>.</p>"),
        ("```sh\nmake\n```", "<pre><code>make </code></pre>"),
        ("---", "<hr>"),
        ("[CIP](https://cip.nl/?a=1&b=2)",
         '<p><a href="https://cip.nl/?a=1&amp;b=2" rel="noopener">CIP</a></p>'),
        ("[mail](mailto:a@b.nl)", '<p><a href="mailto:a@b.nl" rel="noopener">mail</a></p>'),
        ("[toolbox](/toolbox/)", '<p><a href="/toolbox/" rel="noopener">toolbox</a></p>'),
        ("![foto](https://a.nl/f)", '<p>!<a href="https://a.nl/f" rel="noopener">foto</a></p>'),
        ("[klik](javascript:alert(1))", "<p>[klik](javascript:alert(1))</p>"),
        ("<b>vet</b> & <script>x</script>",
         "<p>&lt;b&gt;vet&lt;/b&gt; &amp; &lt;script&gt;x&lt;/script&gt;</p>"),
        ("&lt;b&gt; &euro; &#39;", "<p>&lt;b&gt; € '</p>"),
    ],
)  # fmt: skip
def test_what_an_author_writes_becomes(text, html):
    assert render_markdown(text).replace("\n", " ").replace("> <", "><").strip() == html


@pytest.mark.parametrize(("written", "shown"), [(1, 3), (2, 3), (3, 3), (4, 4), (5, 5), (6, 6)])
def test_headings_start_below_those_of_the_page(written, shown):
    assert render_markdown("#" * written + " Kop") == f"<h{shown}>Kop</h{shown}>\n"


def test_underlined_headings_start_below_those_of_the_page_too():
    assert render_markdown("Kop\n===\n\nKop\n---") == "<h3>Kop</h3>\n<h3>Kop</h3>\n"


def test_a_table_is_a_table():
    html = render_markdown("| Datum | Wat |\n| :-- | --: |\n| 30 juni | **subset** |\n")

    assert html.replace("\n", "") == (
        "<table><thead><tr><th>Datum</th><th>Wat</th></tr></thead>"
        "<tbody><tr><td>30 juni</td><td><strong>subset</strong></td></tr></tbody></table>"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("# Kop\n\n**Vet**,\nmet [een link](https://a.nl).", "Kop Vet, met een link."),
        ("- een\n- twee", "een twee"),
        ("| a | b |\n| - | - |\n| c | d |", "a b c d"),
        ("R&D <b>", "R&D <b>"),
    ],
)  # fmt: skip
def test_an_excerpt_holds_the_words_and_nothing_else(text, words):
    assert plain_text(text) == words


EVIL = "<script>alert(1)</script>\n\n[klik](javascript:alert(1)) ![foto](https://a.nl/f.png)"


def test_the_cleaner_holds_when_the_parser_lets_everything_through(monkeypatch):
    monkeypatch.setattr(PARSER, "validateLink", lambda address: True)
    monkeypatch.setitem(PARSER.options, "html", True)

    assert tags_of(render_markdown(EVIL)) == [
        ("p", {}),
        ("a", {"rel": "noopener"}),
        ("a", {"href": "https://a.nl/f.png", "rel": "noopener"}),
    ]


def test_the_parser_holds_when_nothing_is_cleaned(monkeypatch):
    monkeypatch.setattr(nh3, "clean", lambda html, **_rules: html)

    assert tags_of(render_markdown(EVIL)) == [
        ("p", {}),
        ("p", {}),
        ("a", {"href": "https://a.nl/f.png"}),
    ]


SCRAPS = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *"\n\n  *_`#>-+|[]()!<>&\"'\\:/=a1",
                *("<script>", "</script>", "<img src=x onerror=a>", "<a href='", "javascript:"),
                *("JaVaScRiPt:", "data:text/html,", "vbscript:", "&#106;", "&colon;", "&Tab;"),
                *("[a](", "[a]: ", "](", "![", "<http://", "https://a.nl", "mailto:", "\n\n"),
                *("| a |\n| - |\n", "```\n", "    ", "<!--", "-->", "<![CDATA[", "\0", "\x01"),
                *("<svg onload=a>", "<style>", "<p style='", ' onclick="a"', "\u2028", "\ufeff"),
            ]
        ),
        st.text(max_size=3),
    ),
    max_size=40,
).map("".join)


@given(text=SCRAPS)
@example(text="[a](javascript:alert(1))")
@example(text="<javascript:alert(1)>")
@example(text='[a](https://a.nl "onclick=alert(1)")')
@example(text="[a][b]\n\n[b]: JAVASCRIPT:alert(1)")
def test_whatever_is_written_no_other_tag_attribute_or_address_comes_out(text):
    for tag, attributes in tags_of(render_markdown(text)):
        assert tag in ALLOWED
        assert set(attributes) <= {"a": {"href", "rel"}, "ol": {"start"}}.get(tag, set())
        assert ADDRESS.match(attributes.get("href") or "")


@given(text=SCRAPS)
def test_an_excerpt_is_one_line(text):
    assert plain_text(text) == " ".join(plain_text(text).split())


HOSTILE = {
    "open links": "[a](<b",
    "open brackets": "[",
    "nested links": "[a](",
    "images": "![a](",
    "stars": "**a ",
    "mixed emphasis": "*a _b ",
    "backticks": "`a``b",
    "quotes": ">",
    "entities": "&amp",
    "tags": "<a href='",
    "comments": "<!--",
    "references": "[a]: b\n",
    "tables": "| a ",
    "rows": "a|b\n-|-\n",
    "lists": "- ",
    "autolinks": "<http:",
    "escapes": "\\",
    "lines": "\n",
    "numbers": "1. ",
    "nul": "\0",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_30_kb_of_hostile_input_comes_back_harmless(piece):
    html = render_markdown(piece * (30_000 // len(piece)))

    assert {tag for tag, _attributes in tags_of(html)} <= ALLOWED
