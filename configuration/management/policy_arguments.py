"""What the subcommands about a policy share: how it is named, and differences as text."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from accounts.management.subcommands import argument, not_found
from configuration.change_texts import ChangeSentence
from enrollment.models import ProfileEnrollmentPolicy
from policies.domain.rules import Kind
from policies.models import Policy

PROFILE_ENROLLMENT: Final = "profile_enrollment"
_KINDS: Final = [*(kind.value for kind in Kind), PROFILE_ENROLLMENT]
ANY_KIND: Final = argument("kind", choices=_KINDS, metavar="kind", help=", ".join(_KINDS))


def policy_named(options: Mapping[str, Any]) -> Any:
    """Return the policy that is named. Raises CommandError."""
    kind, name = options["kind"], options["policy"]
    if kind == PROFILE_ENROLLMENT:
        row: Any = ProfileEnrollmentPolicy.objects.filter(name=name).first()
    else:
        row = Policy.objects.filter(kind=kind, name=name).first()
    if row is None:
        raise not_found("ssr.policy.unknown", name)
    return row


def change_texts(changes: Iterable[ChangeSentence]) -> list[str]:
    """Return differences as one line each."""
    return [" ".join((change.text, "; ".join(change.details))).strip() for change in changes]
