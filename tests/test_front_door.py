"""Every address of the house, and who gets in. The tables below are the specification.

A new address without a row fails; so does a row that no longer has an address.
"""

import re
from datetime import date

import pytest
from django.urls import URLResolver, get_resolver, reverse

from loket.models import Control
from loket.tlp import TLP
from reporting.models import Milestone, ProgressReport, Token
from tests.make import (
    make_assessment,
    make_control,
    make_entry,
    make_framework,
    make_period,
    make_report,
    make_tool,
    make_user,
)
from toolbox.models import Audience, Source

PEOPLE = ["visitor", "outsider", "member", "contact", "other_contact", "staff", "admin"]

# What a GET answers to each of them, in that order. "login": sent to the login page; "home": to
# the start page; "own": redirected to another page of one's own account; "change": to the same
# thing in the admin.
OPEN = "200 200 200 200 200 200 200"
NEEDS_LOGIN = "login 200 200 200 200 200 200"
EVERYBODY_POSTS = "405 405 405 405 405 405 405"
NOT_THERE = "404 404 404 404 404 404 404"
STAFF_ONLY = "404 404 404 404 404 200 200"
STAFF = "login 404 404 404 404 200 200"
STAFF_REFUSED = "login 404 404 404 404 403 403"
STAFF_NOT_THERE = "login 404 404 404 404 404 404"
STAFF_MOVED = "login 404 404 404 404 change change"
ITS_CONTACTS = "login 404 404 200 404 404 404"
ITS_CONTACTS_MOVED = "login 404 404 own 404 404 404"
ITS_CONTACTS_AND_STAFF = "login 404 404 200 404 200 200"
ALL_CONTACTS = "login 404 404 200 200 404 404"
ALL_CONTACTS_AND_STAFF = "login 404 404 200 200 200 200"
STAFF_DONE = "login 404 404 404 404 own own"
ONLY_POSTS = "login 405 405 405 405 405 405"
LOGGED_IN_GO_HOME = "200 home home home home home home"

