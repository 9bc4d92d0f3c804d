"""What one may send to the reports that no form asks for, or at the wrong moment, or as another."""

import pytest
from django.apps import apps
from django.urls import get_resolver
from django.utils.timezone import localdate

from loket.models import AccessLog, Category
from reporting.models import Period, ProgressReport, ReportVersion, Token
from reporting.preparation import prepare
from reporting.writing import confirm
from tests.canaries import PEOPLE, PROGRAMME, routes, without
from tests.make import make_assessment, make_framework, make_period
from tests.read import main_text
from tests.reported import AT, REPORTS, make_reported, submit, write

REPORT = f"{REPORTS}2026-Q3/VR09/"
OWN = f"{REPORTS}2026-Q3/VR17/"
ELSEWHERE = "VR98"
# A contact who writes sends these; without them the story would be emptied.
STORY = {"results": "Eigen verhaal.", "shares_figures": "on"}


@pytest.fixture
def norm(db):
    return make_framework(categories=2, controls=3)


@pytest.fixture
def period(norm):
    return make_period(framework=norm)


@pytest.fixture
def begun(utrecht, norm, period):
    """Utrecht's report, begun: nothing is confirmed."""
    make_assessment(utrecht, norm)
    return ProgressReport.begin(utrecht, period)


@pytest.fixture
def both_begun(begun, rijnmond, norm, period):
    """Reports of both regions, of which the text of Rijnmond is still empty."""
    write(begun, ("money", "Te weinig.", "Wie helpt?"), results="Van Utrecht.")
    make_assessment(rijnmond, norm)
    return begun, ProgressReport.begin(rijnmond, period)


def complete(report, contact):
    write(report, results="Gedaan.")
    for chapter in prepare(report, contact, localdate()).chapters:
        confirm(report, chapter, by=contact)


def everything():
    """All rows of the room, as {(model, key): values}; what was read is no part of it."""
    return {
        (model.__name__, row["id"]): row
        for model in apps.get_app_config("reporting").get_models()
        for row in model._base_manager.values()
    }


def changed(before):
    """What is new or different since: {(model, key): the names of the fields}."""
    after = everything()
    assert before.keys() <= after.keys()
    return {
        key: {name for name, value in row.items() if before.get(key, {}).get(name, ...) != value}
        for key, row in after.items()
        if before.get(key) != row
    }


def protected(begun, rijnmond, other):
    """Fields that no form of a contact holds, each with a value that would change something."""
    foreign = {"id": other.pk, "pk": other.pk, "report": other.pk, "report_id": other.pk}
    version = {"version": other.draft.pk, "current": other.draft.pk, "number": "9"}
    state = {"state": "ingediend", "submitted_at": "2026-01-01 10:00", "submitted_by": "1"}
    place = {"region": rijnmond.pk, "region_id": rijnmond.pk, "code": "VR17", "period": "1"}
    closed = {"closed_at": "2026-01-01", "opens_on": "2020-01-01", "deadline": "2030-01-01"}
    return foreign | version | state | place | closed | {"reason": "gekaapt", "opened_by": "1"}


# --- keys of another region, and protected fields


def test_nothing_posted_to_ones_own_report_reaches_another(both_begun, utrecht, client_of, norm):
    """With the keys of Utrecht's report, version, bottleneck and assessment in every form."""
    theirs, ours = both_begun
    before, client = everything(), client_of("other_contact")
    keys = protected(ours, utrecht, theirs) | {
        "assessment": theirs.region.assessments.get().pk,
        "bottleneck": theirs.draft.bottlenecks.get().pk,
        "theme": "money",
        "money_id": theirs.draft.bottlenecks.get().pk,
    }
    page = client.get(f"{OWN}verhaal/")

    client.post(f"{OWN}invullen/", keys | {"confirm": "1", "seen": "3"})
    answer = client.post(
        f"{OWN}verhaal/",
        keys | STORY | {"seen": page.context["seen"], "money_text": "Van ons.", "x_text": "Spook."},
    )
    client.post(f"{OWN}indienen/", keys)

    assert answer.status_code == 302
    # our own text, confirmation and bottleneck, and nothing else
    mine = changed(before)
    assert mine.pop(("ReportVersion", ours.draft.pk)) == {"results"}
    assert {(model, frozenset(fields)) for (model, _key), fields in mine.items()} == {
        ("Confirmation", frozenset({"id", "version_id", "number", "seen"})),
        ("Bottleneck", frozenset({"id", "version_id", "theme", "text", "help_wanted"})),
    }
    assert {everything()[key]["version_id"] for key in mine} == {ours.draft.pk}


@pytest.mark.parametrize("posted", ["foreign key", "other norm", "0", "-1", "1e0", "1; 2", ""])
def test_a_category_that_is_not_of_this_norm_is_not_confirmed(begun, client_of, posted):
    other = make_framework(categories=9)
    theirs = Category.objects.get(framework=other, number=9)
    posted = {"foreign key": str(theirs.pk), "other norm": "9"}.get(posted, posted)
    before = everything()

    for seen in ("0", "3", str(theirs.pk)):
        client_of("contact").post(f"{REPORT}invullen/", {"confirm": posted, "seen": seen})

    assert changed(before) == {}


