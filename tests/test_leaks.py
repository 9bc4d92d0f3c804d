"""Whoever opens every page there is meets what is theirs, and nothing of the rest."""

import re

import pytest

from tests.canaries import (
    CANARIES,
    PEOPLE,
    PROGRAMME,
    everything_in,
    make_canaries,
    names_of,
    read_everything,
    seen_by,
    texts_of,
)
from tests.make import make_framework, make_period, make_report

# Where the admin lists the programme's own words: sources, audiences, controls and topics.
WORD_LISTS = re.compile(
    r"/beheer/(toolbox/(audience|source)|loket/control|faq/topic)/"
    r"|/beheer/(toolbox/tool|faq/entry)/(add|\d+/change)/"
)
EMAIL = re.compile(r"[\w.]+@(?:loket\.example|ifv\.nl)")
OUR_OWN = "programmaiv@ifv.nl"


@pytest.mark.parametrize("person", PEOPLE)
def test_who_reads_everything_meets_what_is_theirs_and_nothing_else(
    cast, client_of, utrecht, person
):
    canaries = make_canaries(cast, utrecht)
    keys = sorted({row.pk for row in canaries.values()})
    # on a norm without canaries: every page and file of this report is read too
    make_report(utrecht, make_period(framework=make_framework()))

    pages = read_everything(client_of(person), keys)

    said = {address: everything_in(response) for address, response in pages.items()}
    hidden = [canary for name, canary in CANARIES.items() if name not in seen_by(person)]
    assert [
        (address, word)
        for address, text in said.items()
        for canary in hidden
        for word in (canary.song, canary.nest)
        if word in text and not (word == canary.nest and WORD_LISTS.match(address))
    ] == []

    heard = "\n".join(said.values())
    words = set(re.findall(r"\w+", heard))
    met = {name for name in CANARIES if texts_of(name) | names_of(name) <= words}
    assert met == seen_by(person)
    assert [address for address, page in pages.items() if page.status_code >= 500] == []

    # who works where: only the programme knows all of it, a contact that of the own region
    own = {cast[person].email} if cast[person].is_authenticated else set()
    # with whom a contact can share the work
    own |= {cast["member"].email} if person == "contact" else set()
    everyone = {user.email for user in cast.values() if user.is_authenticated}
    known = set(EMAIL.findall(heard)) - {OUR_OWN}
    assert known == (everyone if person in PROGRAMME else own)