# name, sample, answers
PAGES = [
    ("home", "", OPEN),
    ("search", "", OPEN),
    ("accessibility", "", OPEN),
    ("privacy", "", OPEN),
    ("security", "", OPEN),
    ("security_txt", "", OPEN),
    ("robots_txt", "", OPEN),
    ("sitemap_xml", "", OPEN),
    ("alive", "", OPEN),
    ("ready", "", OPEN),
    ("toolbox:tool_list", "", OPEN),
    ("toolbox:tool_feed", "", OPEN),
    ("toolbox:tool_work_list", "", "login 404 404 200 200 200 200"),
    ("toolbox:tool_detail", "clear_tool", OPEN),
    ("toolbox:tool_detail", "green_tool", "404 404 200 200 200 200 200"),
    ("toolbox:tool_detail", "opened_tool", "404 404 404 200 404 200 200"),
    ("toolbox:tool_detail", "region_tool", "404 404 404 200 404 404 404"),
    ("toolbox:tool_detail", "draft_tool", STAFF_ONLY),
    ("toolbox:tool_detail", "no_row", NOT_THERE),
    ("faq:entry_list", "", OPEN),
    ("faq:entry_feed", "", OPEN),
    ("faq:entry_print", "", OPEN),
    ("faq:entry_detail", "clear_entry", OPEN),
    ("faq:entry_detail", "amber_entry", "404 404 404 200 200 200 200"),
    ("faq:entry_detail", "draft_entry", STAFF_ONLY),
    ("faq:entry_detail", "no_row", NOT_THERE),
    ("faq:entry_vote", "clear_entry", EVERYBODY_POSTS),
    ("faq:entry_vote", "amber_entry", EVERYBODY_POSTS),
    ("faq:entry_history", "clear_entry", STAFF),
    ("faq:entry_history", "amber_entry", STAFF),
    ("selfassessment:assessment_list", "", NEEDS_LOGIN),
    ("selfassessment:assessment_start", "", ONLY_POSTS),
    ("selfassessment:next_open", "assessment", ITS_CONTACTS_MOVED),
    ("selfassessment:carry_over", "next_edition", ITS_CONTACTS),
    *[
        (f"selfassessment:{page}", sample, ITS_CONTACTS)
        for page, sample in (
            *[("assessment_detail", "assessment"), ("control_list", "assessment")],
            *[("ambition_edit", "assessment"), ("colleague_list", "assessment")],
            *[("assessment_xlsx", "assessment"), ("assessment_csv", "assessment")],
            *[("answer_upload", "assessment"), ("control_history", "answer")],
            *[("category_form", "section"), ("category_fill", "section")],
        )
    ],
    *[
        (f"selfassessment:{page}", sample, STAFF_NOT_THERE)
        for page, sample in (
            *[("assessment_detail", "no_region"), ("category_form", "no_section")],
            *[("control_history", "no_answer"), ("carry_over", "no_edition")],
        )
    ],
    ("reporting:period_list", "", ALL_CONTACTS_AND_STAFF),
    *[
        (f"reporting:{page}", "quarter", ALL_CONTACTS_AND_STAFF)
        for page in ("national", "national_csv", "national_xlsx")
    ],
    ("reporting:national_json", "quarter", "401 404 404 404 404 200 200"),
    ("reporting:openapi", "", OPEN),
    *[
        (f"reporting:{page}", sample, ITS_CONTACTS_AND_STAFF)
        for page, sample in (
            *[("report_detail", "report"), ("report_detail", "begun_report")],
            *[("report_compare", "report"), ("report_version", "version")],
            *[("report_xlsx", "report"), ("report_csv", "report"), ("report_pdf", "report")],
            *[("mirror", "report"), ("mirror", "begun_report")],
        )
    ],
    *[
        (f"reporting:{page}", sample, answers)
        for page in ("report_prepare", "report_narrative", "report_submit")
        for sample, answers in (
            *[("report", ITS_CONTACTS_MOVED), ("begun_report", ITS_CONTACTS)],
            *[("no_report", STAFF_NOT_THERE), ("early_report", STAFF_NOT_THERE)],
        )
    ],
    ("reporting:period_open", "", STAFF),
    *[
        (f"reporting:{page}", "quarter", STAFF)
        for page in ("bottleneck_list", "period_status", "period_close")
    ],
    ("reporting:period_remind", "quarter", ONLY_POSTS),
    ("reporting:report_reopen", "report", STAFF),
    ("reporting:token_list", "", STAFF),
    ("reporting:token_revoke", "token", ONLY_POSTS),
    ("reporting:reminder_choice", "", ALL_CONTACTS),
    # a quarter that opens tomorrow is there for the programme alone
    *[
        (f"reporting:{page}", sample, STAFF)
        for page, sample in (("national", "early"), ("report_detail", "early_report"))
    ],
    *[
        (f"reporting:{page}", sample, STAFF_NOT_THERE)
        for page, sample in (
            *[("national", "no_quarter"), ("period_status", "no_quarter")],
            *[("report_detail", "no_report"), ("mirror", "no_report")],
            *[("report_version", "no_version"), ("report_version", "draft_version")],
            *[("report_xlsx", "begun_report"), ("report_pdf", "begun_report")],
            *[("report_reopen", "no_report"), ("report_compare", "no_report")],
        )
    ],
    ("entry_preview", "", "login 404 404 404 404 405 405"),
    ("account_login", "", LOGGED_IN_GO_HOME),
    ("account_logout", "", "home 200 200 200 200 200 200"),
    ("account_signup", "", LOGGED_IN_GO_HOME),
    ("account_inactive", "", OPEN),
    ("account_change_password", "", NEEDS_LOGIN),
    ("account_set_password", "", "login own own own own own own"),
    ("account_reset_password", "", OPEN),
    ("account_reset_password_done", "", OPEN),
    ("account_reset_password_from_key", "no_key", OPEN),
    ("account_reset_password_from_key_done", "", OPEN),
    ("admin:index", "", STAFF),
    ("admin:login", "", "login 404 404 404 404 own own"),
    ("admin:logout", "", "login 404 404 404 404 405 405"),
    ("admin:password_change", "", "login 404 404 404 404 own own"),
    ("admin:password_change_done", "", STAFF),
    ("admin:jsi18n", "", STAFF),
    ("admin:app_list", "app_label", STAFF),
    *[
        (f"admin:{model}_changelist", "", STAFF)
        for model in (
            *("loket_user", "loket_region", "loket_framework", "loket_category", "loket_control"),
            *("toolbox_tool", "toolbox_audience", "toolbox_source", "faq_entry", "faq_topic"),
            *("reporting_period", "reporting_milestone"),
        )
    ],
    # what an editor adds, changes and deletes
    *[
        (f"admin:{model}_{act}", sample, STAFF)
        for model, sample, acts in (
            ("loket_user", "person", ["add", "change", "history"]),
            ("toolbox_tool", "opened_tool", ["add", "change", "history", "delete"]),
            ("toolbox_audience", "audience", ["add", "change", "history"]),
            ("toolbox_source", "source", ["add", "change", "history"]),
            ("faq_entry", "amber_entry", ["add", "change", "history", "delete"]),
            ("faq_topic", "topic", ["add", "change", "history", "delete"]),
            ("loket_region", "region", ["change", "history"]),
            ("loket_framework", "framework", ["change", "history"]),
            ("loket_category", "category", ["change", "history"]),
            ("loket_control", "control", ["change", "history"]),
            ("reporting_period", "period", ["add", "change", "history"]),
            ("reporting_milestone", "milestone", ["add", "change", "history", "delete"]),
        )
        for act in acts
    ],
    # what nobody does here
    *[
        (f"admin:{model}_{act}", sample, STAFF_REFUSED)
        for model, sample, acts in (
            ("loket_user", "person", ["delete"]),
            ("toolbox_audience", "audience", ["delete"]),
            ("toolbox_source", "source", ["delete"]),
            ("loket_region", "region", ["add", "delete"]),
            ("loket_framework", "framework", ["add", "delete"]),
            ("loket_category", "category", ["add", "delete"]),
            ("loket_control", "control", ["add", "delete"]),
            ("reporting_period", "period", ["delete"]),
        )
        for act in acts
    ],
    # a region's own tool
    *[
        (f"admin:toolbox_tool_{act}", "region_tool", STAFF_NOT_THERE)
        for act in ("change", "history", "delete")
    ],
    # the addresses without a name: an object's old address, and everything else
    ("beheer/toolbox/tool/<path:object_id>/", "region_tool", STAFF_MOVED),
    ("beheer/toolbox/tool/<path:object_id>/", "no_row", STAFF_MOVED),
    *[
        (f"beheer/{model}/<path:object_id>/", "no_row", STAFF_MOVED)
        for model in (
            *("loket/user", "loket/region", "loket/framework", "loket/category", "loket/control"),
            *("toolbox/audience", "toolbox/source", "faq/entry", "faq/topic"),
            *("reporting/period", "reporting/milestone"),
        )
    ],
    ("beheer/(?P<url>.*)$", "", STAFF_NOT_THERE),
]

