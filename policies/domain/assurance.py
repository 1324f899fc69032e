"""Assurance (NIST SP 800-63B-4 §2): which sets of proofs satisfy a requirement.

Pure sets and comparisons without order or state. Missing proofs are found by trying the user's other
authenticators.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

from accounts.domain.authenticators import TRAITS, Authenticator, Factor, factors_of
from accounts.domain.columns import column, minutes
from accounts.domain.messages.entry import gettext_noop as _

FRESH_FOR: Final = timedelta(minutes=15)
"""A proof made inside its own transaction is fresh for every interval for this long."""

SECOND_FACTOR_AGE: Final = timedelta(minutes=10)
"""How old a second factor may be when an administrator does something dangerous."""

MAX_AT_ONCE: Final = 3
"""No requirement needs more than a password, one further factor and one special possession."""

_LIKE_A_PASSWORD: Final = frozenset({Authenticator.PASSWORD, Authenticator.IDENTITY_PROVIDER})
"""What meets the requirement of a password, unless a rule does not accept it."""

FACTORS: Final = ((1, _("One factor")), (2, _("Two different factors")))


@dataclass(frozen=True, slots=True)
class Evidence:
    """One proof that was given, or could be.

    ``at`` is nothing for what is only possible. ``derived`` marks a credential that was set on the strength
    of another proof in the same recovery: it is what it is, but adds no factor to that proof. ``here`` says
    that it was given in this very transaction, not earlier in the session. ``provider`` is the public id of
    an identity provider, ``multifactor`` says that it is believed to have verified two factors.
    """

    authenticator: Authenticator
    at: datetime | None = None
    user_verified: bool = False
    derived: bool = False
    here: bool = True
    multifactor: bool = False
    provider: str = ""

    @property
    def factors(self) -> frozenset[Factor]:
        """The classes that this proof adds."""
        if self.derived:
            return frozenset()
        return factors_of(self.authenticator, user_verified=self.user_verified, multifactor=self.multifactor)


@dataclass(frozen=True, slots=True)
class Requirement:
    """What has to be proved. An authentication policy's rule has a column for each field.

    ``factors``: how many different classes. ``password``: one of the proofs is a password or a sign-in at an
    identity provider; ``identity_provider``: the latter. ``knowledge`` and
    ``possession``: one proof of that class; the three flags describe the possession. Ages say how old a proof
    from earlier in the session may be: nothing means as old as the session, zero means every time.
    """

    factors: int = column(
        1,
        _("required factors"),
        _("How many different factors the user must verify."),
        choices=FACTORS,
        range=(1, 2),
    )
    password: bool = column(
        False,
        _("require a password"),
        _("One of the factors must be the password, or an account with another provider."),
    )
    identity_provider: bool = column(
        False,
        _("require an identity provider"),
        _("One of the factors must be an account with an identity provider."),
    )
    knowledge: bool = column(
        False, _("require a knowledge factor"), _("Something the user knows, such as a password.")
    )
    possession: bool = column(
        False, _("require a possession factor"), _("Something the user has, such as a phone or a passkey.")
    )
    phishing_resistant: bool = column(
        False,
        _("phishing-resistant"),
        _("The possession factor doesn’t work on a fake website. Passkeys meet this."),
    )
    device_bound: bool = column(
        False, _("device-bound"), _("The possession factor can’t be copied to another device.")
    )
    user_verifying: bool = column(
        False,
        _("user verification (PIN or biometric)"),
        _("The possession factor asks for a PIN or a biometric."),
    )
    excluded: frozenset[Authenticator] = column(
        frozenset(), _("authenticators not accepted"), _("These never count for this rule."), of=Authenticator
    )
    password_age: timedelta | None = minutes(
        None,
        _("ask for the password again after (minutes)"),
        _("Leave empty to accept it for the whole session."),
        name="password_minutes",
    )
    other_age: timedelta | None = minutes(
        None,
        _("verify other factors again after (minutes)"),
        _("Leave empty to accept it for the whole session."),
        name="other_minutes",
    )

    @property
    def needs_possession(self) -> bool:
        """Whether one proof must be of something had, with or without further demands on it."""
        return self.possession or self.phishing_resistant or self.device_bound or self.user_verifying

    def counts(self, evidence: Evidence, now: datetime) -> bool:
        """Whether the proof is accepted at all, and fresh enough."""
        if evidence.authenticator in self.excluded:
            return False
        if evidence.at is None or (evidence.here and now - evidence.at <= FRESH_FOR):
            return True
        knows = evidence.authenticator in _LIKE_A_PASSWORD
        age = self.password_age if knows else self.other_age
        return age is None or now - evidence.at < age

    def is_met_by(self, proofs: Iterable[Evidence], now: datetime) -> bool:
        """Whether the proofs are enough."""
        accepted = [proof for proof in proofs if self.counts(proof, now)]
        has_password = any(proof.authenticator in _LIKE_A_PASSWORD for proof in accepted)
        accepted = [proof for proof in accepted if has_password or not _after_password(proof)]
        if not accepted or (self.password and not has_password):
            return False
        if self.identity_provider and not any(map(_is_upstream, accepted)):
            return False
        if self.knowledge and not any(_is_knowledge(proof) for proof in accepted):
            return False
        if self.needs_possession and not any(self._is_the_possession(proof) for proof in accepted):
            return False
        classes = frozenset[Factor]().union(*(proof.factors for proof in accepted))
        return len(classes) >= self.factors or self.factors == 1

    def _is_the_possession(self, proof: Evidence) -> bool:
        traits = TRAITS[proof.authenticator]
        return (
            Factor.POSSESSION in factors_of(proof.authenticator)
            and not proof.derived
            and (traits.phishing_resistant or not self.phishing_resistant)
            and (traits.device_bound or not self.device_bound)
            and (proof.user_verified or not self.user_verifying)
        )

    def stricter(self, other: "Requirement") -> "Requirement":
        """Return what meets both."""
        return Requirement(
            password=self.password or other.password,
            identity_provider=self.identity_provider or other.identity_provider,
            factors=max(self.factors, other.factors),
            knowledge=self.knowledge or other.knowledge,
            possession=self.possession or other.possession,
            phishing_resistant=self.phishing_resistant or other.phishing_resistant,
            device_bound=self.device_bound or other.device_bound,
            user_verifying=self.user_verifying or other.user_verifying,
            excluded=self.excluded | other.excluded,
            password_age=_shorter(self.password_age, other.password_age),
            other_age=_shorter(self.other_age, other.other_age),
        )


def recent_second_factor(age: timedelta = SECOND_FACTOR_AGE) -> Requirement:
    """Return the requirement of two factors, of which the one beside a password is at most this old."""
    return Requirement(factors=2, other_age=age)


def satisfying_sets(
    requirement: Requirement, proofs: Iterable[Evidence], possible: Iterable[Evidence], now: datetime
) -> tuple[frozenset[Authenticator], ...]:
    """Return every minimal set of further proofs that satisfies the requirement; none when no set does.

    A set is minimal when no subset satisfies it, so no superfluous proof is required.
    """
    present = tuple(proofs)
    choices = _one_each(possible)
    found: list[frozenset[Authenticator]] = []
    for size in range(1, MAX_AT_ONCE + 1):
        for chosen in combinations(choices, size):
            names = frozenset(proof.authenticator for proof in chosen)
            if any(smaller <= names for smaller in found):
                continue
            if requirement.is_met_by((*present, *chosen), now):
                found.append(names)
    return tuple(found)


def next_useful(
    requirement: Requirement, proofs: Iterable[Evidence], possible: Iterable[Evidence], now: datetime
) -> frozenset[Authenticator]:
    """Return what is worth asking for next. What counts only after a password waits for the password."""
    found = satisfying_sets(requirement, proofs, possible, now)
    useful = frozenset[Authenticator]().union(*found)
    first = frozenset(name for name in useful if not TRAITS[name].after_password)
    return first or useful


def possible_evidence(authenticator: Authenticator, *, user_verified: bool = False) -> Evidence:
    """Return what proving with this authenticator would give."""
    return Evidence(authenticator, user_verified=user_verified)


def _one_each(possible: Iterable[Evidence]) -> Sequence[Evidence]:
    """One entry for each authenticator: of several passkeys the one that can do most."""
    best: dict[Authenticator, Evidence] = {}
    for evidence in possible:
        best_so_far = best.get(evidence.authenticator, evidence)
        best[evidence.authenticator] = replace(
            best_so_far, user_verified=best_so_far.user_verified or evidence.user_verified
        )
    return tuple(best.values())


def _after_password(proof: Evidence) -> bool:
    return TRAITS[proof.authenticator].after_password


def _is_upstream(proof: Evidence) -> bool:
    return proof.authenticator is Authenticator.IDENTITY_PROVIDER


def _is_knowledge(proof: Evidence) -> bool:
    return TRAITS[proof.authenticator].factor is Factor.KNOWLEDGE


def _shorter(first: timedelta | None, second: timedelta | None) -> timedelta | None:
    ages = [age for age in (first, second) if age is not None]
    return min(ages, default=None)
