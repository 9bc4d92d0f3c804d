"""Addresses of the reports: a quarter, and a region in it."""

from django.urls import path, register_converter

from reporting import (
    national_views,
    read_views,
    reminder_views,
    staff_views,
    token_views,
    write_views,
)
from reporting.addresses import Quarter
from selfassessment.addresses import Word

register_converter(Word, "region")
register_converter(Quarter, "quarter")

app_name = "reporting"
urlpatterns = [
    path("", national_views.period_list, name="period_list"),
    path("openapi.json", national_views.openapi, name="openapi"),
    path("<quarter:quarter>/", national_views.national, name="national"),
    path("<quarter:quarter>/voortgang.csv", national_views.national_csv, name="national_csv"),
    path("<quarter:quarter>/voortgang.xlsx", national_views.national_xlsx, name="national_xlsx"),
    path("<quarter:quarter>/voortgang.json", national_views.national_json, name="national_json"),
    path("<quarter:quarter>/knelpunten/", national_views.bottleneck_list, name="bottleneck_list"),
    # what one region submitted
    path(
        "<quarter:quarter>/<region:code>/versie/<int:number>/",
        read_views.report_version,
        name="report_version",
    ),
    path(
        "<quarter:quarter>/<region:code>/vergelijken/",
        read_views.report_compare,
        name="report_compare",
    ),
    path("<quarter:quarter>/<region:code>/spiegel/", read_views.mirror, name="mirror"),
    path(
        "<quarter:quarter>/<region:code>/rapportage.xlsx",
        read_views.report_xlsx,
        name="report_xlsx",
    ),
    path(
        "<quarter:quarter>/<region:code>/rapportage.csv",
        read_views.report_csv,
        name="report_csv",
    ),
    path(
        "<quarter:quarter>/<region:code>/rapportage.pdf",
        read_views.report_pdf,
        name="report_pdf",
    ),
    # the 20-minute report
    path(
        "<quarter:quarter>/<region:code>/invullen/",
        write_views.report_prepare,
        name="report_prepare",
    ),
    path(
        "<quarter:quarter>/<region:code>/verhaal/",
        write_views.report_narrative,
        name="report_narrative",
    ),
    path(
        "<quarter:quarter>/<region:code>/indienen/",
        write_views.report_submit,
        name="report_submit",
    ),
    # the programme's work on a quarter
    path("openen/", staff_views.period_open, name="period_open"),
    path("<quarter:quarter>/stand/", staff_views.period_status, name="period_status"),
    path("<quarter:quarter>/afsluiten/", staff_views.period_close, name="period_close"),
    path("<quarter:quarter>/herinneren/", reminder_views.period_remind, name="period_remind"),
    path(
        "<quarter:quarter>/<region:code>/heropenen/",
        staff_views.report_reopen,
        name="report_reopen",
    ),
    path("sleutels/", token_views.token_list, name="token_list"),
    path("sleutels/<int:pk>/intrekken/", token_views.token_revoke, name="token_revoke"),
    path("herinneringen/", reminder_views.reminder_choice, name="reminder_choice"),
    # after everything of a quarter, for "stand" could be a region's code
    path("<quarter:quarter>/<region:code>/", read_views.report_detail, name="report_detail"),
]