# The pages that do something, and what a POST without any data answers.
POSTS = [
    ("faq:entry_vote", "clear_entry", "own own own own own own own"),
    ("faq:entry_vote", "amber_entry", "404 404 404 own own own own"),
    ("faq:entry_vote", "draft_entry", "404 404 404 404 404 own own"),
    ("faq:entry_vote", "no_row", NOT_THERE),
    ("selfassessment:assessment_start", "", STAFF_NOT_THERE),
    # a form that holds nothing at all is none of ours
    ("selfassessment:category_form", "section", STAFF_NOT_THERE),
    ("selfassessment:category_form", "no_section", STAFF_NOT_THERE),
    ("selfassessment:category_fill", "section", ITS_CONTACTS),
    ("selfassessment:colleague_list", "assessment", ITS_CONTACTS),
    ("selfassessment:ambition_edit", "assessment", ITS_CONTACTS),
    ("selfassessment:answer_upload", "assessment", ITS_CONTACTS),
    ("selfassessment:carry_over", "next_edition", ITS_CONTACTS),
    ("reporting:report_prepare", "begun_report", ITS_CONTACTS_MOVED),
    ("reporting:report_narrative", "begun_report", ITS_CONTACTS),
    ("reporting:report_submit", "begun_report", ITS_CONTACTS),
    ("reporting:report_prepare", "report", ITS_CONTACTS_MOVED),
    ("reporting:report_submit", "report", ITS_CONTACTS_MOVED),
    *[
        (f"reporting:{page}", "no_report", STAFF_NOT_THERE)
        for page in ("report_prepare", "report_narrative", "report_submit", "report_reopen")
    ],
    ("reporting:period_open", "", STAFF),
    ("reporting:report_reopen", "report", STAFF),
    ("reporting:period_remind", "quarter", STAFF_DONE),
    ("reporting:period_close", "old_quarter", STAFF_DONE),
    ("reporting:token_list", "", STAFF),
    ("reporting:token_revoke", "token", "login 404 404 404 404 own 404"),
    ("reporting:reminder_choice", "", "login 404 404 own own 404 404"),
    ("entry_preview", "", STAFF),
    ("admin:logout", "", "login 404 404 404 404 home home"),
    ("admin:toolbox_tool_change", "opened_tool", STAFF),
    ("admin:toolbox_tool_change", "region_tool", STAFF_NOT_THERE),
    ("admin:toolbox_tool_delete", "region_tool", STAFF_NOT_THERE),
    ("admin:faq_entry_change", "draft_entry", STAFF),
    ("admin:loket_user_change", "person", STAFF),
    ("admin:loket_user_delete", "person", STAFF_REFUSED),
    ("admin:loket_region_change", "region", STAFF_REFUSED),
    ("admin:toolbox_source_delete", "source", STAFF_REFUSED),
]

