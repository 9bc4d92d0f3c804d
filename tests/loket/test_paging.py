"""Long lists come in pages of 25, and a wrong page number is no dead end."""

import pytest
from django.test import RequestFactory

from loket.paging import page_of

NO_NUMBER = "Dat is geen paginanummer. U ziet de eerste pagina."


def ask(rows, query=""):
    return page_of(RequestFactory().get(f"/?{query}"), rows)


@pytest.mark.parametrize(
    ("query", "number", "notice"),
    [
        ("", 1, ""),
        ("pagina=2", 2, ""),
        ("pagina=0", 1, "Die pagina bestaat niet. U ziet pagina 1 van 4."),
        ("pagina=-3", 1, "Die pagina bestaat niet. U ziet pagina 1 van 4."),
        ("pagina=5", 4, "Die pagina bestaat niet. U ziet pagina 4 van 4."),
        ("pagina=99999", 4, "Die pagina bestaat niet. U ziet pagina 4 van 4."),
        ("pagina=abc", 1, NO_NUMBER),
        ("pagina=", 1, NO_NUMBER),
        ("pagina=1.0", 1, NO_NUMBER),
        ("pagina=%00", 1, NO_NUMBER),
        ("pagina=NaN", 1, NO_NUMBER),
        ("pagina=" + "9" * 5000, 1, NO_NUMBER),
        ("pagina=2&pagina=3", 3, ""),
    ],
)
def test_the_nearest_page_is_given_and_a_wrong_number_is_said(query, number, notice):
    page, said = ask(range(90), query)

    assert (page.number, said) == (number, notice)
    assert list(page) == list(range(90))[(number - 1) * 25 : number * 25]


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (25, 1), (26, 2), (50, 2), (51, 3)])
def test_there_are_as_many_pages_as_needed(count, pages):
    page, notice = ask(range(count))

    assert (page.paginator.num_pages, notice) == (pages, "")


def test_the_links_are_the_first_the_last_and_those_beside_this_page():
    page, _notice = ask(range(25 * 20), "pagina=10")

    assert page.links == [1, "…", 9, 10, 11, "…", 20]


def test_a_page_of_nothing_is_a_page():
    page, notice = ask([], "pagina=7")

    assert (list(page), page.number) == ([], 1)
    assert notice == "Die pagina bestaat niet. U ziet pagina 1 van 1."
