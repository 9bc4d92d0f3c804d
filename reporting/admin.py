"""Admin of quarters and milestones. What regions report is not here: that is on the site."""

from django.contrib import admin

from loket.admin_site import DeskAdmin
from reporting.models import Milestone, Period, ProgressReport
from reporting.staff_forms import PeriodForm


@admin.register(Period)
class PeriodAdmin(DeskAdmin):
    """Dates of a quarter. Closing is done on its own page, which says what that means."""

    form = PeriodForm
    list_display = ["__str__", "framework", "opens_on", "deadline", "closed_at"]
    list_select_related = ["framework"]

    def get_fields(self, request, obj=None):
        closed = ["closed_at", "closed_by"] if obj and obj.is_closed else []
        return [*PeriodForm.Meta.fields, *closed]

    def get_readonly_fields(self, request, obj=None):
        """Keep what reports hang on: once one is begun, quarter, norm and opening stay."""
        closed = ["closed_at", "closed_by"]
        reports = ProgressReport.objects.visible_to(request.user).filter(period=obj)
        return (
            ["year", "quarter", "framework", "opens_on", *closed]
            if obj and reports.exists()
            else closed
        )

    def get_object(self, request, object_id, from_field=None):
        """Fetch a quarter; to change it, hold it first: whoever closes it takes their turn."""
        obj = super().get_object(request, object_id, from_field)
        if obj and request.method == "POST":
            return self.get_queryset(request).select_for_update().get(pk=obj.pk)
        return obj

    def has_change_permission(self, request, obj=None):
        """Show a closed quarter to read. Who sends its form after all is told why not, there."""
        is_closed = obj is not None and obj.is_closed and request.method != "POST"
        return super().has_change_permission(request, obj) and not is_closed

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Milestone)
class MilestoneAdmin(DeskAdmin):
    list_display = ["name", "measure", "due_on"]
