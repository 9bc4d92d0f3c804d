"""People, regions and the norm: what the database itself keeps straight."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from faq.models import Entry, Topic
from loket.models import AccessLog, Category, Control, Framework, Region, User
from tests.make import make_control, make_entry, make_region, make_tool, make_topic, make_user
from toolbox.models import Audience, Source, Tool


def refused():
    """The database itself says no."""
    return pytest.raises(IntegrityError)


# --- people


@pytest.mark.parametrize(
    "email", ["Noor@Loket.Example", "NOOR@LOKET.EXAMPLE", "noor@loket.example"]
)
def test_an_address_is_kept_in_lower_case(db, email):
    assert User.objects.create_user(email).email == "noor@loket.example"
    assert User.objects.get_by_natural_key(email) == User.objects.get()


def test_the_database_refuses_an_address_in_capitals(db):
    person = make_user()

    with refused(), transaction.atomic():
        User.objects.filter(pk=person.pk).update(email="NOOR@loket.example")


def test_two_accounts_cannot_have_one_address(db):
    make_user("noor@loket.example")

    with refused(), transaction.atomic():
        make_user("Noor@loket.example")


def test_a_form_takes_capitals_and_finds_the_account_that_is_there(db):
    person = User(email="Noor@Loket.Example", password="x")
    person.full_clean()
    assert person.email == "noor@loket.example"

    make_user("noor@loket.example")
    with pytest.raises(ValidationError) as caught:
        User(email="NOOR@loket.example", password="x").full_clean()
    assert caught.value.message_dict == {"email": ["Er is al een account met dit e-mailadres."]}


def test_a_new_account_has_no_rights(db):
    person = User.objects.create_user("noor@loket.example")

    assert (person.is_active, person.is_staff, person.is_superuser) == (True, False, False)
    assert not person.has_usable_password()
    assert list(Region.objects.of(person)) == []


def test_an_administrator_is_made_with_all_rights_of_the_admin(db):
    person = User.objects.create_superuser("noor@loket.example", "een-lang-wachtwoord")

    assert (person.is_staff, person.is_superuser) == (True, True)
    assert person.check_password("een-lang-wachtwoord")


def test_a_person_is_shown_by_name_and_address():
    assert str(User(email="noor@loket.example")) == "noor@loket.example"
    assert str(User(email="noor@loket.example", name="Noor")) == "Noor (noor@loket.example)"


# --- regions


def test_a_region_makes_its_two_groups(db):
    region = make_region(code="VR09", name="Utrecht")

    assert (region.contact_group.name, region.member_group.name) == (
        "VR09 aanspreekpunten",
        "VR09 medewerkers",
    )
    assert (region.organisation, str(region)) == ("Utrecht", "VR09 Utrecht")


def test_saving_a_region_again_keeps_its_groups(db):
    region = make_region(code="VR09")
    groups = set(Group.objects.all())

    region.name = "Midden-Nederland"
    region.save()

    assert set(Group.objects.all()) == groups
    assert Region.objects.get() == region


def test_a_region_code_is_there_once(db):
    make_region(code="VR09")

    with refused(), transaction.atomic():
        make_region(code="VR09", contact_group=Group.objects.create(name="a"),
                    member_group=Group.objects.create(name="b"))  # fmt: skip


@pytest.mark.parametrize("name", ["contact_group", "member_group"])
def test_the_group_of_a_region_cannot_be_deleted_or_shared(db, name):
    region = make_region()

    with pytest.raises(ProtectedError):
        getattr(region, name).delete()
    with refused(), transaction.atomic():
        make_region(**{name: getattr(region, name)})


def test_contacts_represent_their_region_and_members_belong_to_it(cast, utrecht, rijnmond):
    regions = {"utrecht": utrecht, "rijnmond": rijnmond}

    def of(question):
        answers = {name: set(question(user)) for name, user in cast.items()}
        return {name: {key for key, region in regions.items() if region in answer}
                for name, answer in answers.items() if answer}  # fmt: skip

    contacts = {"contact": {"utrecht"}, "other_contact": {"rijnmond"}}
    assert of(Region.objects.represented_by) == contacts
    assert of(Region.objects.of) == contacts | {"member": {"utrecht"}}


def test_the_role_in_a_region_is_that_of_now(cast, utrecht):
    person = cast["member"]

    def role():
        asked = [region.is_contact for region in Region.objects.of(person).with_role_of(person)]
        # what the pages show is the same
        now = User.objects.get(pk=person.pk).regions
        assert [region.is_contact for region in now] == asked
        return asked

    assert role() == [False]
    utrecht.contact_group.user_set.add(person)
    assert role() == [True]
    utrecht.contact_group.user_set.remove(person)
    utrecht.member_group.user_set.remove(person)
    assert role() == []


def test_a_persons_regions_come_in_the_order_of_their_codes(cast, utrecht, rijnmond):
    cast["other_contact"].work_for([utrecht.member_group, rijnmond.contact_group], by=None)
    gone = cast["gone"]

    assert [(r.code, r.is_contact) for r in cast["other_contact"].regions] == [
        ("VR09", False),
        ("VR17", True),
    ]
    assert gone.groups.exists()
    assert gone.regions == []


def test_nobody_in_particular_belongs_to_no_region(utrecht):
    assert list(Region.objects.of(AnonymousUser())) == []
    assert list(Region.objects.represented_by(AnonymousUser())) == []


# --- the norm


def test_a_number_is_there_once_in_a_framework_and_in_a_category(db):
    control = make_control(number="9.2.1")
    category = control.category

    with refused(), transaction.atomic():
        Category.objects.create(framework=category.framework, number=category.number, name="b")
    with refused(), transaction.atomic():
        make_control(number="9.2.1", category=category)


def test_the_next_edition_of_the_norm_may_use_the_same_numbers(db):
    old = make_control(number="9.2.1")
    framework = Framework.objects.create(name="BIO2")
    category = Category.objects.create(framework=framework, number=old.category.number, name="b")

    assert make_control(number="9.2.1", category=category).pk != old.pk


def test_what_has_controls_cannot_be_deleted(db):
    control = make_control()

    for row in (control.category, control.category.framework):
        with pytest.raises(ProtectedError):
            row.delete()


def test_a_provisional_framework_says_so():
    assert str(Framework(name="BIO", is_provisional=True)) == "BIO (voorlopige indeling)"
    assert str(Framework(name="BIO")) == "BIO"


def test_every_row_of_the_content_is_found_by_its_natural_key(db):
    rows = [
        make_region(),
        make_control(),
        make_control().category,
        make_control().category.framework,
        make_tool(),
        Audience.objects.create(name="CISO"),
        Source.objects.create(name="VNG"),
        make_topic(),
        make_entry(),
        make_user(),
    ]

    found = [type(row).objects.get_by_natural_key(*row.natural_key()) for row in rows]

    assert found == rows


@pytest.mark.parametrize(
    ("model", "key"),
    [
        (Region, ["VR99"]),
        (Framework, ["BIO9"]),
        (Category, [1, "BIO9"]),
        (Control, ["1.1.1", "BIO9"]),
        (Tool, ["t99"]),
        (Audience, ["Niemand"]),
        (Source, ["Niets"]),
        (Topic, ["Niets"]),
        (Entry, ["Wat?"]),
    ],
)
def test_a_natural_key_that_is_not_there_is_said_to_be_not_there(db, model, key):
    with pytest.raises(model.DoesNotExist):
        model.objects.get_by_natural_key(*key)


# --- the trail


def test_the_trail_names_a_row_by_number_and_never_by_title(cast):
    tool = make_tool(name="Zeezicht")

    AccessLog.objects.note(AccessLog.Action.VIEWED, tool, by=cast["contact"])

    (line,) = AccessLog.objects.about(tool)
    assert (line.model, line.row, line.user, line.detail) == (
        "toolbox.tool", tool.pk, cast["contact"], "",
    )  # fmt: skip
    assert str(line).endswith(f" bekeken toolbox.tool {tool.pk}")


def test_the_trail_is_newest_first_and_about_one_row(cast):
    tool, other = make_tool(), make_tool()
    for action in (AccessLog.Action.PUBLISHED, AccessLog.Action.VIEWED):
        AccessLog.objects.note(action, tool, by=cast["staff"])
    AccessLog.objects.note(AccessLog.Action.VIEWED, other, by=cast["staff"])
    AccessLog.objects.create(action="viewed", model="faq.entry", row=tool.pk, user=cast["staff"])

    actions = AccessLog.objects.about(tool).values_list("action", flat=True)

    assert list(actions) == [AccessLog.Action.VIEWED, AccessLog.Action.PUBLISHED]


def test_the_trail_keeps_its_people(cast):
    AccessLog.objects.note(AccessLog.Action.VIEWED, make_tool(), by=cast["contact"])

    with pytest.raises(ProtectedError):
        cast["contact"].delete()


def test_the_trail_outlives_the_row(cast):
    tool = make_tool()
    AccessLog.objects.note(AccessLog.Action.VIEWED, tool, by=cast["contact"])

    tool.delete()

    assert AccessLog.objects.count() == 1
