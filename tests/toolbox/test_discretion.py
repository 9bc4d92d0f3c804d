"""Of a confidential tool a list tells no more than its name; the page, on record, has the rest."""

import pytest
from django.urls import reverse

from loket.tlp import TLP
from tests.make import make_tool

LISTS = ["/toolbox/", "/toolbox/?q=Draaiboek", "/zoeken/?q=Draaiboek", "/toolbox/feed/"]


@pytest.mark.parametrize("address", LISTS)
def test_a_list_names_a_confidential_tool_and_tells_no_more(cast, client_of, utrecht, address):
    tool = make_tool(name="Draaiboek", explanation="geheimpje", purpose="geheimpje", tlp=TLP.AMBER)
    tool.open_to(utrecht, by=cast["staff"])
    client = client_of("contact")

    page = client.get(address).content.decode()

    assert "Draaiboek" in page
    assert "geheimpje" not in page
    assert "geheimpje" in client.get(tool.get_absolute_url()).content.decode()


def test_no_cookie_carries_the_name_of_a_tool(client_of):
    client = client_of("staff")
    page = client.get(reverse("admin:toolbox_tool_add"))
    assert page.status_code == 200

    client.post(
        reverse("admin:toolbox_tool_add"), {"name": "Draaiboek", "tlp": "amber", "seen": ""}
    )

    assert set(client.cookies) == {"sessionid"} | {"csrftoken"}
    assert "Draaiboek" in client.get("/").content.decode()
