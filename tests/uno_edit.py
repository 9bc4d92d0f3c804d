"""Runs in Debian's own Python: opens a file in LibreOffice, types in cells, saves it.

Reads from standard input what to do: {"open": path, "save": path, "filter": name of the format,
"profile": an empty folder, "cells": {"D5": what to type}}.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

# Others may do this at the same moment.
PIPE = f"loket-{os.getpid()}"
PATIENCE = 60


def main(job):
    profile = Path(job["profile"])
    place = f"pipe,name={PIPE};urp"
    office = subprocess.Popen(
        [
            "soffice",
            "--headless",
            "--norestore",
            "--nologo",
            f"-env:UserInstallation={profile.as_uri()}",
            f"--accept={place}",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        desktop = connect(f"uno:{place};StarOffice.ComponentContext")
        edit(desktop, job)
        desktop.terminate()
        office.wait(PATIENCE)
    finally:
        office.kill()


def connect(address):
    """Return LibreOffice's desktop, as soon as it listens."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", here
    )
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            there = resolver.resolve(address)
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return there.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", there
            )


def edit(desktop, job):
    document = desktop.loadComponentFromURL(
        Path(job["open"]).as_uri(), "_blank", 0, (option("Hidden", True),)
    )
    sheet = document.Sheets.getByIndex(0)
    for place, text in job["cells"].items():
        # as if somebody typed it: a number becomes a number, a day a day
        sheet.getCellRangeByName(place).setFormula(text)
    document.storeToURL(Path(job["save"]).as_uri(), (option("FilterName", job["filter"]),))
    document.close(True)


def option(name, value):
    return PropertyValue(Name=name, Value=value)


if __name__ == "__main__":
    main(json.load(sys.stdin))
