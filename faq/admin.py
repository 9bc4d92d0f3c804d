"""Admin of the FAQ: topics, entries and what readers thought of them."""

from django import forms
from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from markdownx.models import MarkdownxField
from markdownx.widgets import AdminMarkdownxWidget

from faq.models import Entry, Topic
from loket.admin_site import DeskAdmin
from loket.protected_admin import ProtectedAdmin


class UnhelpfulFilter(admin.SimpleListFilter):
    """Entries that readers did not find helpful."""

    title = "volgens lezers"
    parameter_name = "nuttig"

    def lookups(self, request, model_admin):
        return [("nee", "Vaker niet dan wel nuttig"), ("soms", "Ooit niet nuttig gevonden")]

    def queryset(self, request, queryset):
        match self.value():
            case "nee":
                return queryset.mostly_unhelpful()
            case "soms":
                return queryset.filter(unhelpful__gt=0)
        return queryset


@admin.register(Entry)
class EntryAdmin(ProtectedAdmin):
    list_display = ["question", "topic", "badge", "is_published", "yes", "no", "changed_at"]
    list_filter = [UnhelpfulFilter, "is_published", "topic", "tlp"]
    list_select_related = ["topic"]
    search_fields = ["question", "answer"]
    readonly_fields = ["versions", "trail"]
    readers_fields = ["topic", "question", "answer", "tlp", "is_published"]
    formfield_overrides = {
        MarkdownxField: {"widget": AdminMarkdownxWidget},
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    fieldsets = [
        (None, {"fields": ["topic", "position", "question", "answer", "controls"]}),
        ("Wie mag dit zien?", {"fields": ["tlp", "reason", "is_published"]}),
        ("Wat er is gebeurd", {"fields": ["versions", "trail"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_votes()

    def view_on_site(self, obj):
        return obj.get_absolute_url()

    def save_model(self, request, obj, form, change):
        if {"question", "answer"} & set(form.changed_data):
            obj.changed_at = timezone.now()
        super().save_model(request, obj, form, change)

    @admin.display(description="nuttig", ordering="helpful")
    def yes(self, obj):
        return obj.helpful

    @admin.display(description="niet nuttig", ordering="unhelpful")
    def no(self, obj):
        return obj.unhelpful

    @admin.display(description="eerdere versies")
    def versions(self, obj):
        if not obj.pk:
            return "Nog niets."
        address = reverse("faq:entry_history", args=[obj.pk])
        return format_html('<a href="{}">Bekijk de verschillen tussen de versies</a>', address)


@admin.register(Topic)
class TopicAdmin(DeskAdmin):
    list_display = ["name", "position"]
    list_editable = ["position"]
