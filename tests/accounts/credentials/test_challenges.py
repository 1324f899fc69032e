"""Opening, counting and meeting a challenge: each condition of each UPDATE, one at a time."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.credentials import challenges
from accounts.credentials.challenges import (
    Request,
    code_is_right,
    link_is_right,
    sending_of,
)
from accounts.domain.codes import parse_link_token
from accounts.models import Challenge, ChallengePurpose

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)
TEN = timedelta(minutes=10)
UNUSABLE = [
    ("used", {"used_at": NOW}),
    ("closed", {"closed_at": NOW}),
    ("expired this very moment", {"expires_at": NOW}),
    ("superseded", {"serial": 2}),
]


def opened(**changes):
    request = Request(ChallengePurpose.SIGN_UP, "ada@example.com", TEN, transaction_id="transaction-1")
    challenge = challenges.open_challenge(request, NOW)
    Challenge.objects.filter(pk=challenge.pk).update(**changes)
    return challenge


def now_of(challenge):
    return Challenge.objects.get(pk=challenge.pk)


@pytest.mark.parametrize("changes", [line[1] for line in UNUSABLE], ids=[line[0] for line in UNUSABLE])
def test_a_challenge_is_neither_guessed_nor_met_when_it_is(changes):
    challenge = opened(**changes)
    assert not challenges.count_attempt(challenge.pk, 1, NOW)
    assert not challenges.consume(challenge.pk, 1, NOW)
    assert now_of(challenge).attempts == 0


def test_five_guesses_are_counted_and_the_sixth_is_refused():
    challenge = opened()
    assert [challenges.count_attempt(challenge.pk, 1, NOW) for _ in range(6)] == [True] * 5 + [False]
    assert now_of(challenge).attempts == 5


def test_a_decoy_is_guessed_like_any_other_and_never_met():
    challenge = opened(decoy=True)
    assert challenges.count_attempt(challenge.pk, 1, NOW)
    assert not challenges.consume(challenge.pk, 1, NOW)


def test_a_challenge_is_met_once():
    challenge = opened()
    assert [challenges.consume(challenge.pk, 1, NOW) for _ in range(2)] == [True, False]


def test_a_new_mail_gives_new_guesses_a_new_end_and_a_new_serial():
    challenge = opened(attempts=5)
    later = NOW + timedelta(minutes=3)
    assert challenges.renew(challenge.pk, 1, now=later, lifetime=TEN)
    renewed = now_of(challenge)
    assert (renewed.serial, renewed.attempts, renewed.expires_at) == (2, 0, later + TEN)
    assert not challenges.renew(challenge.pk, 1, now=later, lifetime=TEN)


def test_new_mail_revives_an_exhausted_challenge_but_no_used_or_closed_one():
    assert challenges.renew(opened(expires_at=NOW).pk, 1, now=NOW, lifetime=TEN)
    assert not challenges.renew(opened(used_at=NOW).pk, 1, now=NOW, lifetime=TEN)
    assert not challenges.renew(opened(closed_at=NOW).pk, 1, now=NOW, lifetime=TEN)


def test_code_and_link_belong_to_one_sending_of_one_challenge():
    first, second = opened(), opened()
    code, token = challenges.code_of(sending_of(first)), challenges.link_token_of(sending_of(first))
    assert code_is_right(sending_of(first), f" {code[:3]} {code[3:]} ")
    assert link_is_right(sending_of(first), parse_link_token(token))
    for other in (sending_of(second), sending_of(Challenge(**{**vars_of(first), "serial": 2}))):
        assert challenges.code_of(other) != code or challenges.link_token_of(other) != token
        assert not link_is_right(other, parse_link_token(token))


def vars_of(challenge):
    names = ("public_id", "purpose", "address", "key_id", "serial")
    return {name: getattr(challenge, name) for name in names}


@pytest.mark.parametrize("changed", [{"purpose": "recovery"}, {"address": "eve@example.com"}])
def test_another_purpose_or_address_has_another_code_and_link(changed):
    challenge = opened()
    other = sending_of(Challenge(**{**vars_of(challenge), **changed}))
    token = parse_link_token(challenges.link_token_of(sending_of(challenge)))
    assert not link_is_right(other, token)
    assert challenges.link_token_of(other) != challenges.link_token_of(sending_of(challenge))


def test_without_its_key_no_code_is_right_not_even_an_empty_one():
    gone = sending_of(opened(key_id="gone"))
    gone = sending_of(Challenge(**{**vars_of(opened()), "key_id": "gone"}))
    assert challenges.code_of(gone) == ""
    assert not code_is_right(gone, "")
    assert not link_is_right(gone, parse_link_token(challenges.link_token_of(sending_of(opened()))))


def test_closing_twice_keeps_the_first_moment():
    challenge = opened()
    challenges.close(challenge.pk, NOW)
    challenges.close(challenge.pk, NOW + TEN)
    assert now_of(challenge).closed_at == NOW


def test_challenges_are_purged_after_their_time_and_not_before():
    opened()
    ended = NOW + TEN + challenges.RETENTION
    assert challenges.purge(ended) == 0
    assert challenges.purge(ended + timedelta(seconds=1)) == 1
