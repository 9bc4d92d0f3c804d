"""Pages of the toolbox."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from loket.models import Region
from loket.paging import PAGE_SIZE, page_of
from toolbox.forms import ToolFilterForm
from toolbox.models import Tool


@login_not_required
@require_safe
def tool_list(request):
    """The catalogue: what this reader may see, and options and counts of just that."""
    form = ToolFilterForm(request.GET, Tool.objects.visible_to(request.user))
    page, notice = page_of(request, form.rows().for_list())
    context = {"form": form, "page": page, "notice": notice}
    return render(request, "toolbox/tool_list.html", context)


@login_not_required
@require_safe
def tool_detail(request, pk):
    """One tool. Above GREEN the view is on record before anything is shown."""
    visible = Tool.objects.visible_to(request.user)
    tool = get_object_or_404(visible.select_related("source", "owner"), pk=pk)
    tool.record_view(request.user)
    grounds = tool.grounds_for(request.user) if tool.is_confidential else ""
    address = request.build_absolute_uri(tool.get_absolute_url())
    context = {"tool": tool, "grounds": grounds, "address": address}
    return render(request, "toolbox/tool_detail.html", context)


@require_safe
def tool_work_list(request):
    """What an owner still has to decide or mend; the programme's for staff, a region's for it."""
    user = request.user
    if not user.is_staff and not Region.objects.represented_by(user).exists():
        raise Http404
    mine = Tool.objects.editable_by(user).defer("search")
    context = {
        "undecided": mine.undecided()[:PAGE_SIZE],
        "contradictory": mine.contradictory()[:PAGE_SIZE],
        "without_content": mine.without_content()[:PAGE_SIZE],
    }
    return render(request, "toolbox/tool_work_list.html", context)
