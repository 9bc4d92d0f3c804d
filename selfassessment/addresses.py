"""Which assessment an address means.

/zelfevaluatie/VR09/ is the region's assessment on the newest edition of the norm;
/zelfevaluatie/VR09.2/ the one on the framework with key 2, once there is a newer one.
"""

from django.http import Http404
from django.urls import reverse
from django.urls.converters import StringConverter


class Word(StringConverter):
    """A region's code or a control's number, as a part of an address."""

    regex = r"[0-9A-Za-z.-]{1,20}"


def with_keys(assessments):
    """Give each of a list, newest first per region, its `key` in addresses and `is_newest`."""
    newest = {}
    for assessment in assessments:
        code = assessment.region.code
        assessment.is_newest = newest.setdefault(code, assessment) is assessment
        assessment.key = code if assessment.is_newest else key_of_edition(assessment)
    return assessments


def key_of_edition(assessment):
    """Return the key that means this assessment, whether there is a newer one or not."""
    return f"{assessment.region.code}.{assessment.framework_id}"


def assessment_at(key, assessments):
    """Return the one of `assessments` (those its reader may open) that `key` means, or raise 404.

    It knows its own `key`, for links, and its `editions`: all of that region's assessments
    among `assessments`, newest first.
    """
    code = key.partition(".")[0]
    editions = with_keys(list(assessments.filter(region__code=code).newest_first()))
    for assessment in editions:
        if key in (assessment.key, key_of_edition(assessment)):
            assessment.editions = editions
            return assessment
    raise Http404


def category_address(assessment, number):
    """Return the address of the form for the category of this number."""
    return reverse("selfassessment:category_form", args=[assessment.key, number])


def control_address(assessment, control):
    """Return the address of the place in that form where this control is filled in."""
    return f"{category_address(assessment, control.category.number)}#c-{control.number}"
