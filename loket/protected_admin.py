"""Admin for rows that are not for every eye: the same rule in lists, search, choices and logs."""

from hashlib import sha256

from django import forms
from django.contrib import admin
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.http import Http404
from django.utils import timezone
from django.utils.html import format_html

from loket.admin_site import DeskAdmin, log_lines
from loket.classified import reason_needed
from loket.models import AccessLog
from loket.tlp import TLP

CHANGED_MEANWHILE = (
    "Iemand anders heeft dit gewijzigd terwijl u bezig was. Wat u invulde, staat er nog. Kijk in "
    "een ander venster wat er is gewijzigd en sla daarna opnieuw op."
)


class ClassifiedForm(forms.ModelForm):
    """A form that asks why when a classification goes down."""

    reason = forms.CharField(
        label="Reden van de lagere classificatie",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Alleen nodig als u de classificatie verlaagt. De reden komt in het logboek.",
    )

    # How the item stood when the page was made.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def get_initial_for_field(self, field, field_name):
        if field_name == "seen":
            return self.state()
        return super().get_initial_for_field(field, field_name)

    def state(self):
        """Return a mark of all that this form shows, as the item stands now."""
        return sha256(repr(sorted(self.initial.items())).encode()).hexdigest()

    def clean(self):
        """Ask for a reason, and refuse, once, to undo what somebody else did meanwhile."""
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("seen") != self.state():
            self.add_error(None, CHANGED_MEANWHILE)
            self.data = self.data.copy()
            self.data["seen"] = self.state()
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

    def get_object(self, request, object_id, from_field=None):
        """Fetch an item; to change it, hold it first, so that two editors take turns."""
        obj = super().get_object(request, object_id, from_field)
        if obj and request.method == "POST":
            obj.hold()
            obj = super().get_object(request, object_id, from_field)
        return obj

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Show the form; that is a view of the item, and above GREEN those are on record."""
        if obj:
            obj.record_view(request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def view_on_site(self, obj):
        return obj.get_absolute_url()

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
            self.record_start(obj, by=request.user)
            return
        if form.has_changed():
            obj.changed_at = timezone.now()
        tlp, is_published = obj.tlp, obj.is_published
        obj.tlp, obj.is_published = form.initial["tlp"], form.initial["is_published"]
        super().save_model(request, obj, form, change)
        if tlp != obj.tlp:
            obj.classify(tlp, reason=form.cleaned_data["reason"], by=request.user)
        if is_published != obj.is_published:
            (obj.publish if is_published else obj.withdraw)(by=request.user)

    def record_start(self, obj, *, by):
        """Write down how a new item began."""
        label = obj.classification.label
        AccessLog.objects.note(AccessLog.Action.CLASSIFIED, obj, by=by, detail=label)
        if obj.is_published:
            AccessLog.objects.note(AccessLog.Action.PUBLISHED, obj, by=by)

    def delete_model(self, request, obj):
        AccessLog.objects.note(AccessLog.Action.DELETED, obj, by=request.user)
        super().delete_model(request, obj)

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

    @admin.display(description="besluiten")
    def decisions(self, obj):
        """Return who classified, opened, closed or published this item."""
        return log_lines(AccessLog.objects.about(obj).exclude(action=AccessLog.Action.VIEWED))

    @admin.display(description="bekeken door")
    def views(self, obj):
        """Return who looked at this item while it was above GREEN."""
        return log_lines(AccessLog.objects.about(obj).filter(action=AccessLog.Action.VIEWED))


def nameless(entry):
    """Keep the title out of Django's admin log: it would outlive the right to see it."""
    entry.object_repr = f"{entry.content_type.name} {entry.object_id}"
    entry.save(update_fields=["object_repr"])
    return entry
