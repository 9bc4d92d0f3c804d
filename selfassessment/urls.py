"""Addresses of the self-assessment: a region's code, and the number of a category or control."""

from django.urls import path, register_converter

from selfassessment import carry_over_views, category_views, sheet_views, views
from selfassessment.addresses import Word

register_converter(Word, "word")

app_name = "selfassessment"
urlpatterns = [
    path("", views.assessment_list, name="assessment_list"),
    path("beginnen/", views.assessment_start, name="assessment_start"),
    path("<word:key>/", views.assessment_detail, name="assessment_detail"),
    path("<word:key>/ambitie/", views.ambition_edit, name="ambition_edit"),
    path("<word:key>/controls/", views.control_list, name="control_list"),
    path("<word:key>/volgende/", views.next_open, name="next_open"),
    path("<word:key>/collegas/", views.colleague_list, name="colleague_list"),
    path("<word:key>/overnemen/<int:framework>/", carry_over_views.carry_over, name="carry_over"),
    path("<word:key>/zelfevaluatie.xlsx", sheet_views.assessment_xlsx, name="assessment_xlsx"),
    path("<word:key>/zelfevaluatie.csv", sheet_views.assessment_csv, name="assessment_csv"),
    path("<word:key>/inlezen/", sheet_views.answer_upload, name="answer_upload"),
    path("<word:key>/<int:number>/", category_views.category_form, name="category_form"),
    path("<word:key>/<int:number>/alles/", category_views.category_fill, name="category_fill"),
    path(
        "<word:key>/<int:number>/<word:control>/",
        category_views.control_history,
        name="control_history",
    ),
]
