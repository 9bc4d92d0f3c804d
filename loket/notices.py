"""Mail that tells people what happened. It may fail; what happened stays so."""

import logging

from django.core.mail import send_mail

logger = logging.getLogger(__name__)


def tell(people, subject, text):
    """Mail each of these people, one by one; who cannot be reached is logged, and stops nobody."""
    for person in people:
        try:
            send_mail(subject, text, None, [person.email])
        except (OSError, ValueError):  # all that SMTP raises, and an address that is none
            logger.exception("No mail to account %s: %s", person.pk, subject)
