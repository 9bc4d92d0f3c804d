"""Codes in an answer that stand for a tool: what becomes of them for one reader.

A reader who may not see the tool loses the whole paragraph, item or row that names it, and the
announcement or heading that stood for nothing else; so there is no gap to wonder about.
"""

import re
from itertools import takewhile
from urllib.parse import unquote

from markdown_it.tree import SyntaxTreeNode

from loket.markdown import plain_text, render_markdown
from toolbox.models import Tool

CODE = re.compile(r"\[\[\s*([a-z0-9-]{1,20})\s*\]\]", re.IGNORECASE)
MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]<>&|])")
# Blocks that go when any part of them goes; the other ones live on what is left.
WHOLE = {"paragraph", "heading", "table", "thead", "tr", "th", "td"}


class Answers:
    """The answers of some entries as one reader may read them; one query for all of them."""

    def __init__(self, entries, user):
        codes = set().union(*(codes_in(entry.answer) for entry in entries))
        tools = Tool.objects.visible_to(user).filter(code__in=codes) if codes else []
        self.links = {tool.code: link_to(tool) for tool in tools}

    def html(self, entry):
        """Return the answer as safe HTML."""
        return render_markdown(entry.answer, Revision(self.links))

    def excerpt(self, entry):
        """Return the answer as plain words."""
        return plain_text(entry.answer, Revision(self.links))


def codes_in(text):
    """Return the codes that a text holds, in lower case."""
    return {code.lower() for code in CODE.findall(text)}


def words_for_everybody(text):
    """Return the words of an answer that no reader of the entry is kept from.

    These are what search looks in: a hit on a paragraph one may not see would be a hint.
    """
    return plain_text(text, Revision({}))


class Revision:
    """Fills in `links` {code: Markdown}, and leaves nothing of any other code."""

    def __init__(self, links):
        self.links = links

    def __call__(self, state):
        """Revise a parsed text while its blocks hold Markdown; see `render_markdown`."""
        if CODE.search(state.src):
            root = SyntaxTreeNode(state.tokens)
            self.stays(root)
            state.tokens = root.to_tokens()
            addresses = state.env.get("references", {}).items()
            state.env["references"] = {
                label: link for label, link in addresses if self.may_tell(unquote(link["href"]))
            }

    def stays(self, node):
        """Say whether this block may be told, after leaving out the parts that may not."""
        if not node.children:
            return self.fill_in(node)
        first, told = node.children[0], [part for part in node.children if self.stays(part)]
        if node.type in WHOLE:
            return told == node.children
        node.children = [part for part in told if has_its_other_half(part, told)]
        return bool(node.children) and (node.type != "list_item" or first in told)

    def fill_in(self, node):
        """Put links into a piece of text; say whether every code in it could be told."""
        may_tell = self.may_tell(node.content)
        if may_tell and node.type == "inline":
            node.token.content = CODE.sub(lambda match: self.link(match[1]), node.content)
        return may_tell

    def may_tell(self, text):
        return codes_in(text) <= self.links.keys()

    def link(self, code):
        return self.links[code.lower()]


def has_its_other_half(part, told):
    """Say whether what belongs to this block is still there.

    An announcement ("Zie ook:") belongs to the block behind it, and a heading to what follows.
    """
    before, after = part.previous_sibling, part.next_sibling
    if announces(before) and before not in told:
        return False
    if part.type == "heading":
        below = list(takewhile(lambda block: block.type != "heading", followers(part)))
        return not below or any(block in told for block in below)
    return not (announces(part) and after) or after in told


def followers(part):
    """Return the blocks behind this one."""
    while part := part.next_sibling:
        yield part


def announces(part):
    """Say whether this is a paragraph that ends in a colon."""
    text = part.children[0].content if part and part.type == "paragraph" else ""
    return text.rstrip("*_ \n").endswith(":")


def link_to(tool):
    """Return a Markdown link whose text is just the tool's name, whatever signs that holds."""
    name = MARKDOWN_SIGNS.sub(r"\\\1", " ".join(tool.name.split()))
    return f"[{name}]({tool.get_absolute_url()})"
