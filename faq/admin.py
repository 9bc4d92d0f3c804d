"""Admin of the FAQ: topics, entries and what readers thought of them."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from markdownx.models import MarkdownxField
from markdownx.widgets import AdminMarkdownxWidget

from faq.models import Entry, Topic
from faq.references import Answers, codes_in
from loket.admin_site import DeskAdmin
from loket.protected_admin import ClassifiedForm, ProtectedAdmin

UNKNOWN_CODES = (
    "Deze codes kennen we niet: {}. De code van een hulpmiddel staat in het beheer van de toolbox."
)


class EntryForm(ClassifiedForm):
    """An entry whose codes stand for tools that its editor knows."""

    editor = None

    def clean_answer(self):
        """Name new codes that this editor can do nothing with, be they mistyped or hidden."""
        answer = self.cleaned_data["answer"]
        unknown = codes_in(answer) - codes_in(self.initial.get("answer", ""))
        unknown -= Answers([Entry(answer=answer)], self.editor).links.keys()
        if unknown:
            raise ValidationError(UNKNOWN_CODES.format(", ".join(sorted(unknown))))
        return answer


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
    form = EntryForm
    list_display = ["question", "topic", "badge", "is_published", "yes", "no", "changed_at"]
    list_filter = [UnhelpfulFilter, "is_published", "topic", "tlp"]
    list_select_related = ["topic"]
    search_fields = ["question", "answer"]
    readonly_fields = ["versions", "decisions", "views"]
    readers_fields = ["topic", "question", "answer", "tlp", "is_published"]
    formfield_overrides = {
        MarkdownxField: {"widget": AdminMarkdownxWidget},
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    fieldsets = [
        (None, {"fields": ["seen", "topic", "position", "question", "answer", "controls"]}),
        ("Wie mag dit zien?", {"fields": ["tlp", "reason", "is_published"]}),
        ("Wat er is gebeurd", {"fields": ["versions", "decisions", "views"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_votes()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.editor = request.user
        return form

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
