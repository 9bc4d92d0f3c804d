"""Long lists in pages, of 25 unless a list has reason for another size."""

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator

PAGE_SIZE = 25


def page_of(request, rows, size=PAGE_SIZE):
    """Return the page that `?pagina=` asks for, and a Dutch sentence when that page is not there.

    A wrong number is no dead end: the reader gets the nearest page. The sentence is "" when all
    is well. `page.links` holds the page numbers to show.
    """
    paginator = Paginator(rows, size)
    wanted = request.GET.get("pagina", "1")
    try:
        page, notice = paginator.page(wanted), ""
    except PageNotAnInteger:
        page, notice = paginator.page(1), "Dat is geen paginanummer. U ziet de eerste pagina."
    except EmptyPage:
        page = paginator.page(paginator.num_pages if int(wanted) > 0 else 1)
        notice = f"Die pagina bestaat niet. U ziet pagina {page.number} van {paginator.num_pages}."
    page.links = list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
    return page, notice
