"""The quarters of the portal that the browser walks through, and every page about them."""

from django.urls import reverse
from django.utils.timezone import localdate

from loket.models import Framework, Region
from reporting.models import Bottleneck, Milestone, Period, ProgressReport, Token
from reporting.preparation import prepare
from reporting.writing import confirm
from selfassessment.models import Assessment
from tests.browser.stops import LONG_NAME, Stop
from tests.make import make_assessment, make_period, make_report

OTHERS = ["VR01", "VR02", "VR17", "VR24", "VR25"]
# One quarter for each way in which Utrecht's report can stand. No other region has more to say.
NO_ASSESSMENT, FIRST, TOO_FEW, NOT_SUBMITTED = "2023-Q4", "2024-Q1", "2024-Q2", "2024-Q3"
REOPENED, SUBMITTED, COMPLETE = "2024-Q4", "2025-Q1", "2025-Q2"
BEGUN, NOT_BEGUN, LATER = "2025-Q3", "2025-Q4", "2098-Q1"
CLOSED = [FIRST, TOO_FEW, NOT_SUBMITTED]
TEXT = {
    "results": f"Wij stelden dit vast:\n\n- {LONG_NAME}\n- de rest\n\nEn verder: {LONG_NAME}",
    "fte": "1.5",
    "budget": 1_250_000,
}
SEND_STORY = "Bewaar en ga naar stap 3"


def furnish_reports(utrecht, contact, staff):
    """Have ten quarters: with the whole country, with too few regions, and one for each state."""
    norm, newer = Framework.objects.order_by("position")
    quarters = [FIRST, TOO_FEW, NOT_SUBMITTED, REOPENED, SUBMITTED, COMPLETE, BEGUN, NOT_BEGUN]
    periods = {quarter: period_of(quarter, norm) for quarter in [*quarters, LATER]}
    period_of(NO_ASSESSMENT, newer)
    furnish_country(periods, norm)
    furnish_submitted(periods, utrecht, contact, staff)
    for quarter in CLOSED:
        periods[quarter].close(by=staff)
    furnish_drafts(periods, utrecht, contact)
    Token.make(name="Dashboard van het programma", by=staff)
    Token.make(name=LONG_NAME[:100], by=staff)


def period_of(quarter, norm):
    year, number = quarter.split("-Q")
    return make_period(int(year), int(number), framework=norm)


def furnish_country(periods, norm):
    """Let enough other regions report twice, each on its own level; one keeps to itself once."""
    for level, code in enumerate(OTHERS, start=1):
        region = Region.objects.get(code=code)
        answers = make_assessment(region, norm).answers
        answers.update(status="implemented", maturity=level)
        answers.filter(control__category__number=8 + level).update(maturity=None)
        make_report(region, periods[FIRST], offers_help=level > 3)
        answers.filter(control__category__number__lt=4).update(maturity=4)
        make_report(region, periods[NOT_SUBMITTED], offers_help=True)
    make_report(region, periods[TOO_FEW], shares_figures=False)


def furnish_submitted(periods, utrecht, contact, staff):
    """Let Utrecht submit: with a text and bottlenecks, which go on from quarter to quarter."""
    first = ProgressReport.objects.create(region=utrecht, period=periods[FIRST])
    for theme in ("people", "suppliers"):
        text = f"Het knelpunt is: {LONG_NAME}\nEn dat al lang."
        Bottleneck.objects.create(
            version=first.draft, theme=theme, text=text, help_wanted="Wie kent een voorbeeld?"
        )
    draft = first.draft
    for name, value in TEXT.items():
        setattr(draft, name, value)
    draft.save()
    first.submit(by=contact)
    make_report(utrecht, periods[TOO_FEW], by=contact)
    reopened = make_report(utrecht, periods[REOPENED], by=contact)
    answers = Assessment.objects.get(region=utrecht).answers
    for answer in answers.filter(control__category__number=3)[:3]:
        values = {"status": "implemented", "maturity": 5, "note": f"Nieuw: {LONG_NAME}"}
        answer.change(values, seen=answer.version, by=contact)
    reopened.reopen(reason=f"Kijk nog eens naar:\n{LONG_NAME}", by=staff)
    reopened.submit(by=contact)
    reopened.reopen(reason="Nog een keer.", by=staff)
    make_report(utrecht, periods[SUBMITTED], by=contact)


