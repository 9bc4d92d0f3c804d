"""The one way text with Markdown becomes HTML in this house."""

from html import unescape

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

# CommonMark with tables. No raw HTML and no pictures: a picture would ask another server.
PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
# After the blocks are found, before their text is read: see `render_markdown`.
PARSER.core.ruler.before("inline", "revise", lambda state: state.env["revise"](state))

TAGS = {
    *("a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"),
    *("pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
# A title on the page is h1 and h2; what an author writes starts below that.
LOWER = {"h1": "h3", "h2": "h3"}


def as_written(state):
    """Revise nothing."""


def render_markdown(text, revise=as_written):
    """Return safe HTML for Markdown that anybody may have written.

    Twice guarded: the parser escapes HTML, and nh3 drops every tag, attribute and address
    scheme that is not on the list. `revise` may change the parser's blocks (`state.tokens`)
    while their text is still Markdown.
    """
    tokens = PARSER.parse(text, {"revise": revise})
    for token in tokens:
        token.tag = LOWER.get(token.tag, token.tag)
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    return mark_safe(
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="noopener",
        )
    )


def plain_text(text, revise=as_written):
    """Return the words of a Markdown text on one line, for an excerpt."""
    return " ".join(unescape(strip_tags(render_markdown(text, revise))).split())
