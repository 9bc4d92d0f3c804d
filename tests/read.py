"""What a reader gets to see of an answer from the portal."""

import re
from html import unescape
from html.parser import HTMLParser

from django.utils.html import strip_tags

MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)
LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
# Where one piece of text ends and the next begins, so that words do not run together.
BLOCK_END = re.compile(r"</(?:p|li|h\d|dt|dd|td|th|option|label|legend|div)>")


def main_html(response):
    """The part of the page between header and footer."""
    return MAIN.search(response.content.decode())[0]


def words_of(html):
    """The words of some HTML on one line."""
    return " ".join(unescape(strip_tags(BLOCK_END.sub(" ", html))).split())


def main_text(response):
    """The words of the page between header and footer, on one line."""
    return words_of(main_html(response))


def links_of(response):
    """The addresses that the page links to, between header and footer."""
    return [unescape(address) for address in LINK.findall(main_html(response))]


def heading(response):
    """The words of the page's h1."""
    return words_of(re.search(r"<h1\b.*?</h1>", main_html(response), re.DOTALL)[0])


def listed(response):
    """The titles of what a page lists, in the order of the page."""
    return [str(row) for row in response.context["page"].object_list]


def as_posted(form):
    """What a browser sends when somebody presses the button of this form, nothing changed."""
    values = {field.html_name: offered(field) for field in form}
    return {name: value for name, value in values.items() if value not in (None, False)}


def offered(field):
    """The value of a form's field, of a choice of several as far as the page offers it."""
    value = field.value()
    if not isinstance(value, list):
        return value
    options = {str(option) for option, _label in field.field.choices}
    return [chosen for chosen in value if str(chosen) in options]


class Tags(HTMLParser):
    """Collects the tags a browser would make, each with its attributes."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def tags_of(html):
    """The tags in some HTML: [("a", {"href": "…"}), …]."""
    parser = Tags()
    parser.feed(html)
    return parser.found