PUBLIC = {
    *("home", "search", "accessibility", "privacy", "security", "security_txt", "robots_txt"),
    *("sitemap_xml", "alive", "ready"),
    *("toolbox:tool_list", "toolbox:tool_feed", "toolbox:tool_detail"),
    *("faq:entry_list", "faq:entry_feed", "faq:entry_print", "faq:entry_detail", "faq:entry_vote"),
    # the first asks for a key; the second holds no figures
    *("reporting:national_json", "reporting:openapi"),
    *("account_login", "account_logout", "account_signup", "account_inactive"),
    *("account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done"),
    "admin:login",
}


def addresses(resolver, route="", names=()):
    """Every address as (name, or route if it has no name, and the view)."""
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver):
            space = [entry.namespace] if entry.namespace else []
            yield from addresses(entry, here, (*names, *space))
        else:
            yield ":".join([*names, entry.name]) if entry.name else here, entry.callback


ADDRESSES = list(addresses(get_resolver()))


@pytest.fixture
def samples(cast, utrecht):
    """The arguments for the addresses, by the names that the tables use."""
    opened = make_tool(tlp=TLP.AMBER)
    opened.open_to(utrecht, by=cast["staff"])
    amber = make_entry(tlp=TLP.AMBER)
    control = make_control()
    rows = {
        "clear_tool": make_tool(),
        "green_tool": make_tool(tlp=TLP.GREEN),
        "opened_tool": opened,
        "region_tool": make_tool(tlp=TLP.AMBER, owner=utrecht),
        "draft_tool": make_tool(is_published=False),
        "clear_entry": make_entry(),
        "amber_entry": amber,
        "draft_entry": make_entry(is_published=False),
        "person": make_user(member_of=[utrecht]),
        "region": utrecht,
        "control": control,
        "category": control.category,
        "framework": control.category.framework,
        "audience": Audience.objects.create(name="CISO"),
        "source": Source.objects.create(name="IFV"),
        "topic": amber.topic,
    }
    assessment = make_assessment(utrecht)
    rows |= report_rows(utrecht, assessment.framework, cast["staff"])
    keys = {name: [row.pk] for name, row in rows.items()}
    edition = make_framework(position=2)
    control_of(edition).predecessors.set([control_of(assessment.framework)])
    keys |= {
        "assessment": ["VR09"],
        "section": ["VR09", 1],
        "answer": ["VR09", 1, "1.1"],
        "next_edition": ["VR09", edition.pk],
        "no_region": ["VR99"],
        "no_section": ["VR09", 99],
        "no_answer": ["VR09", 1, "9.9"],
        "no_edition": ["VR09", 987654],
        "quarter": ["2026-Q3"],
        "old_quarter": ["2025-Q4"],
        "early": ["2199-Q1"],
        "no_quarter": ["2001-Q1"],
        "report": ["2026-Q3", "VR09"],
        "begun_report": ["2026-Q2", "VR09"],
        "early_report": ["2199-Q1", "VR09"],
        "no_report": ["2026-Q3", "VR99"],
        "version": ["2026-Q3", "VR09", 1],
        "draft_version": ["2026-Q2", "VR09", 1],
        "no_version": ["2026-Q3", "VR09", 2],
    }
    return keys | {"": [], "no_row": [987654], "app_label": ["toolbox"], "no_key": ["x", "y"]}


