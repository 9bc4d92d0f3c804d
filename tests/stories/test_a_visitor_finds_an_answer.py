"""Promise: without an account one finds what is public, and can ask the desk by mail."""

from urllib.parse import unquote

from tests.read import heading, links_of, listed, main_html, main_text


def test_a_visitor_finds_a_public_tool_and_mails_about_it(browser_of):
    visitor = browser_of()

    start = visitor.get("/")
    assert 'name="q"' in main_html(start)

    found = visitor.get("/zoeken/", {"q": "cyberincident"})
    (tool,) = [tool for tool in found.context["tools"] if tool.name == "Toolbox cyberincident"]
    address = tool.get_absolute_url()
    assert address in links_of(found)

    page = visitor.get(address)
    assert heading(page) == "Toolbox cyberincident"
    assert "U mag het met iedereen delen." in main_text(page)
    (mail,) = [link for link in links_of(page) if "Vraag%20over" in link]
    assert unquote(mail).startswith("mailto:programmaiv@ifv.nl?subject=Vraag over hulpmiddel ")
    assert f"http://testserver{address}" in unquote(mail)


def test_a_visitor_finds_an_answer_and_says_that_it_helped(browser_of):
    visitor = browser_of()

    found = visitor.get("/faq/", {"q": "collegiale toetsing"})
    assert "Zijn de collegiale toetsingen nu gestopt?" in listed(found)

    (entry,) = [row for row in found.context["page"] if "gestopt" in row.question]
    page = visitor.get(entry.get_absolute_url())
    assert "in 2023 wordt er weer getoetst" in main_text(page)

    thanked = visitor.post(f"{entry.get_absolute_url()}nuttig/", {"nuttig": "ja"}, follow=True)
    assert "Dank u wel." in main_text(thanked)


def test_a_visitor_sees_what_is_public_and_no_trace_of_the_rest(browser_of):
    visitor = browser_of()

    page = visitor.get("/toolbox/")

    assert " 17 hulpmiddelen " in main_text(page)
    assert {tool.tlp for tool in page.context["page"]} == {"clear"}
    assert [label for _, label in page.context["form"].fields["tlp"].choices] == [
        "Alles", "TLP:CLEAR",
    ]  # fmt: skip
    for name in ("Zelftoets", "Informatieplattegrond"):
        assert listed(visitor.get("/toolbox/", {"q": name})) == []


def test_a_visitor_who_wants_more_is_told_how_to_get_an_account(browser_of):
    visitor = browser_of()

    page = visitor.get("/account/signup/")

    assert heading(page) == "Een account aanvragen"
    assert "mailto:programmaiv@ifv.nl" in links_of(page)
