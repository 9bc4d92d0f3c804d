"""Every page, judged by axe in a real browser, on a desk and on a phone."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.conftest import DESK, PHONE
from tests.browser.portal import admin_tour, tour

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGE = """
async (tags) => {
  const runOnly = { type: "tag", values: tags };
  const { violations } = await axe.run({ runOnly, resultTypes: ["violations"], preload: false });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
"""


def faults(page, visit, stops):
    """Return what axe finds on each of these pages, on a desk and on a phone: a line for each."""
    page.context.add_init_script(AXE_SCRIPT)
    found = []
    for name, stop in stops.items():
        visit(page, stop)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            where = f"{name}, {size['width']} px"
            found += [f"{where}: {fault}" for fault in page.evaluate(JUDGE, RULES)]
    return found


@pytest.mark.parametrize("reader", ["visitor", "contact", "colleague", "newcomer", "staff"])
def test_axe_finds_nothing_on_the_site(page_for, visit, reader):
    found = faults(page_for(reader), visit, tour(reader))

    assert not found, "\n".join(found)


@pytest.mark.parametrize("reader", ["staff", "administrator"])
def test_axe_finds_nothing_in_the_admin(page_for, visit, reader):
    found = faults(page_for(reader), visit, admin_tour(reader))

    assert not found, "\n".join(found)
