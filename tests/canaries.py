"""Canaries: rows with a word of their own in every text, and a reader who opens every page.

A canary's word that turns up with somebody who may not see the canary has leaked.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import quote, urlsplit
from zipfile import ZipFile

from django.urls import URLResolver, get_resolver
from pypdf import PdfReader

from loket.tlp import TLP
from tests.make import make_control, make_entry, make_tool, make_topic
from toolbox.models import Audience, Source

PEOPLE = ["visitor", "outsider", "member", "contact", "other_contact", "staff", "admin"]
EVERYBODY = set(PEOPLE)
BELONG = EVERYBODY - {"visitor", "outsider"}
PROGRAMME = {"staff", "admin"}


@dataclass(frozen=True)
class Canary:
    """What one canary says, and who may hear it.

    Its texts begin with `song`; the names that it alone uses, of a source, an audience, a topic
    and a control, begin with `nest`. Those names are the programme's own words: they stand in
    the lists of the admin, but nothing there may tell who uses them.
    """

    song: str
    nest: str
    people: set
    fields: dict = field(default_factory=dict)


TOOLS = {
    "open": Canary("koolmees", "houtduif", EVERYBODY, {"tlp": TLP.CLEAR}),
    "green": Canary("goudplevier", "kluut", BELONG, {"tlp": TLP.GREEN}),
    "draft": Canary("boomvalk", "torenvalk", PROGRAMME, {"tlp": TLP.CLEAR, "is_published": False}),
    "opened": Canary("winterkoning", "heggenmus", {"contact"} | PROGRAMME, {"tlp": TLP.AMBER}),
    "undecided": Canary("kwartelkoning", "porseleinhoen", {"contact"} | PROGRAMME),
    "red": Canary("slechtvalk", "wouwaapje", {"member"}, {"tlp": TLP.RED}),
    "own": Canary("roodborst", "rietgors", {"contact"}, {"tlp": TLP.AMBER}),
    "strict": Canary("wespendief", "bijeneter", {"contact"}, {"tlp": TLP.AMBER_STRICT}),
}
ENTRIES = {
    "clear_entry": Canary("merel", "spreeuw", EVERYBODY),
    "amber_entry": Canary(
        "ijsvogel", "oeverloper", {"contact", "other_contact"} | PROGRAMME, {"tlp": TLP.AMBER}
    ),
    "draft_entry": Canary("steenuil", "kerkuil", PROGRAMME, {"is_published": False}),
}
CANARIES = TOOLS | ENTRIES
OF_REGION = {"own", "strict"}
OPENED = {"opened", "undecided"}

TOOL_TEXTS = ["name", "explanation", "purpose", "tlp_note", "whats_changed"]
ENTRY_TEXTS = ["question", "answer"]
TOOL_NAMES = ["audience", "source", "control"]
ENTRY_NAMES = ["topic", "control"]


def texts_of(name):
    """Every word that only the canary's texts hold."""
    if name in TOOLS:
        return {f"{TOOLS[name].song}{text}" for text in [*TOOL_TEXTS, "link"]}
    return {f"{ENTRIES[name].song}{text}" for text in ENTRY_TEXTS}


def names_of(name):
    """Every name that only the canary uses."""
    canary = CANARIES[name]
    return {f"{canary.nest}{kind}" for kind in (TOOL_NAMES if name in TOOLS else ENTRY_NAMES)}


def make_canary(name, cast, utrecht):
    """Make one canary: a tool or an entry."""
    canary = CANARIES[name]
    control = make_control(number=f"99.{canary.nest[:7]}", title=f"{canary.nest}control")
    if name in ENTRIES:
        texts = {text: f"{canary.song}{text}" for text in ENTRY_TEXTS}
        row = make_entry(topic=make_topic(name=f"{canary.nest}topic"), **texts, **canary.fields)
        row.controls.add(control)
        return row
    row = make_tool(
        **{text: f"{canary.song}{text}" for text in TOOL_TEXTS},
        link=f"https://{canary.song}link.example/",
        source=Source.objects.create(name=f"{canary.nest}source"),
        owner=utrecht if name in OF_REGION else None,
        **{"tlp": TLP.TBD} | canary.fields,
    )
    row.audiences.add(Audience.objects.create(name=f"{canary.nest}audience"))
    row.controls.add(control)
    if name in OPENED:
        row.open_to(utrecht, by=cast["staff"])
    if name == "red":
        row.name_only([cast["member"]], by=cast["staff"])
    return row


def make_canaries(cast, utrecht):
    return {name: make_canary(name, cast, utrecht) for name in CANARIES}


