"""Login rules of this desk, as allauth asks for them."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts are made by the programme; nobody signs up."""
        return False
