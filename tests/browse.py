"""What a person does with a browser: log in, and fill in a form."""

from django.test import Client

from tests.make import PASSWORD
from tests.read import as_posted

LOGIN = "/account/login/"


def log_in(email, password=PASSWORD, **extra):
    """Log in with the form; return the client and the answer."""
    client = Client(**extra)
    return client, client.post(LOGIN, {"login": email, "password": password})


def form_of(answer):
    """The form on a page, also of the admin."""
    context = answer.context
    return context["adminform"].form if "adminform" in context else context["form"]


def fill_in(client, address, **fields):
    """Open the form at this address, change some fields and send it; return the answer."""
    return client.post(address, as_posted(form_of(client.get(address))) | fields)