def seen_by(person):
    """The canaries that somebody may see."""
    return {name for name, canary in CANARIES.items() if person in canary.people}


def everything_in(response):
    """Whatever a response says, head and body, in one text."""
    head = [f"{name}: {value}" for name, value in response.headers.items()]
    cookies = [morsel.OutputString() for morsel in response.cookies.values()]
    return "\n".join([*head, *cookies, text_of(response)])


def text_of(response):
    """The body of a response as text; of a workbook every part, of a PDF what tells of it too."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with ZipFile(BytesIO(body)) as parts:
            return "\n".join(unescape(parts.read(name).decode()) for name in parts.namelist())
    if body.startswith(b"%PDF"):
        pdf = PdfReader(BytesIO(body))
        about = [str(value) for value in (pdf.metadata or {}).values()]
        return "\n".join([*about, *(page.extract_text() for page in pdf.pages)])
    return body.decode()


def without(response, *words):
    """What a response says, less these words and what differs each time: tokens and moments."""
    kept = set(response.headers) - {"Content-Length", "Expires", "Last-Modified"}
    head = [f"{name}: {response.headers[name]}" for name in sorted(kept)]
    body = re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", response.content.decode())
    text = "\n".join([str(response.status_code), *head, body])
    for word in words:
        text = text.replace(quote(word, safe=""), "…").replace(quote(word), "…").replace(word, "…")
    return text


class Addresses(HTMLParser):
    """Every address that a page leads to: links, forms, pictures, and each option of a filter."""

    def __init__(self, page):
        super().__init__()
        self.found, self.filter, self.is_post = [], "", False
        self.feed(page)
        # sitemap and feeds
        self.found += re.findall(r"http://testserver([^<\"\s]*)", page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.found += [attrs[name] for name in ("href", "action", "src") if attrs.get(name)]
        if tag == "form":
            self.is_post = attrs.get("method", "").lower() == "post"
        if tag == "select":
            self.filter = attrs.get("name", "")
        if tag == "option" and attrs.get("value") and not self.is_post:
            self.found.append(f"?{self.filter}={quote(attrs['value'])}")


NOT_FOLLOWED = ("/static/", "/account/logout/", "//")
# What one may try behind an address: in the portal, and in the lists of the admin.
TRIED = ["q=e", "sorteer=naam", "sorteer=nieuwste", "pagina=2", "pagina=x", "tlp=amber"]
TRIED_IN_ADMIN = ["q=e", "o=1", "p=1", "all=", "_facets=True", "_popup=1", "te_doen=ntb"]


def read_everything(client, keys):
    """Open every page there is: {address: response}.

    All addresses of the house, with the keys of all tools and entries; what they link to; and
    the usual parameters behind each of them.
    """
    return read_from(client, addresses_with(keys))


def read_from(client, waiting, within="/"):
    """Open these pages and every page within a part of the site that they lead to."""
    pages = {}
    while waiting:
        address = waiting.pop()
        if address in pages:
            continue
        response = pages[address] = client.get(address)
        found = [*Addresses(text_of(response)).found, response.headers.get("Location", "")]
        waiting += [link for link in local(address, found) if link.startswith(within)]
    return pages


def local(address, found):
    """Those of the found addresses that lead to a page of ours, written out in full."""
    here = urlsplit(address)
    for link in map(urlsplit, found):
        path = link.path or here.path
        ours = not link.netloc and link.scheme in ("", "http") and path.startswith("/")
        # from a filtered list no further filters: they would never end
        endless = (here.query and link.query) or "_changelist_filters" in link.query
        if ours and not path.startswith(NOT_FOLLOWED) and not endless:
            yield f"{path}?{link.query}" if link.query else path


def routes(resolver, route="/"):
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern).removeprefix("^")
        yield from routes(entry, here) if isinstance(entry, URLResolver) else [here]


def addresses_with(keys):
    """Every address of the house, with parameters, and those of one row with each of the keys."""
    found = ["/bestaat/niet/", "/beheer/bestaat/niet/"]
    for route in set(routes(get_resolver())) - set(NOT_FOLLOWED):
        if re.search(r"<(int|path):\w+>", route):
            of_row = re.search(r"toolbox/(tool/)?<|faq/(entry/)?<", route)
            found += [re.sub(r"<\w+:\w+>", str(key), route) for key in keys if of_row]
        elif "(" not in route:
            found += [route, *[f"{route}?{parameter}" for parameter in parameters_for(route)]]
    return found


def parameters_for(route):
    if re.fullmatch(r"/beheer/\w+/\w+/", route):
        return TRIED_IN_ADMIN
    return [] if route.startswith(("/beheer/", "/account/")) else TRIED
