"""Every address of the house."""

from allauth.account import urls as allauth_urls
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from faq.feeds import EntrySitemap
from faq.views import entry_preview
from loket import views
from toolbox.feeds import ToolSitemap

# Of allauth's pages the ones this desk uses. Not the page to change one's address: the programme
# knows who has which address, and a mail to that address is how one gets a password.
ACCOUNT_PAGES = {
    "account_login",
    "account_logout",
    "account_signup",  # says that accounts are made by the programme
    "account_inactive",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}
account_urls = [page for page in allauth_urls.urlpatterns if page.name in ACCOUNT_PAGES]

SITEMAPS = {"pages": views.PageSitemap, "toolbox": ToolSitemap, "faq": EntrySitemap}

urlpatterns = [
    path("", views.home, name="home"),
    path("zoeken/", views.search, name="search"),
    path("toolbox/", include("toolbox.urls")),
    path("faq/", include("faq.urls")),
    path("zelfevaluatie/", include("selfassessment.urls")),
    path("rapportages/", include("reporting.urls")),
    path("account/", include(account_urls)),
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
