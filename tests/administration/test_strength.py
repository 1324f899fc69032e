"""Strengths of a sign-in: each name is one requirement, and every other requirement is custom."""

from datetime import timedelta

from accounts.domain.authenticators import Authenticator
from administration.sign_on.strength import Strength, strength_of, with_strength
from policies.domain.assurance import Requirement
from tests.tables import each

TABLE = [
    (Requirement(), Strength.ONE_FACTOR),
    (Requirement(excluded=frozenset({Authenticator.EMAIL})), Strength.ONE_FACTOR),
    (Requirement(other_age=timedelta(minutes=5)), Strength.ONE_FACTOR),
    (Requirement(factors=2), Strength.TWO_FACTORS),
    (Requirement(factors=2, password=True), Strength.PASSWORD_AND_ANOTHER),
    (Requirement(possession=True, phishing_resistant=True), Strength.PHISHING_RESISTANT),
    (Requirement(password=True), Strength.CUSTOM),
    (Requirement(factors=2, possession=True), Strength.CUSTOM),
    (Requirement(possession=True, phishing_resistant=True, device_bound=True), Strength.CUSTOM),
]


@each("requirement, strength", TABLE)
def test_strength_of_a_requirement_is_named_or_custom(requirement: Requirement, strength: Strength):
    assert strength_of(requirement) is strength
    assert with_strength(requirement, strength) == requirement


@each("strength", [strength for strength in Strength if strength is not Strength.CUSTOM])
def test_chosen_strength_replaces_the_details_and_keeps_the_rest(strength: Strength):
    kept = {"excluded": frozenset({Authenticator.PHONE}), "password_age": timedelta(minutes=5)}
    custom = Requirement(factors=2, knowledge=True, device_bound=True, **kept)
    chosen = with_strength(custom, strength)
    assert strength_of(chosen) is strength
    assert {name: getattr(chosen, name) for name in kept} == kept
