"""What axe says of a page in a real browser."""

from axe_playwright_python.base import AXE_SCRIPT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGE = """
async (tags) => {
  const runOnly = { type: "tag", values: tags };
  const { violations } = await axe.run({ runOnly, resultTypes: ["violations"], preload: false });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
"""


def faults_on(page, *screens):
    """Return what axe finds on a page, on each of these screens or else on that of now."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for screen in screens or [page.viewport_size]:
        page.set_viewport_size(screen)
        found += [f"{screen['width']} px, {fault}" for fault in page.evaluate(JUDGE, RULES)]
    return found
