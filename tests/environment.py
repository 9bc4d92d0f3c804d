"""What the tests run in: the portal's settings, and the programs that this machine may lack.

pytest loads this before Django's settings and before any conftest (see pyproject.toml).
"""

import gc
import os
import shutil
from pathlib import Path

import pytest

# Nothing of the developer's own portal leaks into a test; DATABASE_URL says where to test.
for name in (
    "ALLOWED_HOSTS",
    "CACHE_URL",
    "CLAMAV_SOCKET",
    "DEBUG",
    "EMAIL_URL",
    "LOKET_BASE_URL",
    "LOKET_FILES",
    "LOKET_MFA_REQUIRED",
):
    os.environ.pop(name, None)
os.environ["SECRET_KEY"] = "only-for-tests"
# Playwright keeps an event loop in the thread that talks to the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
HTML_VALIDATE = shutil.which(
    "html-validate", path=Path(__file__).parent / "html_validate" / "node_modules" / ".bin"
)
# Debian's own Python, for which its python3-uno is made.
SYSTEM_PYTHON = "/usr/bin/python3"
BRIDGE = Path("/usr/lib/python3/dist-packages/uno.py")
LIBREOFFICE = shutil.which("soffice") if BRIDGE.exists() else None

# A marker, the program its tests need, and where that comes from.
NEEDS = {
    "browser": (CHROMIUM, "Chromium is not installed"),
    "libreoffice": (LIBREOFFICE, "LibreOffice Calc or python3-uno is not installed"),
    "node": (HTML_VALIDATE, "html-validate is not installed; `make test` does so where npm is"),
}


def pytest_sessionstart():
    """Keep the garbage collector from going through all of Django again and again."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def pytest_collection_modifyitems(config, items):
    """Leave out what says nothing on this database; it is tested on the other one.

    SQLite is where everything runs; PostgreSQL has only what asks a database something.
    """
    on_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
    kept, left = [], []
    for item in items:
        only_there = item.get_closest_marker("postgresql")
        belongs = asks_a_database(item) if on_postgresql else not only_there
        (kept if belongs else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def asks_a_database(item):
    """Say whether a test is about Django's test database, or brings one of the same kind."""
    markers = ("django_db", "own_database", "postgresql")
    uses_one = "db" in item.fixturenames or any(map(item.get_closest_marker, markers))
    return uses_one and not item.get_closest_marker("pages")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Skip what this machine cannot do, or fail where everything must be tested."""
    for marker, (program, why) in NEEDS.items():
        if program is None and item.get_closest_marker(marker):
            if REQUIRE_ALL:
                pytest.fail(f"{why}, and REQUIRE_ALL is set")
            pytest.skip(f"{marker} tests: {why}")


def pytest_terminal_summary(terminalreporter):
    """Say aloud what was not tested, each reason once."""
    skipped = terminalreporter.stats.get("skipped", [])
    for reason in sorted({report.longrepr[2].removeprefix("Skipped: ") for report in skipped}):
        terminalreporter.write_line(f"SKIPPED: {reason}", yellow=True, bold=True)
