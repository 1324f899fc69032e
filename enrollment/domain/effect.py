"""What a profile enrollment policy does, in sentences that an administrator reads while editing it."""

from collections.abc import Iterator, Sequence

from accounts.domain.messages import Message
from enrollment.domain.form import EnrollmentPolicy


def effect(policy: EnrollmentPolicy, group_names: Sequence[str], *, serves: bool) -> tuple[Message, ...]:
    """Say what happens under the policy. ``serves``: it is the form of people who come from no app."""
    if not policy.sign_up_allowed:
        return (Message("ssr.effect.closed"),)
    return tuple(_sentences(policy, group_names, serves=serves))


def _sentences(policy: EnrollmentPolicy, group_names: Sequence[str], *, serves: bool) -> Iterator[Message]:
    yield Message("ssr.effect.serves" if serves else "ssr.effect.idle")
    yield Message("ssr.effect.verified" if policy.verification_required else "ssr.effect.unverified")
    yield Message(f"ssr.effect.password.{policy.password_page.value}")
    if policy.allowed_domains:
        yield Message("ssr.effect.allowed", (_listed(sorted(policy.allowed_domains)),))
    if policy.denied_domains:
        yield Message("ssr.effect.denied", (_listed(sorted(policy.denied_domains)),))
    if group_names:
        yield Message("ssr.effect.groups", (_listed(group_names),))
    else:
        yield Message("ssr.effect.no_groups")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
