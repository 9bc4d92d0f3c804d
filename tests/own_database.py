"""A database of its own for one test, and running functions in a process of their own on it.

For tests in which processes die or threads meet: the database of the other tests cannot do that,
for it is kept in memory or in one transaction.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def own_database(folder):
    """Give the environment of a portal with an empty database, on the server we test on."""
    url = os.environ.get("DATABASE_URL", "")
    own = {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{folder / 'loket.sqlite3'}"}
    if not url.startswith("postgres"):
        yield os.environ | own
        return
    name = f"own_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield os.environ | own | {"DATABASE_URL": urlsplit(url)._replace(path=name).geturl()}
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def inside(module, function, environment):
    """Return what a function of this module returns inside that portal."""
    code = f"import json, {module}; print(json.dumps({module}.{function}()))"
    told = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(told.stdout)
