"""Admin for rows that are not for every eye: the same rule in lists, search, choices and logs."""

from django import forms
from django.contrib import admin
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.http import Http404
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime

from loket.admin_site import DeskAdmin
from loket.classified import reason_needed
from loket.models import AccessLog
from loket.tlp import TLP

LOG_LINES = 20


class ClassifiedForm(forms.ModelForm):
    """A form that asks why when a classification goes down."""

    reason = forms.CharField(
        label="Reden van de lagere classificatie",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Alleen nodig als u de classificatie verlaagt. De reden komt in het logboek.",
    )

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and "tlp" in self.changed_data and "tlp" in cleaned:
            old, new = TLP(self.initial["tlp"]), TLP(cleaned["tlp"])
            if new.is_lower_than(old) and not cleaned.get("reason"):
                self.add_error("reason", reason_needed(old, new))
        return cleaned


class ProtectedAdmin(DeskAdmin):
    """Shows what its reader may see, changes what its reader may edit, names nothing in its log."""

    form = ClassifiedForm
    # What somebody sees who may not edit: no log, and no fields that only a form has.
    readers_fields = ()

    def get_fieldsets(self, request, obj=None):
        if obj and not self.has_change_permission(request, obj):
            return [(None, {"fields": self.readers_fields})]
        return super().get_fieldsets(request, obj)

    def get_queryset(self, request):
        return self.model.objects.visible_to(request.user)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.may_edit(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.may_edit(request, obj)

    def may_edit(self, request, obj):
        mine = self.model.objects.editable_by(request.user)
        return obj is None or mine.filter(pk=obj.pk).exists()

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        raise Http404

    def save_model(self, request, obj, form, change):
        """Save the plain fields, then let the item's own verbs do what must be logged."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        tlp, is_published = obj.tlp, obj.is_published
        obj.tlp, obj.is_published = form.initial["tlp"], form.initial["is_published"]
        super().save_model(request, obj, form, change)
        if tlp != obj.tlp:
            obj.classify(tlp, reason=form.cleaned_data["reason"], by=request.user)
        if is_published != obj.is_published:
            (obj.publish if is_published else obj.withdraw)(by=request.user)

    def log_addition(self, request, obj, message):
        return nameless(super().log_addition(request, obj, message))

    def log_change(self, request, obj, message):
        return nameless(super().log_change(request, obj, message))

    def log_deletions(self, request, queryset):
        keys = [str(row.pk) for row in queryset]
        super().log_deletions(request, queryset)
        deleted = LogEntry.objects.filter(
            content_type=get_content_type_for_model(self.model),
            action_flag=DELETION,
            object_id__in=keys,
        )
        deleted.update(object_repr=self.opts.verbose_name)

    @admin.display(description="classificatie", ordering="tlp")
    def badge(self, obj):
        name = obj.tlp.replace("+strict", "")
        return format_html('<span class="tlp tlp-{}">{}</span>', name, obj.classification.label)

    @admin.display(description="logboek")
    def trail(self, obj):
        """Return the last lines of what happened to this item, for those who edit it."""
        lines = AccessLog.objects.about(obj).select_related("user")[:LOG_LINES]
        rows = (
            (
                f"{localtime(line.at):%d-%m-%Y %H:%M}",
                line.get_action_display(),
                line.user or "–",
                line.detail,
            )
            for line in lines
        )
        items = format_html_join("", "<li>{} · {} · {} {}</li>", rows)
        return format_html("<ul>{}</ul>", items) if items else "Nog niets."


def nameless(entry):
    """Keep the title out of Django's admin log: it would outlive the right to see it."""
    entry.object_repr = f"{entry.content_type.name} {entry.object_id}"
    entry.save(update_fields=["object_repr"])
    return entry
