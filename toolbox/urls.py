"""Addresses of the toolbox. Numbers, not titles: a title would end up in logs."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from toolbox import views
from toolbox.feeds import ToolFeed

app_name = "toolbox"
urlpatterns = [
    path("", views.tool_list, name="tool_list"),
    path("feed/", login_not_required(ToolFeed()), name="tool_feed"),
    path("werklijst/", views.tool_work_list, name="tool_work_list"),
    path("<int:pk>/", views.tool_detail, name="tool_detail"),
]