def report_rows(region, norm, staff):
    """Make quarters to come, running and old; a region reported on one and began another."""
    period = make_period(2026, 3, framework=norm, opens_on=date(2026, 1, 1))
    make_report(region, period)
    _old, begun, _early = (
        make_period(year, quarter, framework=norm)
        for year, quarter in ((2025, 4), (2026, 2), (2199, 1))
    )
    ProgressReport.begin(region, begun)
    Token.make(name="Dashboard", by=staff)
    milestone = Milestone.objects.create(
        name="Alles op orde", measure=Milestone.Measure.CONTROLS, due_on=date(2027, 1, 1)
    )
    return {"period": period, "token": Token.objects.get(), "milestone": milestone}


def control_of(framework):
    """One control of this edition of the norm."""
    return Control.objects.get(category__framework=framework, number="1.1")


def address_of(name, arguments):
    """The address of a row in the tables."""
    if re.search(r"[<(/]", name):
        filled = re.sub(r"<path:\w+>", str(*arguments), name)
        return "/" + filled.replace("(?P<url>.*)$", "bestaat/niet/")
    return reverse(name, args=[] if name.endswith(("_add", "_changelist")) else arguments)


def answer_of(response):
    """The status; of a redirect, where it leads."""
    if response.status_code != 302:
        return str(response.status_code)
    place = response.headers["Location"]
    # the admin sends everybody on to the one login page
    if place.startswith(("/account/login/", "/beheer/login/")):
        return "login"
    if place.endswith("/change/") and place.startswith("/beheer/"):
        return "change"
    return "home" if place == "/" else "own"


def expected(table, person):
    return {
        f"{name} {sample}".strip(): answers.split()[PEOPLE.index(person)]
        for name, sample, answers in table
    }


@pytest.mark.parametrize("person", PEOPLE)
def test_each_page_answers_as_the_table_says(client_of, samples, person):
    client = client_of(person)

    answers = {
        f"{name} {sample}".strip(): answer_of(client.get(address_of(name, samples[sample])))
        for name, sample, _answers in PAGES
    }
    assert answers == expected(PAGES, person)


@pytest.mark.parametrize("person", PEOPLE)
def test_each_form_answers_as_the_table_says(client_of, samples, person):
    answers = {
        f"{name} {sample}".strip(): answer_of(
            # one page logs out
            client_of(person).post(address_of(name, samples[sample]))
        )
        for name, sample, _answers in POSTS
    }
    assert answers == expected(POSTS, person)


@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_closed_to_reading_is_closed_to_writing(client_of, samples, person):
    client = client_of(person)
    closed = [
        (name, sample)
        for name, sample, answers in PAGES
        if answers.split()[PEOPLE.index(person)] in ("login", "403", "404")
        # the login page of the admin sends everybody on, whatever is posted
        and name not in ("entry_preview", "admin:login")
    ]

    assert [
        (name, sample, answer)
        for name, sample in closed
        for method in (client.post, client.put, client.patch, client.delete)
        if (answer := answer_of(method(address_of(name, samples[sample]))))
        not in ("login", "403", "404", "405")
    ] == []


def test_every_address_has_a_row():
    assert {name for name, _view in ADDRESSES} == {name for name, _sample, _answers in PAGES}


def test_only_listed_pages_are_public():
    public = {name for name, view in ADDRESSES if not getattr(view, "login_required", True)}

    assert public == PUBLIC


def test_a_file_cannot_be_uploaded_through_the_markdown_editor(client_of):
    odd = [name for name, _view in ADDRESSES if "upload" in name or "view_on_site" in name]
    # reads a spreadsheet, and keeps no file
    assert odd == ["selfassessment:answer_upload"]
    assert client_of("staff").post("/markdownx/upload/").status_code == 404
