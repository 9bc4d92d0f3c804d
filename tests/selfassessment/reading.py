"""The steps of reading in a spreadsheet, as somebody's browser takes them."""

from tests.sheets import upload

ASSESSMENT = "/zelfevaluatie/VR09/"
UPLOAD = ASSESSMENT + "inlezen/"
XLSX, CSV = ASSESSMENT + "zelfevaluatie.xlsx", ASSESSMENT + "zelfevaluatie.csv"
CONFIRMED = ASSESSMENT


def send(client, content, name="blad.xlsx", address=UPLOAD):
    """Choose a file and press the button; return the page that follows."""
    return client.post(address, {"file": upload(content, name)})


def confirm(client, page, address=UPLOAD, **choices):
    """Press the button under a preview, with choices such as {"1.1": "bestand"}."""
    posted = {f"keuze-{control}": value for control, value in choices.items()}
    return client.post(address, {"lines": page.context["lines"], **posted})
