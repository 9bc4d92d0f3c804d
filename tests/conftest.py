"""The world every test may lean on: two regions, and one person of every kind."""

from importlib import import_module

import pytest
from django.contrib.auth.models import AnonymousUser, Permission
from django.core.cache import cache
from django.db import connection
from django.test import Client

from loket.models import User
from tests.make import make_region, make_user

stays = import_module("reporting.migrations.0002_submitted_stays")


@pytest.fixture(autouse=True, scope="session")
def empty_the_database():
    """Let the database be emptied after a test with real transactions.

    The triggers refuse that: SQLite deletes row by row, PostgreSQL truncates.
    """
    operations, vendor = type(connection.ops), connection.vendor
    flush = operations.sql_flush

    def sql_flush(self, *args, **kwargs):
        return [
            *stays.removal(vendor),
            *flush(self, *args, **kwargs),
            *stays.statements(vendor),
        ]

    # as long as the tests run, and for every connection: emptying is the last thing that happens
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", sql_flush)
        yield


@pytest.fixture(autouse=True)
def plain_http(settings):
    """Test over plain HTTP and without collected files; test_settings.py has the real thing."""
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_NAME = "sessionid"
    settings.CSRF_COOKIE_NAME = "csrftoken"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": static}
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()  # of the login attempts of another test


@pytest.fixture
def utrecht(db):
    return make_region(code="VR09", name="Utrecht", organisation="Veiligheidsregio Utrecht")


@pytest.fixture
def rijnmond(db):
    return make_region(code="VR17", name="Rotterdam-Rijnmond")


@pytest.fixture
def cast(utrecht, rijnmond):
    """Everyone who might look at something that belongs to Utrecht.

    visitor: not logged in · outsider: an account that left its groups · gone: a contact of
    Utrecht who is no longer active · member and contact: of Utrecht · other_contact: of
    Rijnmond · staff: the programme's editor, with all rights in the admin · admin: superuser.
    """
    staff = make_user("redactie@loket.example", is_staff=True)
    give_all_rights(staff)
    return {
        "visitor": AnonymousUser(),
        "outsider": make_user("weg@loket.example"),
        "gone": make_user("inactief@loket.example", contact_of=[utrecht], is_active=False),
        "member": make_user("ciso.vr09@loket.example", member_of=[utrecht]),
        "contact": make_user("aanspreekpunt.vr09@loket.example", contact_of=[utrecht]),
        "other_contact": make_user("aanspreekpunt.vr17@loket.example", contact_of=[rijnmond]),
        "staff": staff,
        "admin": make_user("beheer@loket.example", is_staff=True, is_superuser=True),
    }


def give_all_rights(user):
    """Let the database copy them: most tests have this cast, and there are 172 rights."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {User.user_permissions.through._meta.db_table} (user_id, permission_id)"
            f" SELECT %s, id FROM {Permission._meta.db_table}",
            [user.pk],
        )


@pytest.fixture
def client_of(cast):
    """Return a function that gives a logged-in client for a name in the cast."""

    def client_of(name):
        client = Client()
        # Django itself logs an inactive account out at its next request.
        if cast[name].is_authenticated:
            client.force_login(cast[name])
        return client

    return client_of
