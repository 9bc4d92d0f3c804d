"""Runs a command beside a private PostgreSQL, of which nothing is left afterwards.

    python -m tests.with_postgres COMMAND…

The command finds an empty database in DATABASE_URL; its exit code is passed on.
Exit code 77: this machine has no PostgreSQL server.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

NO_SERVER = 77
INTERRUPTED = 128 + signal.SIGINT
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(command):
    """Return the exit code of the command."""
    binaries = newest_binaries()
    if binaries is None:
        print("SKIPPED: PostgreSQL (no server; on Debian: apt install postgresql)", file=sys.stderr)
        return NO_SERVER
    listen(stop)
    with cluster(binaries) as url:
        return run(command, os.environ | {"DATABASE_URL": url})


def newest_binaries():
    """The folder of the newest server on this machine, or None."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


def listen(handler):
    for number in STOP_SIGNALS:
        signal.signal(number, handler)


def stop(number, _frame):
    # A second Ctrl-C must not break off the cleaning up.
    listen(signal.SIG_IGN)
    sys.exit(128 + number)


@contextmanager
def cluster(binaries):
    """A running server with an empty database; yields its URL."""
    with tempfile.TemporaryDirectory(prefix="loket-pg-", ignore_cleanup_errors=True) as home:
        as_user = ordinary_user(home)

        def tool(name, *arguments, check=True):
            command = [binaries / name, *arguments]
            quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
            subprocess.run(command, cwd=home, check=check, **quiet, **as_user)

        port = str(free_port())
        # No socket file: everything goes over 127.0.0.1. A power cut may lose it all.
        options = (
            f"-p {port} -k '' -c listen_addresses=127.0.0.1"
            " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        )
        try:
            tool("initdb", "-D", "data", "-U", "loket", "-A", "trust", "--no-sync",
                 "--locale=C.UTF-8", "-E", "UTF8")  # fmt: skip
            tool("pg_ctl", "start", "-w", "-D", "data", "-l", "log", "-o", options)
            tool("createdb", "-h", "127.0.0.1", "-p", port, "-U", "loket", "loket")
            yield f"postgres://loket@127.0.0.1:{port}/loket"
        finally:
            listen(signal.SIG_IGN)
            if Path(home, "data", "postmaster.pid").exists():
                tool("pg_ctl", "stop", "-m", "immediate", "-D", "data", check=False)


def ordinary_user(home):
    """How to start the server, which refuses root: as somebody to whom `home` is given."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        user = pwd.getpwnam("nobody")
    shutil.chown(home, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(command, environment):
    """Run to the end, also when somebody stops us: the command must not outlive its database."""
    process = subprocess.Popen(command, env=environment)
    try:
        code = process.wait()
    except SystemExit as stopped:
        end(process, patience=10 if stopped.code == INTERRUPTED else 0)
        raise
    return code if code >= 0 else 128 - code


def end(process, patience):
    """Ctrl-C reached the command as well: it gets the time to finish by itself."""
    try:
        process.wait(timeout=patience)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
