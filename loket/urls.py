"""Every address of the house."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from faq.feeds import EntrySitemap
from faq.views import entry_preview
from loket import views
from toolbox.feeds import ToolSitemap

SITEMAPS = {"toolbox": ToolSitemap, "faq": EntrySitemap}

urlpatterns = [
    path("", views.home, name="home"),
    path("zoeken/", views.search, name="search"),
    path("toolbox/", include("toolbox.urls")),
    path("faq/", include("faq.urls")),
    path("account/", include("allauth.account.urls")),
    # Where the Markdown editor looks for its preview. Its upload is never mounted.
    path("markdownx/markdownify/", entry_preview, name="entry_preview"),
    path("beheer/", admin.site.urls),
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("kwetsbaarheid-melden/", views.security, name="security"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path("sitemap.xml", login_not_required(sitemap), {"sitemaps": SITEMAPS}, name="sitemap_xml"),
    path("gezond/", views.alive, name="alive"),
    path("gereed/", views.ready, name="ready"),
]
