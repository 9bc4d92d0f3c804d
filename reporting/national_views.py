"""Pages and downloads about all regions together: the quarters, the country, the bottlenecks."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from loket.downloads import csv_response, xlsx_response
from loket.models import AccessLog, Region
from loket.paging import page_of
from reporting.addresses import period_at
from reporting.figures import FEWEST_REGIONS, national_figures, standing_for
from reporting.models import Bottleneck, Period, ProgressReport, Token
from reporting.national_sheets import csv_rows, draw_sheets
from reporting.open_figures import DESCRIPTION, as_data

# All 26 organisations of today on one page.
REGIONS_A_PAGE = 30
UNAUTHORISED = (
    "Geef een geldige sleutel mee: Authorization: Bearer <sleutel>. Een medewerker van het "
    "programma maakt die op de pagina Sleutels."
)


@require_safe
def period_list(request):
    """The quarters, newest first, with how the reader's own regions stand."""
    periods = Period.objects.visible_to(request.user)
    if not request.user.is_staff and not Region.objects.represented_by(request.user).exists():
        raise Http404
    page, notice = page_of(request, periods.with_counts().newest_first())
    reports = ProgressReport.objects.editable_by(request.user).filter(period__in=list(page))
    states = {(row.period_id, row.region_id): row for row in reports.select_related("region")}
    mine = list(Region.objects.represented_by(request.user))
    for period in page:
        period.mine = [(region, states.get((period.pk, region.pk))) for region in mine]
    context = {"page": page, "notice": notice, "today": timezone.localdate()}
    return render(request, "reporting/period_list.html", context)


@require_safe
def national(request, quarter):
    """The country over one quarter, as far as this reader may see it."""
    period = period_at(quarter, Period.objects.visible_to(request.user))
    regions = standing_for(period, request.user)
    page, notice = page_of(request, regions, REGIONS_A_PAGE)
    figures = national_figures(period, request.user, regions, page.object_list)
    note_view(request.user, period, "landelijk beeld")
    context = {
        "figures": figures,
        "period": period,
        "page": page,
        "notice": notice,
        "fewest": FEWEST_REGIONS,
        "today": timezone.localdate(),
    }
    return render(request, "reporting/national.html", context)


@require_safe
def bottleneck_list(request, quarter):
    """For the programme: what regions wrote about one theme, or about all of them."""
    period = period_at(quarter, Period.objects.editable_by(request.user))
    rows = Bottleneck.objects.visible_to(request.user).filter(version__current_of__period=period)
    theme = request.GET.get("thema", "")
    if theme in Bottleneck.Theme.values:
        rows = rows.filter(theme=theme)
    rows = rows.select_related("version__report__region").order_by(
        "theme", "version__report__region__code"
    )
    page, notice = page_of(request, rows)
    note_view(request.user, period, "knelpunten")
    context = {
        "period": period,
        "page": page,
        "notice": notice,
        "theme": theme,
        "themes": Bottleneck.Theme.choices,
        "query": urlencode({"thema": theme}) if theme else "",
    }
    return render(request, "reporting/bottleneck_list.html", context)


@require_safe
def national_csv(request, quarter):
    figures = figures_to_take(request, quarter, "CSV")
    return csv_response(f"voortgang-{figures.period}.csv", csv_rows(figures))


@require_safe
def national_xlsx(request, quarter):
    figures = figures_to_take(request, quarter, "XLSX")
    return xlsx_response(
        f"voortgang-{figures.period}.xlsx", lambda workbook: draw_sheets(workbook, figures)
    )


def figures_to_take(request, quarter, kind):
    """Return the figures that this reader's page shows, of all regions, and write that down."""
    period = period_at(quarter, Period.objects.visible_to(request.user))
    note_view(request.user, period, f"download {kind}")
    return national_figures(period, request.user)


@login_not_required
@require_safe
def national_json(request, quarter):
    """The figures for a dashboard of the programme: read with a token, or by its staff."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    reader = Token.objects.reader(secret.strip()) if kind.lower() == "bearer" else request.user
    if reader is None or not reader.is_authenticated:
        response = JsonResponse({"detail": UNAUTHORISED}, status=401)
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    period = period_at(quarter, Period.objects.editable_by(reader))
    note_view(reader, period, "download JSON")
    response = JsonResponse(as_data(national_figures(period, reader)))
    patch_cache_control(response, private=True, no_store=True)
    return response


@login_not_required
@require_safe
def openapi(request):
    """What the JSON of the figures looks like, for whoever builds on it. Holds no figures."""
    return JsonResponse(DESCRIPTION)


def note_view(user, period, detail):
    AccessLog.objects.note(AccessLog.Action.VIEWED, period, by=user, detail=detail)