def furnish_drafts(periods, utrecht, contact):
    """Let Utrecht have begun one report, and be ready to submit another.

    In the first category 1 is confirmed, and category 2 changed after that, category 4 without.
    """
    begun = confirmed(utrecht, periods[BEGUN], contact, {1, 2})
    draft = begun.draft
    draft.results = ""
    draft.save()
    answers = Assessment.objects.get(region=utrecht).answers
    for number in (2, 4):
        answer = answers.filter(control__category__number=number).first()
        values = {"status": "planned", "action_owner": LONG_NAME}
        answer.change(values, seen=answer.version, by=contact)
    confirmed(utrecht, periods[COMPLETE], contact, set(range(1, 17)))


def confirmed(utrecht, period, contact, numbers):
    """Return the report of this quarter, in which the contact confirmed these categories."""
    report = ProgressReport.begin(utrecht, period)
    for chapter in prepare(report, contact, localdate()).chapters:
        if chapter.category.number in numbers:
            confirm(report, chapter, by=contact)
    return report


def of_all(page, quarter):
    return reverse(f"reporting:{page}", args=[quarter])


def of_utrecht(page, quarter, *where):
    return reverse(f"reporting:{page}", args=[quarter, "VR09", *where])


def no_reports():
    """Return what somebody finds who is no contact: nothing."""
    return {"reports, none": Stop(reverse("reporting:period_list"), 404)}


def own_reports():
    """Return the pages of the quarters as a region's contact meets them."""
    return to_fill_in() | to_read() | country() | own_reminders()


def to_fill_in():
    """Return the three steps of a report, in each state."""
    story, wrong = of_utrecht("report_narrative", BEGUN), {"fte": "veel", "budget": "-1"}
    prepare = {
        "no assessment": NO_ASSESSMENT,
        "not submitted in time": NOT_SUBMITTED,
        "reopened": REOPENED,
        "all confirmed": COMPLETE,
        "partly confirmed": BEGUN,
        "not begun": NOT_BEGUN,
    }
    submit = {
        "no assessment": NO_ASSESSMENT,
        "not submitted in time": NOT_SUBMITTED,
        "complete": COMPLETE,
        "incomplete": BEGUN,
    }
    pages = [("report_prepare", prepare), ("report_submit", submit)]
    return {
        **{
            f"{page}, {state}": Stop(of_utrecht(page, quarter))
            for page, states in pages
            for state, quarter in states.items()
        },
        "narrative, not submitted in time": Stop(of_utrecht("report_narrative", NOT_SUBMITTED)),
        "narrative": Stop(of_utrecht("report_narrative", COMPLETE)),
        "narrative, empty": Stop(story),
        "narrative, errors": Stop(
            story, types=wrong, button=SEND_STORY, shows="Wat u typte, staat er nog"
        ),
        "narrative, conflict": Stop(
            story,
            types={"seen": "oud", "results": LONG_NAME, "fte": "2"},
            button=SEND_STORY,
            shows="Iemand anders was u voor",
        ),
    }


def to_read():
    """Return what a region submitted, in each state: for its contacts and for the programme."""
    compare = of_utrecht("report_compare", REOPENED)
    details = {
        "first": FIRST,
        "never submitted": NOT_SUBMITTED,
        "reopened": REOPENED,
        "submitted": SUBMITTED,
        "begun": BEGUN,
        "not begun": NOT_BEGUN,
    }
    return {
        **{
            f"report, {state}": Stop(of_utrecht("report_detail", quarter))
            for state, quarter in details.items()
        },
        "version": Stop(of_utrecht("report_version", REOPENED, 2)),
        "version, earlier": Stop(of_utrecht("report_version", REOPENED, 1)),
        "compare": Stop(compare),
        "compare, versions": Stop(f"{compare}?met={REOPENED}.1", shows="3 controls verschillen"),
        "compare, no such version": Stop(f"{compare}?met=onzin", shows="Let op:"),
        "compare, nothing yet": Stop(of_utrecht("report_compare", BEGUN)),
        "mirror": Stop(of_utrecht("mirror", FIRST), shows="quartile-own"),
        "mirror, too few": Stop(of_utrecht("mirror", TOO_FEW), shows="Nog te weinig regio’s"),
        "mirror, nothing of its own": Stop(of_utrecht("mirror", NOT_SUBMITTED)),
    }