def test_no_version_of_another_region_can_be_compared_with(
    cast, utrecht, rijnmond, period, client_of
):
    people = {name: cast[name] for name in ("contact", "staff")}
    theirs = make_reported(utrecht, rijnmond, period, **people)
    # a second version, which Rijnmond has not
    ProgressReport.objects.get(pk=theirs.pk).record(by=None, at=AT)
    client = client_of("other_contact")
    there, not_there = (
        [client.get(f"{OWN}vergelijken/?met={key}") for key in keys]
        for keys in (
            (theirs.current_id, "VR09", "2026-Q3/VR09", "2026-Q3.2"),
            (987654321, "VR98", "2026-Q3/VR98", "2026-Q3.7"),
        )
    )

    assert {answer.status_code for answer in there} == {200}
    assert [main_text(answer) for answer in there] == [main_text(answer) for answer in not_there]
    assert client.get(f"{OWN}versie/{theirs.current_id}/").status_code == 404


@pytest.mark.parametrize("person", ["contact", "staff"])
def test_protected_fields_in_a_form_change_nothing(both_begun, rijnmond, client_of, period, person):
    ours, theirs = both_begun
    extra = protected(ours, rijnmond, theirs)
    client, before = client_of(person), everything()

    if person == "contact":
        seen = client.get(f"{REPORT}verhaal/").context["seen"]
        story = STORY | {"money_text": "Te weinig.", "money_help": "Wie helpt?", "seen": seen}
        assert client.post(f"{REPORT}verhaal/", extra | story).status_code == 302
        assert client.post(f"{REPORT}indienen/", extra).status_code == 200
        mine = changed_but_for(before, "Bottleneck")
        assert mine == {("ReportVersion", ours.draft.pk): {"results"}}
    else:
        new = {"year": "2027", "quarter": "2", "framework": str(period.framework_id)}
        new |= {"closed_at": "2026-01-01", "closed_by": "1", "id": str(period.pk), "reports": "1"}
        assert client.post(f"{REPORTS}openen/", extra | new).status_code == 302
        made = Period.objects.get(year=2027)
        assert set(changed(before)) == {("Period", made.pk)}
        assert (made.closed_at, made.closed_by) == (None, None)


def changed_but_for(before, model):
    """What is different, less the rows of one model: those are written anew each time."""
    rows = {key: row for key, row in before.items() if key[0] != model}
    after = {key: row for key, row in everything().items() if key[0] != model}
    assert rows.keys() == after.keys()
    return {
        key: {name for name in row if rows[key][name] != row[name]}
        for key, row in after.items()
        if rows[key] != row
    }


def test_reopening_takes_only_the_reason(utrecht, rijnmond, norm, period, client_of, cast):
    make_assessment(utrecht, norm)
    ours, theirs = submit(utrecht, period), ProgressReport.begin(rijnmond, period)
    before = everything()

    client_of("staff").post(
        f"{REPORT}heropenen/", protected(ours, rijnmond, theirs) | {"reason": "Zo."}
    )

    version = ReportVersion.objects.get(report=ours, number=2)
    assert (version.reason, version.submitted_at, version.opened_by) == (
        "Zo.",
        None,
        cast["staff"],
    )
    assert changed(before) == {
        ("ProgressReport", ours.pk): {"state"},
        ("ReportVersion", version.pk): set(everything()[("ReportVersion", version.pk)]),
    }


def test_a_key_is_revoked_by_its_owner_alone(client_of, cast):
    Token.make(name="Van de redactie", by=cast["staff"])
    token = Token.objects.get()

    for person in PEOPLE:
        if person != "staff":
            client_of(person).post(f"{REPORTS}sleutels/{token.pk}/intrekken/")

    assert Token.objects.get().revoked_at is None


# --- at the wrong moment


@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_incomplete_is_submitted_by_nobody(begun, client_of, person):
    before = everything()

    answer = client_of(person).post(f"{REPORT}indienen/", {"force": "1", "state": "ingediend"})

    assert answer.status_code == {"visitor": 302, "contact": 200}.get(person, 404)
    assert changed(before) == {}


@pytest.mark.parametrize("person", PEOPLE)
def test_a_complete_report_is_submitted_by_its_contact_alone_and_once(
    begun, cast, client_of, person
):
    complete(begun, cast["contact"])
    client, before = client_of(person), everything()

    client.post(f"{REPORT}indienen/")
    client.post(f"{REPORT}indienen/")

    lines = 6 if person == "contact" else 0
    tallies = 3 if person == "contact" else 0
    found = [model for model, _key in everything()]
    counted = [found.count(name) for name in ("ReportVersion", "ReportLine", "Tally")]
    assert counted == [1, lines, tallies]
    assert (changed(before) != {}) == (person == "contact")


