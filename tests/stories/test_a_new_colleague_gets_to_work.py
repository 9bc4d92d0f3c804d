"""Promise: from "Nora is our new contact" to Nora at work, without anybody knowing her password."""

import re

from django.core import mail
from django.test import Client

from loket.models import Region
from tests.browse import fill_in, log_in
from tests.read import heading, main_text

PASSWORD = "een-zin-die-nora-onthoudt"


def test_a_new_contact_gets_an_account_a_password_and_to_work(browser_of):
    region = Region.objects.get(code="VR17")
    fill_in(
        browser_of("redactie"),
        "/beheer/loket/user/add/",
        email="Nora@loket.example",
        name="Nora",
        contact_of=[region.pk],
    )

    nora = Client()
    asked = nora.post("/account/password/reset/", {"email": "nora@loket.example"}, follow=True)
    assert heading(asked) == "Kijk in uw mail"
    (message,) = mail.outbox
    page = nora.get(re.search(r"http://testserver(\S+)", message.body)[1], follow=True)
    chosen = {"password1": PASSWORD, "password2": PASSWORD}
    done = nora.post(page.request["PATH_INFO"], chosen, follow=True)
    assert heading(done) == "Uw wachtwoord is gewijzigd"

    nora, _answer = log_in("nora@loket.example", PASSWORD)
    at_work = nora.get("/toolbox/")
    assert " 20 hulpmiddelen " in main_text(at_work)
    assert "Aanspreekpunt · Veiligheidsregio Rotterdam-Rijnmond" in at_work.content.decode()
