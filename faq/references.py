"""Codes in an answer that stand for a tool: what becomes of them for one reader.

A reader who may not see the tool loses the whole sentence that names it, and learns nothing.
"""

import re

from loket.markdown import plain_text, render_markdown
from toolbox.models import Tool

CODE = re.compile(r"\[\[\s*([a-z0-9-]{1,20})\s*\]\]", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.!?])(\s+)")
# What may open a block of Markdown: quote marks, a bullet or a number; and what certainly does.
BLOCK_START = re.compile(r"^(\s*(?:>\s*)*(?:[-*+]\s+|\d+[.)]\s+)?)(.*)$", re.DOTALL)
STARTS_BLOCK = re.compile(r"\s*(?:[-*+]\s|\d+[.)]\s|[>#|]|```|$)")
MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]<>])")


class Answers:
    """The answers of some entries as one reader may read them; one query for all of them."""

    def __init__(self, entries, user):
        codes = {code.lower() for entry in entries for code in CODE.findall(entry.answer)}
        tools = Tool.objects.visible_to(user).filter(code__in=codes) if codes else []
        self.links = {tool.code: link_to(tool) for tool in tools}

    def html(self, entry):
        """Return the answer as safe HTML."""
        return render_markdown(with_links(entry.answer, self.links))

    def excerpt(self, entry):
        """Return the answer as plain words."""
        return plain_text(with_links(entry.answer, self.links))


def words_for_everybody(text):
    """Return the words of an answer that no reader of the entry is kept from.

    These are what search looks in: a hit on a sentence one may not see would be a hint.
    """
    return plain_text(with_links(text, {}))


def with_links(text, links):
    """Return Markdown with `links` {code: Markdown} filled in, and nothing of any other code."""
    if not CODE.search(text):
        return text
    blocks = (block_with_links(block, links) for block in blocks_of(text))
    return "\n".join(block for block in blocks if block is not None)


def block_with_links(block, links):
    if not CODE.search(block):
        return block
    start, body = BLOCK_START.match(block).groups()
    kept = "".join(
        CODE.sub(lambda match: links[match[1].lower()], sentence)
        for sentence in SENTENCE_END.split(body)
        if all(code.lower() in links for code in CODE.findall(sentence))
    )
    return start + kept if kept.strip() else None


def blocks_of(text):
    """Return the text in pieces within which a sentence may run over several lines."""
    blocks = []
    for line in text.splitlines():
        if blocks and blocks[-1].strip() and not STARTS_BLOCK.match(line):
            blocks[-1] += "\n" + line
        else:
            blocks.append(line)
    return blocks


def link_to(tool):
    """Return a Markdown link whose text is just the tool's name, whatever signs that holds."""
    name = MARKDOWN_SIGNS.sub(r"\\\1", " ".join(tool.name.split()))
    return f"[{name}]({tool.get_absolute_url()})"
