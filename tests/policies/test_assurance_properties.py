"""Whatever the requirement and the proofs: the sets are enough, none is too much, and more never harms."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.authenticators import Authenticator
from policies.domain.assurance import Evidence, Requirement, next_useful, possible_evidence, satisfying_sets
from tests.thoroughness import examples

NOW = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)
AGES = st.sampled_from([None, timedelta(0), timedelta(minutes=15), timedelta(hours=1)])
NAMES = st.sampled_from(list(Authenticator))
REQUIREMENTS = st.builds(
    Requirement,
    password=st.booleans(),
    factors=st.integers(1, 2),
    knowledge=st.booleans(),
    possession=st.booleans(),
    phishing_resistant=st.booleans(),
    device_bound=st.booleans(),
    user_verifying=st.booleans(),
    excluded=st.frozensets(NAMES, max_size=2),
    password_age=AGES,
    other_age=AGES,
)
PROOFS = st.lists(
    st.builds(
        Evidence,
        NAMES,
        st.sampled_from([NOW - timedelta(minutes=minutes) for minutes in (0, 14, 16, 59, 61)]),
        user_verified=st.booleans(),
        derived=st.booleans(),
        here=st.booleans(),
    ),
    max_size=4,
)
POSSIBLE = st.lists(
    st.builds(lambda name, knows: possible_evidence(name, user_verified=knows), NAMES, st.booleans())
)

always = settings(max_examples=examples(120, 2000), derandomize=True, database=None, deadline=None)


def chosen(possible, way):
    """What proving a way gives: of several passkeys the one that can do most."""
    return [one for one in possible if one.authenticator in way]


@always
@given(REQUIREMENTS, PROOFS, POSSIBLE)
def test_every_satisfying_set_is_enough(requirement, proofs, possible):
    for way in satisfying_sets(requirement, proofs, possible, NOW):
        assert requirement.is_met_by([*proofs, *chosen(possible, way)], NOW)


@always
@given(REQUIREMENTS, PROOFS, POSSIBLE)
def test_no_subset_of_a_satisfying_set_is_enough(requirement, proofs, possible):
    for way in satisfying_sets(requirement, proofs, possible, NOW):
        for name in way:
            rest = chosen(possible, way - {name})
            assert not rest or not requirement.is_met_by([*proofs, *rest], NOW)


@always
@given(REQUIREMENTS, PROOFS, POSSIBLE)
def test_satisfying_set_exists_whenever_everything_together_suffices(requirement, proofs, possible):
    if requirement.is_met_by(proofs, NOW):
        return
    assert bool(satisfying_sets(requirement, proofs, possible, NOW)) is requirement.is_met_by(
        [*proofs, *possible], NOW
    )


@always
@given(REQUIREMENTS, PROOFS, POSSIBLE)
def test_useful_authenticators_begin_a_satisfying_set(requirement, proofs, possible):
    found = satisfying_sets(requirement, proofs, possible, NOW)
    wanted = next_useful(requirement, proofs, possible, NOW)
    assert bool(wanted) is bool(found)
    assert wanted <= frozenset().union(*found)


@always
@given(REQUIREMENTS, PROOFS, PROOFS)
def test_one_proof_more_never_makes_it_less(requirement, proofs, more):
    if requirement.is_met_by(proofs, NOW):
        assert requirement.is_met_by([*proofs, *more], NOW)


@always
@given(REQUIREMENTS, REQUIREMENTS, PROOFS)
def test_the_stricter_of_two_is_met_only_when_each_is(one, other, proofs):
    if one.stricter(other).is_met_by(proofs, NOW):
        assert one.is_met_by(proofs, NOW)
        assert other.is_met_by(proofs, NOW)


@always
@given(REQUIREMENTS, PROOFS)
def test_time_makes_no_proof_better(requirement, proofs):
    later = NOW + timedelta(minutes=20)
    if requirement.is_met_by(proofs, later):
        assert requirement.is_met_by(proofs, NOW)


@always
@given(REQUIREMENTS, PROOFS)
def test_dependent_proof_is_never_worth_more(requirement, proofs):
    derived = [Evidence(p.authenticator, p.at, p.user_verified, True, p.here) for p in proofs]
    if requirement.is_met_by(derived, NOW):
        assert requirement.is_met_by(proofs, NOW)
