"""Killing the server while people save: what it called saved is there, and no answer is half."""

import json
import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest

from tests.killing import CONTACT
from tests.make import PASSWORD

ROOT = Path(__file__).resolve().parent.parent
FORM = "/zelfevaluatie/VR09/1/"
TOKEN = "x" * 32
SAVES, KILLED_AFTER = 200, (50, 100, 150)


@pytest.fixture
def environment(tmp_path):
    """The environment of a portal with a database of its own, on the server we test on."""
    url = os.environ.get("DATABASE_URL", "")
    own = {"DEBUG": "1", "DATABASE_URL": f"sqlite:///{tmp_path / 'loket.sqlite3'}"}
    if not url.startswith("postgres"):
        yield os.environ | own
        return
    name = f"killed_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield os.environ | own | {"DATABASE_URL": urlsplit(url)._replace(path=name).geturl()}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running(environment):
    """Run the portal as `make demo` does; give its port, and a function that kills all of it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "loket.wsgi:application", "-k", "gthread",
             "-w", "2", "--threads", "4", "--no-control-socket", "--log-level", "critical",
             "--bind", f"fd://{listener.fileno()}"],
            cwd=ROOT, env=environment, pass_fds=[listener.fileno()], start_new_session=True,
        )  # fmt: skip
    kill = partial(os.killpg, server.pid, signal.SIGKILL)
    try:
        yield port, kill
    finally:
        kill()
        server.wait()


def inside(function, environment):
    """Return what a function of tests.killing returns inside that portal."""
    code = f"import json; from tests.killing import *; print(json.dumps({function}()))"
    told = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(told.stdout)


class Browser:
    """A browser with a connection of its own; `session` is that of somebody who logged in."""

    def __init__(self, port, session=""):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.session = session

    def post(self, path, fields, accept="text/html"):
        """Send a form; return status, body, and the session that was begun."""
        headers = {
            "Accept": accept,
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrftoken={TOKEN}; sessionid={self.session}",
            "X-CSRFToken": TOKEN,
        }
        self.connection.request("POST", path, urlencode(fields), headers)
        answer = self.connection.getresponse()
        cookies = [line.partition(";")[0] for line in answer.headers.get_all("Set-Cookie", [])]
        begun = [
            value for name, _, value in (c.partition("=") for c in cookies) if name == "sessionid"
        ]
        return answer.status, answer.read(), begun


def log_in(port):
    """Log in with the form; return the session."""
    form = {"login": CONTACT, "password": PASSWORD}
    status, _body, [session] = Browser(port).post("/account/login/", form)
    assert status == 302
    return session


def answer_of(key, version):
    """What one save makes of an answer: each field says which save it was."""
    return [
        version,
        "planned",
        version % 5 + 1,
        " ".join([f"{key}-{version}"] * 300),
        f"{key}-{version}",
    ]


def save(browser, key, version):
    """Save this version of an answer, by form or by script; fail unless it is called saved.

    Who hears nothing may send the same again, as the script of the form does.
    """
    now, status, maturity, note, action_owner = answer_of(key, version)
    fields = {"seen": now - 1, "status": status, "maturity": maturity}
    fields |= {"note": note, "action_owner": action_owner}
    data = {f"{key}-{name}": value for name, value in fields.items()}
    if version % 2:
        assert browser.post(FORM, data)[0] == 302
    else:
        _status, body, _begun = browser.post(FORM, data, accept="application/json")
        assert json.loads(body)["rows"][str(key)]["state"] in ("saved", "")


def work(browser, key, todo, saved):
    """Save the versions that are to do, until there are no more or the server is gone."""
    while todo:
        try:
            save(browser, key, todo[0])
        except (OSError, HTTPException):
            return
        todo.pop(0)
        saved()


@pytest.mark.own_database
def test_what_was_called_saved_survives_and_no_answer_is_half(environment):
    keys = inside("prepare", environment)
    versions = range(2, SAVES // len(keys) + 2)
    todo, counter, session = {key: list(versions) for key in keys}, count(1), ""
    for _ in range(len(KILLED_AFTER) + 1):
        with running(environment) as (port, kill), ThreadPoolExecutor(len(keys)) as people:
            session = session or log_in(port)

            def saved(kill=kill):
                if next(counter) in KILLED_AFTER:
                    kill()

            at_work = [
                people.submit(work, Browser(port, session), key, todo[key], saved) for key in keys
            ]
            for person in at_work:
                person.result()

    assert next(counter) == SAVES + 1
    found = inside("look", environment)
    assert [(key, record) for key, _now, record in found if record[0] > 1] == [
        (key, answer_of(key, version)) for key in keys for version in versions
    ]
    assert all(now == answer_of(key, versions[-1]) for key, now, _record in found)
