"""Who reads which question. The table below is the specification (DESIGN §3)."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from faq.models import Entry
from loket.tlp import TLP
from tests.make import make_entry
from tests.read import main_html

PROGRAMME = {"staff", "admin"}
CONTACTS = {"contact", "other_contact"}
BELONG = {"member"} | CONTACTS | PROGRAMME
ALL = {"visitor", "outsider", "gone"} | BELONG

READERS = {TLP.CLEAR: ALL, TLP.GREEN: BELONG, TLP.AMBER: CONTACTS | PROGRAMME}


def read_by(cast, entry):
    return {name for name, user in cast.items() if entry in Entry.objects.visible_to(user)}


def opened_by(cast, client_of, address):
    return {name for name in cast if client_of(name).get(address).status_code == 200}


@pytest.mark.parametrize("tlp", READERS)
def test_a_published_entry_follows_the_table(cast, tlp):
    assert read_by(cast, make_entry(tlp=tlp)) == READERS[tlp]


@pytest.mark.parametrize("tlp", READERS)
def test_the_page_follows_the_same_table(cast, client_of, tlp):
    entry = make_entry(tlp=tlp)

    assert opened_by(cast, client_of, entry.get_absolute_url()) == READERS[tlp]


@pytest.mark.parametrize("tlp", READERS)
def test_a_draft_is_for_the_programme(cast, client_of, tlp):
    entry = make_entry(tlp=tlp, is_published=False)

    assert read_by(cast, entry) == PROGRAMME
    assert opened_by(cast, client_of, entry.get_absolute_url()) == PROGRAMME


@pytest.mark.parametrize("is_published", [True, False])
@pytest.mark.parametrize("tlp", READERS)
def test_only_the_programme_edits(cast, tlp, is_published):
    entry = make_entry(tlp=tlp, is_published=is_published)

    editors = {name for name, user in cast.items() if entry in Entry.objects.editable_by(user)}

    assert editors == PROGRAMME


def test_an_editor_whose_account_is_off_edits_and_reads_no_more_than_a_visitor(cast):
    drafts = [make_entry(tlp=tlp, is_published=False) for tlp in READERS]
    cast["staff"].is_active = False

    assert list(Entry.objects.editable_by(cast["staff"])) == []
    assert not Entry.objects.visible_to(cast["staff"]).filter(pk__in=[row.pk for row in drafts])


def test_the_list_shows_each_reader_what_the_rule_says(cast, client_of):
    entries = {tlp: make_entry(tlp=tlp, question=tlp.label) for tlp in READERS}
    draft = make_entry(tlp=TLP.CLEAR, is_published=False, question="Concept")

    for name in cast:
        page = client_of(name).get(reverse("faq:entry_list")).context["page"]
        expected = {entries[tlp] for tlp, readers in READERS.items() if name in readers}
        expected |= {draft} if name in PROGRAMME else set()
        assert set(page.object_list) == expected, name
        assert page.paginator.count == len(expected), name


def test_leaving_the_contact_group_closes_an_amber_entry_at_once(cast, utrecht):
    entry = make_entry(tlp=TLP.AMBER)
    assert "contact" in read_by(cast, entry)

    utrecht.contact_group.user_set.remove(cast["contact"])

    assert "contact" not in read_by(cast, entry)


def test_an_entry_has_no_class_that_needs_an_owner(db):
    for tlp in (TLP.AMBER_STRICT, TLP.RED, TLP.TBD):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_entry(tlp=tlp)


def test_an_entry_that_is_invisible_looks_like_one_that_does_not_exist(cast, client_of):
    hidden = make_entry(tlp=TLP.AMBER)
    client = client_of("member")

    answer = client.get(reverse("faq:entry_detail", args=[hidden.pk]))
    nothing = client.get(reverse("faq:entry_detail", args=[hidden.pk + 1000]))

    assert answer.status_code == nothing.status_code == 404
    assert main_html(answer) == main_html(nothing)
