"""Promise: the FAQ lives: an answer that does not help is found, improved, and its history kept."""

from faq.models import Entry
from tests.browse import fill_in
from tests.make import make_topic
from tests.read import listed, main_html, main_text
from toolbox.models import Tool

ADMIN_LIST = "/beheer/faq/entry/"


def test_an_answer_that_does_not_help_is_found_improved_and_its_history_kept(browser_of):
    entry = Entry.objects.get(question="Wat kost het om de BIO met succes in te voeren?")
    visitor, editor = browser_of(), browser_of("redactie")
    visitor.post(f"{entry.get_absolute_url()}nuttig/", {"nuttig": "nee"})

    unhelpful = editor.get(ADMIN_LIST, {"nuttig": "nee"}).context["cl"].result_list
    assert list(unhelpful) == [entry]

    answer = entry.answer.replace("Dat verschilt per regio.", "Dat verschilt veel per regio.")
    fill_in(editor, f"{ADMIN_LIST}{entry.pk}/change/", answer=answer)

    assert "Dat verschilt veel per regio." in main_text(visitor.get(entry.get_absolute_url()))
    history = editor.get(f"{entry.get_absolute_url()}geschiedenis/")
    assert "door Redactie (demo) (redactie@loket.example)" in main_text(history)
    assert "Dat verschilt <ins>veel </ins>per regio." in main_html(history)
    assert "door het systeem De eerste versie." in main_text(history)


def test_an_editor_adds_a_question_and_every_reader_finds_it(browser_of):
    editor, visitor = browser_of("redactie"), browser_of()
    topic = make_topic(name="Leveranciers")
    preview = editor.post("/markdownx/markdownify/", {"content": "Vraag het **schriftelijk**."})
    assert preview.content.decode() == "<p>Vraag het <strong>schriftelijk</strong>.</p>\n"

    fill_in(
        editor,
        f"{ADMIN_LIST}add/",
        topic=topic.pk,
        question="Wat vraagt u een leverancier?",
        answer="Vraag het **schriftelijk**.",
        tlp="clear",
        is_published="on",
    )

    assert listed(visitor.get("/faq/", {"q": "schriftelijk"})) == ["Wat vraagt u een leverancier?"]
    assert "Wat vraagt u een leverancier?" in main_text(visitor.get("/"))
    assert " 17 vragen " in main_text(visitor.get("/faq/"))


def test_an_answer_names_a_tool_to_those_who_may_see_it(browser_of):
    tool = Tool.objects.get(code="t04")
    entry = Entry.objects.get(question="Zijn de collegiale toetsingen nu gestopt?")
    fill_in(
        browser_of("redactie"),
        f"{ADMIN_LIST}{entry.pk}/change/",
        answer=f"{entry.answer}\n\nGebruik hiervoor [[{tool.code}]].",
    )

    def told(name):
        return main_text(browser_of(name).get(entry.get_absolute_url()))

    sentence = "Gebruik hiervoor Informatieplattegrond."
    readers = (None, "ciso.vr09", "aanspreekpunt.vr09", "aanspreekpunt.vr17", "redactie")
    assert {name: sentence in told(name) for name in readers} == {
        None: False,
        "ciso.vr09": False,
        "aanspreekpunt.vr09": True,
        "aanspreekpunt.vr17": True,
        "redactie": True,
    }
    assert "Gebruik hiervoor" not in told(None)
    assert tool.code not in told(None)
