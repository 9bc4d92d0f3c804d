"""Two people at one item: they take turns, and nothing that one did is undone unseen."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from loket.models import AccessLog
from loket.tlp import TLP
from tests.make import make_entry, make_tool
from tests.read import as_posted
from toolbox.models import Tool


def change_page(row):
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


def form_at(client, row):
    return client.get(change_page(row)).context["adminform"].form


def test_a_form_from_before_somebody_elses_change_is_refused_once(
    cast, client_of, utrecht, rijnmond
):
    tool = make_tool(name="Plann", tlp=TLP.AMBER)
    tool.open_to(utrecht, by=cast["staff"])
    tool.open_to(rijnmond, by=cast["staff"])
    client = client_of("staff")
    old = as_posted(form_at(client, tool)) | {"name": "Plan"}

    tool.close_to(rijnmond, by=cast["admin"])
    tool.withdraw(by=cast["admin"])
    refused = client.post(change_page(tool), old)

    form = refused.context["adminform"].form
    assert "Iemand anders heeft dit gewijzigd" in form.non_field_errors()[0]
    assert form["name"].value() == "Plan"
    tool.refresh_from_db()
    assert (tool.name, tool.is_published) == ("Plann", False)
    assert list(tool.regions_with_access()) == [utrecht]

    # who looked and saves again, knows what they do
    client.post(change_page(tool), as_posted(form))

    tool.refresh_from_db()
    assert tool.name == "Plan"


def test_an_untouched_form_is_not_refused(client_of):
    tool = make_tool(name="Plan")
    client = client_of("staff")

    client.post(change_page(tool), as_posted(form_at(client, tool)) | {"name": "Beter plan"})

    tool.refresh_from_db()
    assert tool.name == "Beter plan"


def test_an_old_copy_cannot_be_opened_by_the_classification_of_then(cast, utrecht):
    old = make_tool(tlp=TLP.AMBER)
    Tool.objects.get(pk=old.pk).classify(TLP.AMBER_STRICT, by=cast["staff"])

    with pytest.raises(ValidationError, match="openstellen"):
        old.open_to(utrecht, by=cast["staff"])

    assert list(old.regions_with_access()) == []


@pytest.mark.parametrize("make", [make_tool, make_entry])
def test_looking_at_a_confidential_item_in_the_admin_is_on_record(cast, client_of, make):
    row, public = make(tlp=TLP.AMBER), make(tlp=TLP.CLEAR)

    client_of("staff").get(change_page(row))
    client_of("staff").get(change_page(public))

    views = AccessLog.objects.filter(action=AccessLog.Action.VIEWED)
    assert [(view.row, view.user) for view in views] == [(row.pk, cast["staff"])]


def test_deleting_is_on_record(cast, client_of):
    tool = make_tool()

    client_of("staff").post(reverse("admin:toolbox_tool_delete", args=[tool.pk]), {"post": "yes"})

    line = AccessLog.objects.get(action=AccessLog.Action.DELETED)
    assert (line.model, line.row, line.user) == ("toolbox.tool", tool.pk, cast["staff"])
