"""Lets the real LibreOffice Calc change a file, as somebody at a desk would."""

import json
import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from tests.environment import SYSTEM_PYTHON

XLSX = "Calc MS Excel 2007 XML"
PATIENCE = 180


def edited(content, cells, folder):
    """Return what LibreOffice saves after typing in these cells of a workbook's first sheet."""
    profile, before, after = folder / "profile", folder / "before.xlsx", folder / "after.xlsx"
    profile.mkdir()
    before.write_bytes(content)
    job = {
        "open": str(before),
        "save": str(after),
        "filter": XLSX,
        "profile": str(profile),
        "cells": cells,
    }
    run([SYSTEM_PYTHON, Path(__file__).with_name("uno_edit.py")], json.dumps(job), folder)
    return after.read_bytes()


def run(command, text, folder):
    """Run a command that leaves its rubbish in `folder`; whatever it started ends with it."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(folder)},
        start_new_session=True,
    )
    try:
        _, errors = process.communicate(text, timeout=PATIENCE)
        assert process.returncode == 0, errors
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