@pytest.mark.parametrize("moment", ["submitted", "closed", "closed before submitting"])
@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_submitted_or_closed_is_changed_by_nobody(
    begun, client_of, cast, period, person, moment
):
    complete(begun, cast["contact"])
    client = client_of(person)
    seen = client_of("contact").get(f"{REPORT}verhaal/").context["seen"]
    if moment != "closed before submitting":
        begun.submit(by=cast["contact"])
    if moment != "submitted":
        period.close(by=cast["staff"])
    before = everything()

    answers = [
        client.post(f"{REPORT}invullen/", {"confirm": "1", "seen": "3"}),
        client.post(f"{REPORT}verhaal/", STORY | {"seen": seen, "money_text": "Toch."}),
        client.post(f"{REPORT}indienen/"),
    ]
    if moment != "submitted":
        answers.append(client.post(f"{REPORT}heropenen/", {"reason": "Toch."}))
        client.post(f"{REPORTS}2026-Q3/afsluiten/")
        client.post(f"{REPORTS}2026-Q3/herinneren/")

    assert {answer.status_code for answer in answers} <= {200, 302, 404}
    assert changed(before) == {}
    # whoever typed a text gets to see it, and why it was not kept
    if person == "contact":
        assert "Eigen verhaal." in answers[1].content.decode()
        assert ("afgesloten" if "closed" in moment else "intussen ingediend") in main_text(
            answers[1]
        )


@pytest.mark.parametrize("reason", [None, "", " \n\t "])
@pytest.mark.parametrize("person", PEOPLE)
def test_nobody_reopens_without_a_reason(utrecht, norm, period, client_of, person, reason):
    make_assessment(utrecht, norm)
    submit(utrecht, period)
    before = everything()

    fields = {} if reason is None else {"reason": reason}
    answer = client_of(person).post(f"{REPORT}heropenen/", fields | {"number": "2"})

    expected = 200 if person in PROGRAMME else 302 if person == "visitor" else 404
    assert (answer.status_code, changed(before)) == (expected, {})


@pytest.mark.parametrize("person", sorted(set(PEOPLE) - PROGRAMME))
def test_only_the_programme_reopens_closes_opens_and_reminds(
    utrecht, norm, period, client_of, mailoutbox, person
):
    make_assessment(utrecht, norm)
    submit(utrecht, period)
    before, client = everything(), client_of(person)

    for address, fields in (
        (f"{REPORT}heropenen/", {"reason": "Zo."}),
        (f"{REPORTS}2026-Q3/afsluiten/", {"sure": "on"}),
        (f"{REPORTS}2026-Q3/herinneren/", {}),
        (f"{REPORTS}openen/", {"year": "2027", "quarter": "1", "framework": str(norm.pk)}),
        (f"{REPORTS}sleutels/", {"name": "Dashboard"}),
    ):
        assert client.post(address, fields).status_code == (302 if person == "visitor" else 404)
    assert (changed(before), mailoutbox) == ({}, [])


# --- what is hidden answers as what is not there


@pytest.mark.parametrize("person", ["visitor", "outsider", "member", "other_contact"])
def test_a_region_of_others_answers_as_one_that_does_not_exist(
    cast, utrecht, rijnmond, period, client_of, person
):
    people = {name: cast[name] for name in ("contact", "staff")}
    make_reported(utrecht, rijnmond, period, **people)
    client, rows = client_of(person), AccessLog.objects.count()
    ends = [
        route.split("<region:code>/")[1].replace("<int:number>", "1")
        for route in routes(get_resolver())
        if "<quarter:quarter>/<region:code>/" in route
    ]
    assert len(ends) > 10

    for end in ends:
        for quarter in ("2026-Q2", "2026-Q3"):
            for way in (client.get, client.post, client.head, client.put, client.delete):
                theirs, nobodys = (
                    without(way(f"{REPORTS}{quarter}/{code}/{end}"), code)
                    for code in ("VR09", ELSEWHERE)
                )
                assert theirs == nobodys
    assert AccessLog.objects.count() == rows


@pytest.mark.parametrize("person", sorted(set(PEOPLE) - PROGRAMME))
def test_a_quarter_that_is_to_come_answers_as_one_that_does_not_exist(
    utrecht, norm, client_of, person
):
    make_period(2198, 1, framework=norm)
    client = client_of(person)
    ends = ["", "voortgang.csv", "voortgang.xlsx", "voortgang.json", "knelpunten/", "stand/"]
    ends += ["afsluiten/", "herinneren/"]
    ends += ["VR09/", "VR09/invullen/", "VR09/verhaal/", "VR09/indienen/", "VR09/spiegel/"]

    for end in ends:
        for way in (client.get, client.post):
            to_come, never = (
                without(way(f"{REPORTS}{quarter}/{end}"), quarter)
                for quarter in ("2198-Q1", "2198-Q2")
            )
            assert to_come == never
    assert "2198" not in client.get(REPORTS).content.decode()
