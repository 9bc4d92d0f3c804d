"""Settings of the whole house. What differs per machine comes from the environment.

Safe by default: what makes a portal less strict happens only when DEBUG is set.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="only-for-a-demo-on-this-machine" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Make one with "
        "python -c 'import secrets; print(secrets.token_urlsafe(50))' "
        "and put it in the environment; or set DEBUG=1 for a demo on your own machine."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
# Where readers find the portal; for addresses in files that have no request.
LOKET_BASE_URL = env.str("LOKET_BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
# The programme's own address, from the seed documents.
PROGRAMME_EMAIL = "programmaiv@ifv.nl"

INSTALLED_APPS = [
    "loket.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "guardian",
    "markdownx",
    "simple_history",
    # The rooms come last: their admin may take back what a library put in.
    "loket",
    "toolbox",
    "faq",
    "selfassessment",
    "reporting",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "loket.middleware.quiet_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "loket.middleware.private_pages",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
if DEBUG:
    # A demo shows its users the page they would get for real.
    MIDDLEWARE.append("loket.middleware.own_not_found_page")

ROOT_URLCONF = "loket.urls"
WSGI_APPLICATION = "loket.wsgi.application"
FORM_RENDERER = "loket.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "loket.context.programme",
            ],
        },
    },
]

# Databases. SQLite serves a demo or a small desk; PostgreSQL the national one.
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'loket.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # With Django's defaults parallel writers meet "database is locked"; with these they queue.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # recursive_triggers: INSERT OR REPLACE would otherwise delete a row that is frozen
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        " PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Login limits live in the cache, so every worker must share it: the database by default.
CACHES = {"default": env.cache("CACHE_URL", default="dbcache://loket_cache")}

vars().update(env.email("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25"))
# A mail server that does not answer must not hold up whoever waits for a page.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = PROGRAMME_EMAIL
SERVER_EMAIL = PROGRAMME_EMAIL

# Not in a cookie of their own: a message may name a confidential item.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static_collected"
STATICFILES_DIRS = [BASE_DIR / "static"]
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    # No room keeps files yet; the store for them gets no public address.
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# People
AUTH_USER_MODEL = "loket.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    # Never asked about protected rows (they have visible_to); guardian wants it present.
    "guardian.backends.ObjectPermissionBackend",
]
# Otherwise guardian makes a user row for the anonymous visitor.
ANONYMOUS_USER_NAME = None
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "loket.accounts.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "loket.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "change_password": "loket.accounts.ChangePasswordForm",
    "set_password": "loket.accounts.SetPasswordForm",
    "reset_password_from_key": "loket.accounts.ResetPasswordKeyForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Accounts are made by the programme, which knows the address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
# Outside a demo one proxy stands in front; without this every visitor shares one login limit.
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if DEBUG else 1
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Implementatieloket: "

# Cookies and transport. A working day, then log in again.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not DEBUG:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    # The health checks are asked from inside, without TLS.
    SECURE_REDIRECT_EXEMPT = [r"^gezond/$", r"^gereed/$"]
    # The proxy in deploy/ sets this header itself and drops a visitor's own.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# The editor's own upload and preview views are never mounted: see faq.views.entry_preview.
MARKDOWNX_MARKDOWNIFY_FUNCTION = "loket.markdown.render_markdown"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    # Scanners ask for any host name; the answer is a 400 and no news.
    "loggers": {"django.security.DisallowedHost": {"handlers": [], "propagate": False}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
