"""How staff keep the accounts of the regions, and an administrator those of staff."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.urls import reverse

from loket.models import Region, User
from tests.browse import fill_in, form_of
from tests.make import make_control, make_user

ADD = reverse("admin:loket_user_add")
LIST = reverse("admin:loket_user_changelist")
NO_REGION = (
    "Een medewerker van het programma kan geen aanspreekpunt of medewerker van een regio zijn. "
    "Zo blijft wat van een regio is, van die regio. Maak voor die rol een ander account."
)


@pytest.fixture
def editor(client_of):
    return client_of("staff")


@pytest.fixture
def administrator(client_of):
    return client_of("admin")


@pytest.fixture
def editors_group(db):
    group = Group.objects.create(name="Redactie")
    group.permissions.set(Permission.objects.filter(codename="change_tool"))
    return group


def change_address(user):
    return reverse("admin:loket_user_change", args=[user.pk])


def groups_of(user):
    return set(user.groups.values_list("name", flat=True))


def test_staff_make_a_contact_by_ticking_a_region(editor, utrecht):
    answer = fill_in(editor, ADD, email="Nieuw@Loket.Example", contact_of=[utrecht.pk])

    assert answer.status_code == 302
    person = User.objects.get(email="nieuw@loket.example")
    assert list(Region.objects.represented_by(person)) == [utrecht]
    assert not person.has_usable_password()
    assert mail.outbox == []


def test_the_regions_are_check_boxes_and_none_is_ticked(editor, utrecht, rijnmond):
    form = form_of(editor.get(ADD))

    for name in ("contact_of", "member_of"):
        boxes = [(box.data["type"], box.choice_label, box.data["selected"])
                 for box in form[name].subwidgets]  # fmt: skip
        assert boxes == [
            ("checkbox", "VR09 Utrecht", False),
            ("checkbox", "VR17 Rotterdam-Rijnmond", False),
        ]


def test_the_form_shows_the_regions_somebody_has(cast, editor, utrecht):
    form = form_of(editor.get(change_address(cast["contact"])))

    assert (form["contact_of"].value(), form["member_of"].value()) == ([utrecht.pk], [])


def test_unticking_takes_a_region_away_and_nothing_else(cast, editor, utrecht, rijnmond):
    person = make_user(contact_of=[utrecht, rijnmond], member_of=[utrecht])
    person.groups.add(Group.objects.create(name="Werkgroep"))

    fill_in(editor, change_address(person), contact_of=[rijnmond.pk])

    assert groups_of(person) == {"VR17 aanspreekpunten", "VR09 medewerkers", "Werkgroep"}


@pytest.mark.parametrize("field", ["contact_of", "member_of"])
def test_a_staff_account_cannot_be_put_in_a_region(administrator, cast, utrecht, field):
    answer = fill_in(administrator, change_address(cast["staff"]), **{field: [utrecht.pk]})

    assert form_of(answer).non_field_errors() == [NO_REGION]
    assert groups_of(cast["staff"]) == set()


def test_a_person_of_a_region_cannot_be_made_staff_at_the_same_time(administrator, cast):
    answer = fill_in(administrator, change_address(cast["contact"]), is_staff="on")

    assert form_of(answer).non_field_errors() == [NO_REGION]
    cast["contact"].refresh_from_db()
    assert not cast["contact"].is_staff


def test_staff_are_not_shown_the_fields_that_give_rights(editor, administrator, cast):
    rights = {"is_staff", "is_superuser", "rights"}

    for address in (ADD, change_address(cast["member"])):
        assert rights & set(form_of(editor.get(address)).fields) == set()
        assert rights <= set(form_of(administrator.get(address)).fields)


def test_staff_cannot_send_along_the_fields_that_give_rights(editor, cast, editors_group):
    rights = {
        "is_staff": "on",
        "is_superuser": "on",
        "groups": [editors_group.pk],
        "rights": [editors_group.pk],
        "user_permissions": [Permission.objects.first().pk],
    }

    fill_in(editor, ADD, email="nieuw@loket.example", **rights)
    fill_in(editor, change_address(cast["member"]), **rights)

    for email in ("nieuw@loket.example", "ciso.vr09@loket.example"):
        person = User.objects.get(email=email)
        assert (person.is_staff, person.is_superuser) == (False, False)
        assert editors_group not in person.groups.all()
        assert list(person.user_permissions.all()) == []


def test_an_administrator_makes_an_editor(administrator, editors_group):
    fill_in(administrator, ADD, email="nieuw@loket.example", is_staff="on",
            rights=[editors_group.pk])  # fmt: skip

    person = User.objects.get(email="nieuw@loket.example")
    assert (person.is_staff, groups_of(person)) == (True, {"Redactie"})
    assert person.has_perm("toolbox.change_tool")


def test_the_groups_of_regions_are_not_among_the_rights(administrator, utrecht, editors_group):
    assert list(form_of(administrator.get(ADD)).fields["rights"].queryset) == [editors_group]


def test_saving_an_editor_keeps_the_rights(administrator, cast, editors_group):
    cast["staff"].groups.add(editors_group)

    fill_in(administrator, change_address(cast["staff"]), name="Noor")

    cast["staff"].refresh_from_db()
    assert (cast["staff"].name, groups_of(cast["staff"])) == ("Noor", {"Redactie"})


@pytest.mark.parametrize("name", ["staff", "admin"])
def test_staff_change_no_account_of_staff(cast, editor, name):
    answer = editor.post(change_address(cast[name]), {"email": "gekaapt@loket.example"})

    assert answer.status_code == 403
    assert not User.objects.filter(email="gekaapt@loket.example").exists()


@pytest.mark.parametrize("name", ["staff", "admin"])
def test_nobody_deletes_an_account(cast, client_of, name):
    client = client_of(name)
    count = User.objects.count()

    gone = client.post(
        reverse("admin:loket_user_delete", args=[cast["member"].pk]), {"post": "yes"}
    )
    client.post(LIST, {"action": "delete_selected", "_selected_action": [cast["member"].pk],
                       "post": "yes"})  # fmt: skip

    assert gone.status_code == 403
    assert User.objects.count() == count


@pytest.mark.parametrize("name", ["staff", "admin"])
def test_nobody_sets_or_sees_the_password_of_another(cast, client_of, name):
    client, person = client_of(name), cast["member"]
    kept = person.password

    page = client.get(change_address(person))
    fill_in(client, change_address(person), password="gekaapt-wachtwoord", name="Noor")

    person.refresh_from_db()
    assert (person.name, person.password) == ("Noor", kept)
    assert kept not in page.content.decode()
    assert [field for field in form_of(page).fields if "password" in field] == []
    chain = client.get(f"/beheer/loket/user/{person.pk}/password/", follow=True).redirect_chain
    assert chain[-1] == ("/beheer/", 302)  # Django's own page for that is not there


def test_staff_switch_an_account_off_when_somebody_leaves(cast, client_of, editor):
    client = client_of("contact")

    fill_in(editor, change_address(cast["contact"]), is_active="")

    assert not client.get("/").context["user"].is_authenticated


@pytest.mark.parametrize("email", ["ciso.vr09@loket.example", "CISO.VR09@Loket.Example"])
def test_an_address_that_is_taken_is_refused_in_words(editor, cast, email):
    answer = fill_in(editor, ADD, email=email)

    assert form_of(answer).errors == {"email": ["Er is al een account met dit e-mailadres."]}


def test_the_list_tells_who_is_what(editor, cast):
    page = editor.get(LIST)

    roles = {user.email: page.context["cl"].model_admin.roles(user)
             for user in page.context["cl"].result_list}  # fmt: skip
    assert roles["aanspreekpunt.vr09@loket.example"] == "VR09 aanspreekpunten"
    assert roles["redactie@loket.example"] == "Geen"


@pytest.mark.parametrize("query", [{"q": "vr17"}, {"q": "VR17"}])
def test_the_list_is_searched_by_address(editor, cast, query):
    assert list(editor.get(LIST, query).context["cl"].result_list) == [cast["other_contact"]]


def test_a_region_shows_its_people_and_is_changed_by_nobody(cast, administrator, utrecht):
    address = reverse("admin:loket_region_change", args=[utrecht.pk])

    page = administrator.get(address)

    assert page.status_code == 200
    told = page.content.decode()
    assert "aanspreekpunt.vr09@loket.example" in told and "ciso.vr09@loket.example" in told
    assert administrator.post(address, {"name": "Gekaapt"}).status_code == 403


@pytest.mark.parametrize("model", ["region", "framework", "category", "control"])
def test_what_comes_from_files_is_read_only_also_for_an_administrator(
    administrator, utrecht, model
):
    control = make_control()
    row = {
        "region": utrecht,
        "framework": control.category.framework,
        "category": control.category,
        "control": control,
    }[model]

    def address(act):
        return reverse(f"admin:loket_{model}_{act}", args=[row.pk])

    assert administrator.get(reverse(f"admin:loket_{model}_changelist")).status_code == 200
    assert administrator.get(address("change")).status_code == 200
    assert administrator.post(address("change"), {}).status_code == 403
    assert administrator.post(address("delete"), {"post": "yes"}).status_code == 403
    assert administrator.get(reverse(f"admin:loket_{model}_add")).status_code == 403


@pytest.mark.parametrize("path", ["auth/group/", "account/emailaddress/", "loket/accesslog/"])
def test_raw_tables_are_not_in_the_admin(administrator, path):
    assert administrator.get(f"/beheer/{path}").status_code == 404


@pytest.mark.parametrize("name", ["outsider", "member", "contact"])
def test_the_admin_is_not_there_for_who_is_no_staff(client_of, name):
    for address in ("/beheer/", "/beheer/login/", LIST, ADD):
        assert client_of(name).get(address).status_code == 404, address


def test_a_visitor_of_the_admin_comes_to_the_one_login_page(client_of):
    for address in ("/beheer/", LIST, ADD):
        chain = client_of("visitor").get(address, follow=True).redirect_chain
        assert chain[-1] == (f"/account/login/?next={address}", 302)
