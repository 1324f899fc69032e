import json

import pytest
from django.utils import timezone

from accounts.credentials import totp
from accounts.credentials.enrollments import add
from accounts.credentials.passkey_challenges import FRONT_DOOR, ChallengeState, challenge_state
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import PasskeyCredential, PendingEnrollment
from accounts.identities import new_public_id
from flows.domain.subjects import NoSubject, PasskeySubject, RecoveryCodesSubject, TotpSubject
from flows.hosted.material import NOTHING, material_for
from tests.actors import a_user
from tests.flows.hosted.examples import ADDRESS
from tests.passkeys import decode

pytestmark = pytest.mark.django_db

AT_THE_DOOR = PasskeySubject(FRONT_DOOR, enrolling=False, user_verifying=True)
OFFERED = "b2ZmZXJlZA"


def test_options_for_using_a_passkey_are_bound_to_the_page_they_stand_in():
    now = timezone.now()
    options = json.loads(material_for(AT_THE_DOOR, now).passkey)
    assert challenge_state(decode(options["challenge"]), FRONT_DOOR, now) is ChallengeState.LIVE
    assert challenge_state(decode(options["challenge"]), "another", now) is ChallengeState.FOREIGN
    assert options["userVerification"] == "required"


def test_passkey_is_created_for_the_user_and_is_discoverable():
    subject = PasskeySubject("abc", enrolling=True, user_id="u1", account=ADDRESS, display_name="Ada")
    options = json.loads(material_for(subject, timezone.now()).passkey)
    assert (decode(options["user"]["id"]), options["user"]["name"]) == (b"u1", ADDRESS)
    assert options["authenticatorSelection"]["residentKey"] == "required"


def test_unknown_passkey_is_named_so_that_the_browser_can_forget_it():
    posted = {"credentials.id": (OFFERED,)}
    assert material_for(AT_THE_DOOR, timezone.now(), posted).unknown_passkey == OFFERED


def test_known_passkey_is_not_forgotten_after_one_wrong_response():
    key = PasskeyCredential(OFFERED, "key", 0, True, True, "", ())
    pending = PendingEnrollment(new_public_id(), Authenticator.PASSKEY, "Key", key, proved_at=timezone.now())
    add(a_user(ADDRESS), pending, timezone.now())
    found = material_for(AT_THE_DOOR, timezone.now(), {"credentials.id": (OFFERED,)})
    assert found.unknown_passkey == ""


@pytest.mark.parametrize("typed", ["", "\x00", "é", "A" * 70_000])
def test_invalid_id_names_no_passkey(typed: str):
    assert material_for(AT_THE_DOOR, timezone.now(), {"credentials.id": (typed,)}).unknown_passkey == ""


def test_the_secret_of_an_app_comes_as_link_picture_and_letters():
    secret = totp.new_secret("p1")
    seed = material_for(TotpSubject(ADDRESS, True, "p1", secret.secret), timezone.now()).seed
    assert seed is not None
    assert seed.key.replace(" ", "") in seed.uri
    assert seed.picture.startswith('<svg role="img"')
    assert seed.key.replace(" ", "") not in repr(seed)


def test_recovery_codes_are_the_same_however_often_they_are_shown():
    subject = RecoveryCodesSubject(enrolling=True, public_id="p1")
    first, second = (material_for(subject, timezone.now()) for _ in range(2))
    assert first.codes == second.codes
    assert first.codes_in_lines.count("\n") == len(first.codes) == 10


@pytest.mark.parametrize(
    "subject",
    [
        NoSubject(),
        TotpSubject(ADDRESS, enrolling=False),
        TotpSubject(ADDRESS, enrolling=True),
        RecoveryCodesSubject(enrolling=False, left=3),
    ],
)
def test_other_pages_hand_out_nothing(subject):
    assert material_for(subject, timezone.now()) == NOTHING
