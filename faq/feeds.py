"""The FAQ for feed readers and search engines."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy

from faq.models import Entry
from faq.references import Answers
from loket.feeds import CONFIDENTIAL, Atom
from loket.paging import PAGE_SIZE


class EntryFeed(Feed):
    """The entries that changed last, for this asker; a confidential answer stays in the portal."""

    feed_type = Atom
    title = "Veelgestelde vragen – Implementatieloket BIO"
    subtitle = "Nieuwe en gewijzigde antwoorden"
    link = reverse_lazy("faq:entry_list")

    def get_object(self, request):
        return request.user

    def items(self, user):
        published = Entry.objects.visible_to(user).filter(is_published=True)
        entries = list(published.order_by("-changed_at", "-pk")[:PAGE_SIZE])
        answers = Answers(entries, user)
        for entry in entries:
            # A feed reader knows no page that an address could be relative to.
            told = answers.html(entry).replace('href="/', f'href="{settings.LOKET_BASE_URL}/')
            entry.told = CONFIDENTIAL if entry.is_confidential else told
        return entries

    def item_title(self, entry):
        return entry.question

    def item_description(self, entry):
        return entry.told or "Het antwoord volgt nog."

    def item_pubdate(self, entry):
        return entry.published_at

    def item_updateddate(self, entry):
        return entry.changed_at


class EntrySitemap(Sitemap):
    """Pages of entries that everybody may read."""

    def items(self):
        return Entry.objects.visible_to(AnonymousUser()).order_by("pk")

    def lastmod(self, entry):
        return entry.changed_at
