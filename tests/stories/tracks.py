"""Where in the portal one reader comes across one tool."""

from django.urls import reverse

from tests.read import listed, main_text

PLACES = {"page", "list", "count", "search", "home", "feed", "filter"}
ADMIN_PLACES = {"admin list", "admin form"}


def tracks_of(tool, client, *, others):
    """The places where this reader meets the tool; they can see `others` tools besides it.

    Its name must be one word, which is the name of its source as well.
    """
    catalogue = client.get("/toolbox/")
    sources = [value for value, _label in catalogue.context["form"].fields["bron"].choices]
    admin = client.get(reverse("admin:toolbox_tool_changelist"), {"q": tool.name})
    hits = [row.pk for row in admin.context["cl"].result_list] if admin.status_code == 200 else []
    form = client.get(reverse("admin:toolbox_tool_change", args=[tool.pk]))
    found = {
        "page": client.get(tool.get_absolute_url()).status_code == 200,
        "list": tool.name in listed(client.get("/toolbox/", {"q": tool.name})),
        "count": catalogue.context["page"].paginator.count == others + 1,
        "search": tool.name in main_text(client.get("/zoeken/", {"q": tool.name})),
        "home": tool.name in main_text(client.get("/")),
        "feed": tool.name in client.get("/toolbox/feed/").content.decode(),
        "filter": tool.name in sources,
        "sitemap": tool.get_absolute_url() in client.get("/sitemap.xml").content.decode(),
        "admin list": tool.pk in hits,
        "admin form": form.status_code == 200,
    }
    assert found["count"] or catalogue.context["page"].paginator.count == others
    return {place for place, is_there in found.items() if is_there}
