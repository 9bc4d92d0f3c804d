"""Nobody gives themselves or another more rights than their own role allows."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from loket.models import User
from tests.canaries import PEOPLE
from tests.make import make_user
from tests.sending import RIGHTS, change, change_address, values_of

ADD_USER = reverse("admin:loket_user_add")


def rights_of(user):
    user = User.objects.get(pk=user.pk)
    groups = set(user.groups.values_list("name", flat=True))
    return user.is_staff, user.is_superuser, groups, user.user_permissions.count()


def more_rights(utrecht):
    """What somebody may send who wants everything."""
    redactie = Group.objects.create(name="Redactie")
    return RIGHTS | {
        "groups": [redactie.pk, utrecht.contact_group.pk],
        "rights": [redactie.pk, utrecht.contact_group.pk],
        "user_permissions": list(Permission.objects.values_list("pk", flat=True)),
        "email_verified": "on",
    }


def test_staff_gives_a_region_account_no_rights_in_the_admin(cast, client_of, utrecht):
    before, password = rights_of(cast["member"]), values_of(cast["member"])["password"]

    answer = change(client_of("staff"), cast["member"], name="Nieuw", **more_rights(utrecht))

    assert answer.status_code == 302
    assert User.objects.get(pk=cast["member"].pk).name == "Nieuw"
    assert rights_of(cast["member"]) == before
    assert values_of(cast["member"])["password"] == password


def test_staff_makes_no_account_with_rights_in_the_admin(client_of, utrecht):
    form = {"email": "nieuw@loket.example", "member_of": [utrecht.pk]}

    answer = client_of("staff").post(ADD_USER, more_rights(utrecht) | form)

    user = User.objects.get(email="nieuw@loket.example")
    assert answer.status_code == 302
    assert rights_of(user) == (False, False, {"VR09 medewerkers"}, 0)
    assert user.has_usable_password() is False


@pytest.mark.parametrize("target", ["staff", "admin", "colleague", "root", "retired"])
def test_staff_does_not_touch_the_accounts_of_its_own_kind(cast, client_of, utrecht, target):
    others = {
        "colleague": make_user(is_staff=True),
        "root": make_user(is_superuser=True),
        "retired": make_user(is_staff=True, is_active=False),
    }
    user, client = (cast | others)[target], client_of("staff")
    before = values_of(user)
    form = {"email": "mijn@loket.example", "name": "Gekaapt", "contact_of": [utrecht.pk]}

    page = client.get(change_address(user))
    answer = client.post(change_address(user), more_rights(utrecht) | form)

    assert page.context["has_change_permission"] is False
    assert answer.status_code == 403
    assert values_of(user) == before


def test_an_administrator_does_change_the_accounts_of_staff(cast, client_of):
    change(client_of("admin"), cast["staff"], name="Nieuwe redacteur")

    assert User.objects.get(pk=cast["staff"].pk).name == "Nieuwe redacteur"


@pytest.mark.parametrize("target", ["staff", "admin"])
@pytest.mark.parametrize("role", ["contact_of", "member_of"])
def test_nobody_of_the_programme_joins_a_region(cast, client_of, utrecht, target, role):
    before = rights_of(cast[target])

    answer = change(client_of("admin"), cast[target], **{role: [utrecht.pk]})

    assert "kan geen aanspreekpunt of medewerker van een regio zijn" in answer.content.decode()
    assert rights_of(cast[target]) == before


@pytest.mark.parametrize("group", ["contact_group", "member_group"])
def test_a_region_group_is_not_among_the_groups_of_the_form(cast, client_of, utrecht, group):
    before = rights_of(cast["staff"])

    answer = change(client_of("admin"), cast["staff"], rights=[getattr(utrecht, group).pk])

    assert set(answer.context["adminform"].form.errors) == {"rights"}
    assert rights_of(cast["staff"]) == before


def test_a_contact_does_not_become_staff_and_stay_a_contact(cast, client_of):
    before = rights_of(cast["contact"])

    answer = change(client_of("admin"), cast["contact"], is_staff="on")

    assert "Maak voor die rol een ander account" in answer.content.decode()
    assert rights_of(cast["contact"]) == before


def test_changing_an_account_keeps_the_roles_it_had(cast, client_of, utrecht):
    change(client_of("staff"), cast["contact"], name="Nieuw")

    assert rights_of(cast["contact"]) == (False, False, {"VR09 aanspreekpunten"}, 0)


@pytest.mark.parametrize(
    "person", [person for person in PEOPLE if person not in ("staff", "admin")]
)
def test_who_is_no_editor_reaches_no_account(cast, client_of, utrecht, person):
    client = client_of(person)
    before = {name: values_of(user) for name, user in cast.items() if user.is_authenticated}
    form = more_rights(utrecht) | {"contact_of": [utrecht.pk], "email": "mijn@loket.example"}

    for user in (cast["member"], cast["staff"]):
        client.post(change_address(user), form)
    client.post(ADD_USER, form)

    after = {name: values_of(user) for name, user in cast.items() if user.is_authenticated}
    assert after == before
    assert User.objects.filter(email="mijn@loket.example").exists() is False
