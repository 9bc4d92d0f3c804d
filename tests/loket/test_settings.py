"""The settings of a real portal, each time in a process of its own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SECRET_KEY": "k" * 25 + "abcdefghijklmnopqrstuvwxy-0123456789",
    "ALLOWED_HOSTS": "loket.example",
    "LOKET_BASE_URL": "https://loket.example",
}
CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def run(*arguments, stdin="", **environment):
    """Run Python with these words and just this environment."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "loket.settings",
        "DATABASE_URL": "sqlite://:memory:",
    } | environment
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True, timeout=300
    )


def shell(code, **environment):
    """Run code with the portal's settings; return what it printed."""
    done = run("-c", f"from django.conf import settings\n{code}", **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# --- what must be set, and what goes without saying


def test_the_deploy_check_has_nothing_to_say():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    told = (done.returncode, done.stdout, done.stderr)
    assert told == (0, "System check identified no issues (0 silenced).\n", "")


@pytest.mark.parametrize("empty", [{}, {"SECRET_KEY": ""}, {"DEBUG": "0"}])
def test_a_missing_secret_key_names_itself_and_what_to_do(empty):
    done = run("manage.py", "check", **empty)

    assert done.returncode != 0
    assert done.stderr.strip().splitlines()[-1] == (
        "django.core.exceptions.ImproperlyConfigured: SECRET_KEY is not set. Make one with "
        "python -c 'import secrets; print(secrets.token_urlsafe(50))' and put it in the "
        "environment; or set DEBUG=1 for a demo on your own machine."
    )


def test_the_remedy_works():
    remedy = "import secrets; print(secrets.token_urlsafe(50))"

    key = run("-c", remedy).stdout.strip()

    assert run("manage.py", "check", SECRET_KEY=key).returncode == 0


def test_without_a_word_the_portal_is_strict():
    strict = ["DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]

    told = shell(f"print([getattr(settings, name) for name in {strict}])", SECRET_KEY="a")

    assert told == "[False, True, True, True]"
    assert shell("print(settings.ALLOWED_HOSTS)", SECRET_KEY="a") == "[]"


def test_a_demo_needs_no_more_than_debug():
    told = shell("print(settings.DEBUG, settings.SECURE_SSL_REDIRECT)", DEBUG="1")

    assert told == "True False"


def test_a_demo_believes_no_proxy_and_a_real_portal_believes_one():
    code = "print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"

    assert (shell(code, DEBUG="1"), shell(code, SECRET_KEY="a")) == ("0", "1")


def test_the_environment_says_where_things_are():
    told = shell(
        "print(settings.DATABASES['default']['NAME'], settings.EMAIL_HOST, settings.EMAIL_PORT,"
        " settings.EMAIL_USE_TLS, settings.ALLOWED_HOSTS, settings.LOKET_BASE_URL)",
        SECRET_KEY="a",
        DATABASE_URL="postgres://loket:geheim@database/loket",
        EMAIL_URL="smtp+tls://loket:geheim@mail.example:587",
        ALLOWED_HOSTS="loket.example,www.loket.example",
        LOKET_BASE_URL="https://loket.example/",
    )

    assert told == (
        "loket mail.example 587 True ['loket.example', 'www.loket.example'] https://loket.example"
    )


def test_passwords_are_kept_with_argon2_and_login_limits_where_every_worker_finds_them():
    told = shell(
        "print(settings.PASSWORD_HASHERS[0], settings.CACHES['default']['BACKEND'])",
        SECRET_KEY="a",
    )

    assert told == (
        "django.contrib.auth.hashers.Argon2PasswordHasher "
        "django.core.cache.backends.db.DatabaseCache"
    )


def test_no_migration_is_missing():
    done = run("manage.py", "makemigrations", "--check", "--dry-run", DEBUG="1")

    assert (done.returncode, done.stdout) == (0, "No changes detected\n")


# --- real requests


def ask(folder, *requests, **environment):
    """Put requests to the portal as in production; return its answers."""
    environment = PRODUCTION | {"DATABASE_URL": database_in(folder)} | environment
    done = run("-m", "tests.production", folder, stdin=json.dumps(requests), **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def database_in(folder):
    return f"sqlite:///{folder / 'loket.sqlite3'}"


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A folder with one portal's database and static files; the first request makes them."""
    return tmp_path_factory.mktemp("portal")


@pytest.fixture(scope="module")
def answers(portal):
    """The answers of one portal in production, by name."""
    requests = {
        "login": {"path": "/account/login/"},
        "home": {"path": "/"},
        "missing": {"path": "/bestaat-niet/"},
        "plain": {"path": "/toolbox/?q=plan", "https": False},
        "alive": {"path": "/gezond/", "https": False},
        "ready": {"path": "/gereed/", "https": False},
        "alive elsewhere": {"path": "/gezond/x", "https": False},
        "other host": {"path": "/", "headers": {"Host": "kwaad.example"}},
        "forwarded host": {"path": "/faq/feed/", "headers": {"X-Forwarded-Host": "kwaad.example"}},
        "no token": {"path": "/account/login/", "method": "POST", "form": {"login": "a"}},
        "static": {"path": "/static/loket.css"},
        "robots": {"path": "/robots.txt"},
        "security": {"path": "/.well-known/security.txt"},
    }
    told = ask(portal, *requests.values())
    return dict(zip(requests, told, strict=True))


def headers(answer):
    return {name.lower(): value for name, value in answer["headers"] if name != "Set-Cookie"}


def cookies(answer):
    return [value.strip() for name, value in answer["headers"] if name == "Set-Cookie"]


PAGES = ["login", "home", "missing", "no token", "static"]


@pytest.mark.parametrize("name", PAGES)
def test_every_answer_carries_the_headers_that_protect_its_reader(answers, name):
    told = headers(answers[name])

    assert told["strict-transport-security"] == "max-age=63072000; includeSubDomains; preload"
    assert set(told["content-security-policy"].split("; ")) == CSP
    assert told["x-content-type-options"] == "nosniff"
    assert told["referrer-policy"] == "same-origin"
    assert told["cross-origin-opener-policy"] == "same-origin"
    assert told["permissions-policy"] == (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    )


@pytest.mark.parametrize("name", ["login", "home", "missing", "no token"])
def test_no_page_may_be_put_in_a_frame(answers, name):
    assert headers(answers[name])["x-frame-options"] == "DENY"


def test_what_the_page_asks_for_fits_its_own_policy(answers):
    for name in ("login", "home", "missing"):
        page = answers[name]["body"]
        assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:", page) == []
        assert re.findall(r'(?:src|<link[^>]* href)="((?!/)[^"]+)"', page) == []


def test_plain_http_leads_to_https(answers):
    answer = answers["plain"]

    assert answer["status"] == 301
    assert headers(answer)["location"] == "https://loket.example/toolbox/?q=plan"


def test_only_the_health_checks_answer_without_tls(answers):
    told = {name: (answers[name]["status"], answers[name]["body"]) for name in ("alive", "ready")}

    assert told == {"alive": (200, "ok"), "ready": (200, "ok")}
    assert answers["alive elsewhere"]["status"] == 301


def test_the_form_cookie_is_bound_to_this_host_and_to_tls(answers):
    (cookie,) = cookies(answers["login"])

    name, _, rest = cookie.partition("=")
    attributes = {part.strip().lower() for part in rest.split(";")[1:]}
    assert name == "__Host-csrftoken"
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= attributes
    assert [part for part in attributes if part.startswith("domain")] == []


def test_a_page_without_a_form_sets_no_cookie(answers):
    assert cookies(answers["home"]) == []


def test_the_session_cookie_is_bound_to_this_host_and_to_tls(answers, portal):
    page = answers["login"]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page["body"])[1]
    kept = cookies(page)[0].partition(";")[0]
    make = (
        "import django; django.setup(); from loket.models import User;"
        "User.objects.create_user('a@loket.example', 'een-lang-wachtwoord')"
    )
    shell(make, **PRODUCTION | {"DATABASE_URL": database_in(portal)})

    (answer,) = ask(portal, {
        "path": "/account/login/",
        "method": "POST",
        "headers": {"Cookie": kept, "Referer": "https://loket.example/account/login/"},
        "form": {"login": "a@loket.example", "password": "een-lang-wachtwoord",
                 "csrfmiddlewaretoken": token},
    })  # fmt: skip

    assert (answer["status"], headers(answer)["location"]) == (302, "/")
    (cookie,) = [value for value in cookies(answer) if "sessionid" in value]
    name, _, rest = cookie.partition("=")
    attributes = {part.strip().lower() for part in rest.split(";")[1:]}
    assert name == "__Host-sessionid"
    assert {"secure", "httponly", "path=/", "samesite=lax"} <= attributes


def test_another_host_name_is_refused_and_told_nothing(answers):
    answer = answers["other host"]

    assert answer["status"] == 400
    assert "kwaad.example" not in answer["body"]
    assert "Traceback" not in answer["body"] and "ALLOWED_HOSTS" not in answer["body"]


def test_a_forwarded_host_name_is_not_believed(answers):
    assert answers["forwarded host"]["status"] == 200
    assert "kwaad.example" not in answers["forwarded host"]["body"]
    assert "https://loket.example/faq/" in answers["forwarded host"]["body"]


def test_a_form_without_its_token_is_refused_in_words(answers):
    answer = answers["no token"]

    assert answer["status"] == 403
    assert "Dit formulier is verlopen" in answer["body"]


def test_static_files_have_names_that_change_with_them_and_are_kept_long(answers, portal):
    (address,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', answers["home"]["body"])
    assert re.fullmatch(r"/static/loket\.[0-9a-f]{12}\.css", address)

    (sheet,) = ask(portal, {"path": address})

    assert sheet["status"] == 200
    assert headers(sheet)["content-type"] == 'text/css; charset="utf-8"'
    assert headers(sheet)["cache-control"] == "max-age=315360000, public, immutable"
    assert (portal / "static" / "staticfiles.json").exists()
    fonts = re.findall(r"url\([\"']?([^)\"']+)", sheet["body"])
    assert fonts != []
    assert [font for font in fonts if not re.search(r"\.[0-9a-f]{12}\.", font)] == []


def test_files_beside_the_static_ones_are_not_served(portal):
    paths = ["/static/../loket.sqlite3", "/static/%2e%2e/loket.sqlite3", "/loket.sqlite3",
             "/media/", "/static/", "/fixtures/faq.yaml", "/.env"]  # fmt: skip

    answers = ask(portal, *[{"path": path} for path in paths])

    assert [answer["status"] for answer in answers] == [404] * len(paths)


def test_addresses_in_text_files_are_those_of_the_portal(answers):
    assert "Sitemap: https://loket.example/sitemap.xml\n" in answers["robots"]["body"]
    assert (
        "Canonical: https://loket.example/.well-known/security.txt" in (answers["security"]["body"])
    )


def test_without_a_database_the_portal_lives_and_says_that_it_is_not_ready(answers, portal):
    alive, ready, page = ask(
        portal,
        {"path": "/gezond/", "https": False},
        {"path": "/gereed/", "https": False},
        {"path": "/toolbox/"},
        DATABASE_URL="postgres://loket@127.0.0.1:1/loket",
    )

    assert (alive["status"], alive["body"]) == (200, "ok")
    assert (ready["status"], ready["body"]) == (503, "de database antwoordt niet")
    assert page["status"] == 500
    assert "Er ging iets mis bij ons" in page["body"]
