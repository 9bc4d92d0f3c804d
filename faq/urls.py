"""Addresses of the FAQ."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from faq import views
from faq.feeds import EntryFeed

app_name = "faq"
urlpatterns = [
    path("", views.entry_list, name="entry_list"),
    path("feed/", login_not_required(EntryFeed()), name="entry_feed"),
    path("afdrukken/", views.entry_print, name="entry_print"),
    path("<int:pk>/", views.entry_detail, name="entry_detail"),
    path("<int:pk>/nuttig/", views.entry_vote, name="entry_vote"),
    path("<int:pk>/geschiedenis/", views.entry_history, name="entry_history"),
]
