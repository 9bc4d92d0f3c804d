"""The toolbox for feed readers and search engines."""

from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.html import linebreaks

from loket.feeds import CONFIDENTIAL, Atom
from loket.paging import PAGE_SIZE
from toolbox.models import Tool


class ToolFeed(Feed):
    """The tools that changed last, for this asker. Of a confidential one no more than its name."""

    feed_type = Atom
    title = "Toolbox – Implementatieloket BIO"
    subtitle = "Nieuwe en gewijzigde hulpmiddelen"
    link = reverse_lazy("toolbox:tool_list")

    def get_object(self, request):
        return request.user

    def items(self, user):
        published = Tool.objects.visible_to(user).filter(is_published=True)
        return published.order_by("-changed_at", "-pk")[:PAGE_SIZE]

    def item_title(self, tool):
        return tool.name

    def item_description(self, tool):
        if tool.is_confidential:
            return CONFIDENTIAL
        return linebreaks(tool.explanation or tool.purpose, autoescape=True)

    def item_pubdate(self, tool):
        return tool.published_at

    def item_updateddate(self, tool):
        return tool.changed_at


class ToolSitemap(Sitemap):
    """Pages of tools that everybody may see."""

    def items(self):
        return Tool.objects.visible_to(AnonymousUser()).order_by("pk")

    def lastmod(self, tool):
        return tool.changed_at
