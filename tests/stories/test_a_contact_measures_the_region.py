"""Promise: a region knows where it stands, and colleagues help to fill in what they know of."""

import re

import pytest
from django.core import mail

from loket.models import Region
from selfassessment.models import Answer
from tests.browse import fill_in, form_of, log_in
from tests.make import make_user
from tests.read import links_of, main_text

OWN = "/zelfevaluatie/VR13/"
EVIDENCE = {"evidence-name": "Beleid 2026", "evidence-valid_until": "2099-12-31"}


@pytest.fixture
def people(portal):
    """A contact and a colleague of a region that has not begun yet, each with a browser."""
    region = Region.objects.get(code="VR13")
    contact = make_user(name="Aanspreekpunt van Amsterdam", contact_of=[region])
    colleague = make_user(name="Gebouwbeheerder in Amsterdam", member_of=[region])
    return log_in(contact.email)[0], log_in(colleague.email)[0], colleague


def answer_to(number):
    return Answer.objects.get(assessment__region__code="VR13", control__number=number)


def save(client, category, number, **fields):
    """Fill in one control of the form as it is open in this browser; return where that leads."""
    key = answer_to(number).pk
    assert client.get(f"{OWN}{category}/").status_code == 200
    data = {f"{key}-{name}": value for name, value in fields.items()}
    saved = client.post(f"{OWN}{category}/", {f"{key}-seen": answer_to(number).version} | data)
    assert saved.status_code == 302, main_text(saved)
    return saved.headers["Location"]


def figures(client):
    """What the overview says at the top: filled in, op orde, aantoonbaar, maturity."""
    text = main_text(client.get(OWN))
    found = re.search(
        r"Ingevuld (.+?) Op orde (.+?) Aantoonbaar (.+?) Volwassenheid (.+?) Een control", text
    )
    return found.groups()


def categories(client):
    """The categories in the table of the overview."""
    return [chapter.category.number for chapter in client.get(OWN).context["overview"].chapters]


def delegate(contact, person, *numbers):
    """Choose these categories for a colleague, as the page offers them."""
    address = f"{OWN}collegas/?wie={person.pk}"
    offered = form_of(contact.get(address)).fields["parts"].choices
    parts = [part for part, label in offered if int(label.split()[0]) in numbers]
    return fill_in(contact, address, parts=parts)


def test_a_contact_measures_the_region_with_the_help_of_a_colleague(
    people, django_capture_on_commit_callbacks
):
    contact, colleague, person = people
    assert "/zelfevaluatie/" in contact.get("/").content.decode()
    assert "Er is nog niets voor u" in main_text(colleague.get("/zelfevaluatie/"))

    # begin
    [offer] = contact.get("/zelfevaluatie/").context["offers"]
    chosen = {"region": offer.region.code, "framework": offer.framework.pk}
    begun = contact.post("/zelfevaluatie/beginnen/", chosen, follow=True)
    assert "Begin met invullen" in main_text(begun)
    nothing = ("0 van 110", "0% 0 van 110", "0% 0 van 110", "– gemiddeld over 0 controls")
    assert figures(contact) == nothing
    assert contact.get(f"{OWN}volgende/").headers["Location"] == f"{OWN}1/#c-5.1.1"

    # fill in one control with its evidence, and a category at once
    place = save(contact, 1, "5.1.1", status="implemented", maturity="4", **EVIDENCE)
    assert place == f"{OWN}1/?bewaard=1"
    no_need = {"status": "not_applicable", "note": "Dat regelt een ander.", "scope": "all"}
    fill_in(contact, f"{OWN}6/alles/", **no_need)
    one = ("1 van 108", "1% 1 van 108", "1% 1 van 108", "4,0 gemiddeld over 1 control")
    assert figures(contact) == one

    # ask a colleague
    with django_capture_on_commit_callbacks(execute=True):
        delegate(contact, person, 7, 8)
    [mail_to_colleague] = mail.outbox
    assert mail_to_colleague.to == [person.email]
    assert "/zelfevaluatie/" in mail_to_colleague.body
    assert OWN in links_of(colleague.get("/zelfevaluatie/"))
    assert categories(colleague) == [7, 8]
    assert colleague.get(f"{OWN}1/").status_code == 404

    # who fills in what only they know
    save(colleague, 7, "11.1.1", status="in_progress", maturity="1", note="Het hek komt nog.")
    two = ("2 van 108", "1% 1 van 108", "1% 1 van 108", "2,5 gemiddeld over 2 controls")
    assert figures(contact) == two
    assert "Het hek komt nog." in main_text(contact.get(f"{OWN}7/"))
    history = main_text(contact.get(f"{OWN}7/11.1.1/"))
    assert "Antwoord gewijzigd, door Gebouwbeheerder in Amsterdam" in history

    # and is thanked
    delegate(contact, person)
    assert colleague.get(f"{OWN}7/").status_code == 404
    assert "Er is nog niets voor u" in main_text(colleague.get("/zelfevaluatie/"))
    assert figures(contact) == two
