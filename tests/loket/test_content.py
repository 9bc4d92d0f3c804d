"""The files under fixtures/: what a reader could stumble over."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from faq.references import CODE
from loket.markdown import render_markdown
from tests.read import tags_of

FOLDER = Path(__file__).resolve().parents[2] / "fixtures"
ADDRESS = re.compile(r"\w+://[^\s\"'<>)]*(?:\([^\s\"'<>)]*\))?")
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


def rows(model):
    """The fields of every row of a model in the files."""
    files = (yaml.safe_load(path.read_text()) for path in sorted(FOLDER.glob("*.yaml")))
    return [row["fields"] for rows in files for row in rows if row["model"] == model]


TOOLS, ENTRIES, CONTROLS = map(rows, ["toolbox.tool", "faq.entry", "loket.control"])
TEXTS = [value for fields in [*TOOLS, *ENTRIES, *CONTROLS]
         for value in fields.values() if isinstance(value, str)]  # fmt: skip
ADDRESSES = sorted({address for text in TEXTS for address in ADDRESS.findall(text)})


def test_the_files_hold_what_the_desk_has():
    assert (len(TOOLS), len(ENTRIES), len(CONTROLS)) == (20, 16, 110)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_is_https_and_whole(address):
    parts = urlsplit(address)

    assert parts.scheme == "https"
    assert HOST.fullmatch(parts.netloc)
    assert not re.search(r"\s|[.,;:]$|\.\.|…", unquote(address.replace("%20", "_")))


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool["code"])
def test_a_tool_says_what_it_is_for_whom_and_from_whom(tool):
    assert all([tool["name"], tool["purpose"], tool["audiences"], tool["source"]])
    assert tool["link"] == "" or ADDRESS.fullmatch(tool["link"])


def test_the_one_tool_without_a_link_is_the_one_that_is_not_there_yet():
    assert [tool["code"] for tool in TOOLS if not tool["link"]] == ["t01"]


def test_every_code_in_an_answer_is_that_of_a_tool():
    codes = {code for entry in ENTRIES for code in CODE.findall(entry["answer"])}

    assert codes - {tool["code"] for tool in TOOLS} == set()
    assert len(codes) > 0


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["question"][:30])
def test_an_answer_is_whole(entry):
    html = render_markdown(CODE.sub("", entry["answer"]))

    assert entry["question"].endswith("?")
    links = [attributes["href"] for tag, attributes in tags_of(html) if tag == "a"]
    assert len(links) == entry["answer"].count("](")
    # Nothing of the Markdown is left over: no sign that was not understood.
    assert re.findall(r"\*\*|\]\(|^#|`|&lt;", html) == []


def test_no_question_or_tool_is_there_twice():
    for names in ([entry["question"] for entry in ENTRIES], [tool["name"] for tool in TOOLS]):
        assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.name)
def test_no_remark_of_an_editor_came_along(path):
    text = path.read_text()

    assert re.findall(r"Ricardo|TODO|XXX|FIXME|Lorem|\?\?", text) == []


@pytest.mark.parametrize(
    "fact",
    [
        "110 controls in 16 categorieën",
        "30 juni 2022",
        "1 januari 2023",
        "0,2 fte",
        "POI",
        "RCDV",
        "BAC-IV",
        "Veiligheidsberaad",
        "programmaiv@ifv.nl",
        "11 juni",
        "in 2023 wordt er weer getoetst",
        "NDN",
    ],
)
def test_a_fact_of_the_desk_is_in_an_answer(fact):
    assert [entry for entry in ENTRIES if fact in entry["answer"]] != []


def test_an_explanation_of_a_control_is_short_and_our_own():
    """The text of the norm is copyrighted: number and title only."""
    for control in CONTROLS:
        assert 40 < len(control["explanation"]) < 500, control["number"]
        assert "behoort" not in control["explanation"], control["number"]


def test_a_visitor_misses_only_the_one_paragraph_about_a_tool_that_is_green():
    closed = {tool["code"] for tool in TOOLS if tool["tlp"] != "clear"}

    missed = [code for entry in ENTRIES for code in CODE.findall(entry["answer"]) if code in closed]

    assert missed == ["t18"]
