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
        return render_markdown(self.markdown(entry.answer))

    def excerpt(self, entry):
        """Return the answer as plain words."""
        return plain_text(self.markdown(entry.answer))

    def markdown(self, text):
        """Return `text` with links for the tools this reader may see, and nothing of the rest."""
        if not CODE.search(text):
            return text
        blocks = (self.block(block) for block in blocks_of(text))
        return "\n".join(block for block in blocks if block is not None)

    def block(self, block):
        if not CODE.search(block):
            return block
        start, body = BLOCK_START.match(block).groups()
        kept = "".join(
            self.sentence(part) for part in SENTENCE_END.split(body) if self.may_stay(part)
        )
        return start + kept if kept.strip() else None

    def may_stay(self, sentence):
        return all(code.lower() in self.links for code in CODE.findall(sentence))

    def sentence(self, sentence):
        return CODE.sub(lambda match: self.links[match[1].lower()], sentence)


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