def country():
    """Return the pages about all regions that contacts see as well."""
    picture = of_all("national", FIRST)
    return {
        "quarters": Stop(reverse("reporting:period_list")),
        "quarters, no such page": Stop(reverse("reporting:period_list") + "?pagina=99"),
        "country": Stop(picture, shows='id="spread-chart-title"'),
        "country, no such page": Stop(f"{picture}?pagina=99"),
        "country, later": Stop(of_all("national", NOT_SUBMITTED), shows="procentpunt"),
        "country, too few": Stop(of_all("national", TOO_FEW), shows="nog geen landelijke cijfers"),
        "country, nothing": Stop(of_all("national", NOT_BEGUN)),
    }


def own_reminders():
    choice = reverse("reporting:reminder_choice")
    return {
        "reminders": Stop(choice),
        "reminders, chosen": Stop(choice, button="Bewaar", shows="Uw keuze is bewaard."),
    }


def reports_of_all():
    """Return the pages of the quarters as the programme meets them."""
    opening, keys = reverse("reporting:period_open"), reverse("reporting:token_list")
    reopening, problems = of_utrecht("report_reopen", SUBMITTED), of_all("bottleneck_list", FIRST)
    wrong = {"year": "1999", "opens_on": "2025-06-01", "deadline": "2025-05-01"}
    states = {"open": REOPENED, "closed": FIRST, "not yet open": LATER}
    return {
        **to_read(),
        **country(),
        **{
            f"{page}, {state}": Stop(of_all(page, quarter))
            for page in ("period_status", "period_close")
            for state, quarter in states.items()
        },
        "open a quarter": Stop(opening),
        "open a quarter, errors": Stop(
            opening, types=wrong, button="Open het kwartaal", shows="De einddatum ligt vóór"
        ),
        "reopen": Stop(reopening),
        "reopen, errors": Stop(
            reopening,
            types={"reason": ""},
            button="Heropen de rapportage",
            shows="Schrijf op waarom",
        ),
        "reopen, closed": Stop(of_utrecht("report_reopen", FIRST)),
        "reopen, not submitted": Stop(of_utrecht("report_reopen", BEGUN)),
        "bottlenecks": Stop(problems, shows="Wie kent een voorbeeld?"),
        "bottlenecks, one theme": Stop(f"{problems}?thema=people"),
        "bottlenecks, nothing": Stop(f"{problems}?thema=money"),
        "bottlenecks, no such page": Stop(f"{problems}?pagina=99"),
        "keys": Stop(keys),
        "keys, errors": Stop(
            keys, types={"name": ""}, button="Maak een sleutel", shows="Schrijf op waarvoor"
        ),
        "keys, made": Stop(
            keys,
            types={"name": "Nieuw"},
            button="Maak een sleutel",
            shows="U ziet hem maar één keer",
        ),
    }


def admin_of_quarters():
    periods, milestone = Period.objects.in_bulk(), Milestone.objects.first()
    by_name = {str(period): pk for pk, period in periods.items()}
    add = reverse("admin:reporting_period_add")
    change = reverse("admin:reporting_milestone_change", args=[milestone.pk])
    return {
        "quarters": Stop(reverse("admin:reporting_period_changelist")),
        "quarter, add": Stop(add),
        "quarter, add, errors": Stop(add, types={"year": "1999"}, button="Opslaan"),
        **{
            f"quarter {name}": Stop(reverse("admin:reporting_period_change", args=[by_name[name]]))
            for name in (FIRST, REOPENED, LATER)
        },
        "quarter, history": Stop(
            reverse("admin:reporting_period_history", args=[by_name[REOPENED]])
        ),
        "milestones": Stop(reverse("admin:reporting_milestone_changelist")),
        "milestone, add": Stop(reverse("admin:reporting_milestone_add")),
        "milestone": Stop(change),
        "milestone, errors": Stop(change, types={"name": "", "due_on": "morgen"}, button="Opslaan"),
    }
