"""Atom as every room writes it."""

import re

from django.utils.feedgenerator import Atom1Feed

# One of these in a pasted text, and XML refuses the whole feed.
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CONFIDENTIAL = "Vertrouwelijk: lees dit in het loket."


class Atom(Atom1Feed):
    """Atom of texts that anybody may have pasted together."""

    def add_item(self, title, link, description, **fields):
        title, description = (NOT_IN_XML.sub("", text) for text in (title, description))
        super().add_item(title, link, description, **fields)
