"""Runs the portal as in production, for tests that need settings of their own.

    python -m tests.production FOLDER

The first time it collects the static files and makes a database in FOLDER. Then it puts the
requests that it reads from stdin to the WSGI application, and writes the answers to stdout. Both
are lists in JSON; a request is {"path", "method", "https", "headers", "form"}, all but the path
optional.
"""

import json
import sys
from importlib import import_module
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

import django
from django.conf import settings
from django.core.management import call_command

HOST = "loket.example"


def main(folder):
    settings.STATIC_ROOT = folder / "static"
    django.setup()
    if not settings.STATIC_ROOT.exists():
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
    # It looks at the static files once, so they must be there.
    application = import_module("loket.wsgi").application
    answers = [ask(application, **request) for request in json.load(sys.stdin)]
    json.dump(answers, sys.stdout)


def ask(application, *, path, method="GET", https=True, headers=None, form=None):
    """Put one request to the application as the proxy would; return the answer."""
    body = urlencode(form or {}).encode()
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": HOST,
        "HTTP_X_FORWARDED_PROTO": "https" if https else "http",
        "HTTP_X_FORWARDED_FOR": "192.0.2.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    }
    for name, value in (headers or {}).items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value
    setup_testing_defaults(environ)
    answer = {}

    def start_response(status, pairs, _error=None):
        answer.update(status=int(status.split()[0]), headers=pairs)

    pieces = application(environ, start_response)
    answer["body"] = b"".join(pieces).decode("utf-8", "replace")
    return answer


if __name__ == "__main__":
    main(Path(sys.argv[1]))
