"""What happens to the rows of this app when an account ends."""

from django.db.models import QuerySet

from accounts.domain.account_ends import Disposition, at_every_end
from accounts.lifecycle.account_ends import AccountData, EndedAccount, declare
from configuration.models import PolicyVersion


def _by_author(account: EndedAccount) -> "QuerySet[PolicyVersion]":
    return PolicyVersion.objects.filter(actor_id=account.user.public_id)


declare(
    AccountData(
        PolicyVersion,
        ("actor_id",),
        at_every_end(Disposition.KEEP),
        "The history of a policy. The id is random and leads to no row after a deletion.",
        _by_author,
    ),
)
