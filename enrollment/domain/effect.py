"""What a profile enrollment policy does, in sentences that an administrator reads while editing it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.domain.messages import Message
from enrollment.domain.form import EnrollmentPolicy
from enrollment.domain.form_pages import pages_of
from enrollment.domain.progressive import questions


@dataclass(frozen=True, slots=True)
class QuestionImpact:
    """How many users would be asked something at their next sign-in, of how many, and who lacks what.

    ``lacking`` are the questions with the number of users who would be asked them sooner or later.
    """

    people: int
    everybody: int
    lacking: tuple[tuple[str, int], ...] = ()

    def goes_beyond(self, before: "QuestionImpact") -> bool:
        """Whether more users would be asked than before, or something else."""
        known = dict(before.lacking)
        return self.people > before.people or any(count > known.get(name, 0) for name, count in self.lacking)


def effect(
    policy: EnrollmentPolicy,
    group_names: Sequence[str],
    *,
    serves: bool,
    apps: Sequence[str] = (),
    strict_apps: Sequence[str] = (),
) -> tuple[Message, ...]:
    """Say what happens under the policy.

    ``serves``: it is the form of users who come from no app; ``apps``: whose users it is for, too;
    ``strict_apps``: those of them that take confirmed addresses only, whatever the policy says.
    """
    if not policy.sign_up_allowed:
        return (Message("ssr.effect.closed"),)
    sentences = tuple(_sentences(policy, group_names, serves=serves, apps=apps))
    if policy.verification_required or not strict_apps:
        return sentences
    return (*sentences, Message("ssr.effect.strict_apps", (_listed(strict_apps),)))


def later_effect(policy: EnrollmentPolicy, impact: QuestionImpact) -> tuple[Message, ...]:
    """Describe the questions at sign-in and the number of users who get them."""
    if not policy.progressive:
        return ()
    if not questions(policy):
        return (Message("ssr.effect.later.nothing"),)
    return tuple(_later(policy, impact))


def impact_sentences(impact: QuestionImpact) -> Iterator[Message]:
    """Describe how many users would be asked, and how often each answer is missing."""
    if not impact.people:
        yield Message("ssr.effect.later.nobody", (str(impact.everybody),))
        return
    key = "ssr.effect.later.asked" if impact.people > 1 else "ssr.effect.later.asked_one"
    yield Message(key, (str(impact.people), str(impact.everybody)))
    counts = ", ".join(f"{title} {count}" for title, count in impact.lacking if count)
    yield Message("ssr.effect.later.lacking", (counts,))


def _later(policy: EnrollmentPolicy, impact: QuestionImpact) -> Iterator[Message]:
    yield Message("ssr.effect.later.asks", (str(policy.most_questions),))
    yield from impact_sentences(impact)


def _sentences(
    policy: EnrollmentPolicy, group_names: Sequence[str], *, serves: bool, apps: Sequence[str]
) -> Iterator[Message]:
    if serves:
        yield Message("ssr.effect.serves")
    if apps:
        yield Message("ssr.effect.apps", (_listed(apps),))
    if not (serves or apps):
        yield Message("ssr.effect.idle")
    yield Message("ssr.effect.verified" if policy.verification_required else "ssr.effect.unverified")
    yield Message(f"ssr.effect.password.{policy.password_page.value}")
    pages = len(pages_of(policy))
    if pages > 1:
        yield Message("ssr.effect.pages", (str(pages),))
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
