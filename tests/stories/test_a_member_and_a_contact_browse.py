"""Promise: a colleague sees what is for the sector; a contact also what was opened to them."""

from loket.models import AccessLog
from tests.read import heading, listed, main_text
from toolbox.models import Tool


def test_a_member_logs_in_and_sees_one_tool_more(browser_of):
    member = browser_of("ciso.vr09")

    page = member.get("/toolbox/")

    assert " 18 hulpmiddelen " in main_text(page)
    assert listed(member.get("/toolbox/", {"tlp": "green"})) == [Tool.objects.get(code="t18").name]
    green = member.get(Tool.objects.get(code="t18").get_absolute_url())
    assert "U mag dit delen binnen de veiligheidsregio’s en het programma." in main_text(green)


def test_a_member_does_not_meet_what_is_for_contacts(browser_of):
    member = browser_of("ciso.vr09")

    for tool in Tool.objects.undecided():
        assert member.get(tool.get_absolute_url()).status_code == 404
        assert tool.name not in listed(member.get("/toolbox/", {"q": tool.name}))


def test_a_contact_logs_in_reads_what_is_confidential_and_is_told_the_rules(browser_of):
    contact = browser_of("aanspreekpunt.vr09")

    page = contact.get("/toolbox/")
    assert " 20 hulpmiddelen " in main_text(page)
    assert main_text(page).count(" Classificatie n.t.b. ") >= 2

    found = contact.get("/toolbox/", {"q": "Informatieplattegrond"}).context["page"][0]
    tool = contact.get(found.get_absolute_url())

    told = main_text(tool)
    assert heading(tool) == "Informatieplattegrond"
    assert "niet verder verspreiden zonder toestemming" in told
    assert "U ziet dit als aanspreekpunt van Veiligheidsregio Utrecht." in told
    assert "Dat u dit bekijkt, staat in het logboek." in told
    (line,) = AccessLog.objects.about(found)
    assert (line.action, line.user.email) == ("viewed", "aanspreekpunt.vr09@loket.example")


def test_after_logging_out_a_contact_is_a_visitor_again(browser_of):
    contact = browser_of("aanspreekpunt.vr09")

    contact.post("/account/logout/")

    assert " 17 hulpmiddelen " in main_text(contact.get("/toolbox/"))
