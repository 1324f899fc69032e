"""Steps of every kind as the engine makes them, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.domain.attributes import Attribute, AttributeType, Option
from accounts.domain.base_attributes import BASE_ATTRIBUTES
from accounts.domain.lifecycle import Status
from enrollment.domain.form import EnrollmentPolicy, FormItem, PasswordPage
from flows.domain import pages
from flows.domain.person import Person
from flows.domain.policies import Policies
from flows.domain.steps import Step
from flows.domain.transaction import ChallengeState, Face, Intent, Submission, Transaction, begin
from flows.idx.documents import App, step_document
from flows.idx.forms import Frame
from policies.domain.snapshot import PolicySnapshot
from tests.flows.idx.shape import Json

NOW = datetime(2026, 11, 22, 14, 51, 7, 250_999, tzinfo=UTC)
ADDRESS = "ada.okafor@example.com"
TYPED = "Ada.Okafor@example.com"
HANDLE = "02.id.example"
APP = App("dashboard", "Orchard")
_BASE = {attribute.key: attribute for attribute in BASE_ATTRIBUTES}


def items(*extra: FormItem) -> tuple[FormItem, ...]:
    names = (FormItem(_BASE[key], required=True) for key in ("email", "firstName", "lastName"))
    return (*names, *extra)


def team() -> FormItem:
    options = (Option("ops", "Operations"), Option("fin", "Finance"))
    return FormItem(Attribute("team", AttributeType.CHOICE, "Team", options=options), help="Where you work")


def policies(**changes: Any) -> Policies:
    policy = EnrollmentPolicy(
        id=1,
        name="Default policy",
        is_default=True,
        dashboard=True,
        sign_up_allowed=True,
        verification_required=True,
        password_page=PasswordPage.LATER,
        items=items(),
    )
    return Policies(replace(policy, **changes), PolicySnapshot())


def facts(intent: Intent = Intent.SIGN_IN, **changes: Any) -> Transaction:
    begun = begin(id="tx-1", new_person_id="person-1", face=Face.IDX, intent=intent, now=NOW)
    return replace(begun, **changes)


def identified(intent: Intent = Intent.SIGN_IN) -> Transaction:
    """Somebody who typed their address with a capital letter."""
    person = Person(1, "00u1", ADDRESS, ADDRESS, "Ada", "Okafor", Status.ACTIVE, 1, True, True)
    return facts(
        intent, identifier=ADDRESS, identifier_display=TYPED, person=person, challenge=challenge("recovery")
    )


def pretended(intent: Intent = Intent.SIGN_IN) -> Transaction:
    """Nobody, met with a pretence."""
    return replace(identified(intent), person=None, decoy=True)


def submitted() -> Transaction:
    submission = Submission(ADDRESS, TYPED, {"firstName": "Ada"}, 1, (), True, PasswordPage.LATER)
    return facts(Intent.SIGN_UP, submission=submission, challenge=challenge("sign_up"))


def challenge(purpose: str) -> ChallengeState:
    return ChallengeState(1, "ch-1", purpose, ADDRESS, "k1", 1, 0, 5, NOW, NOW + timedelta(minutes=10))


STEPS: dict[str, tuple[Step, Transaction]] = {
    "identify": (pages.identify(facts(), policies()), facts()),
    "identify-recovery": (pages.identify_recovery(facts(Intent.RECOVER), policies()), facts(Intent.RECOVER)),
    "enroll-profile": (
        pages.enroll_profile(facts(Intent.SIGN_UP), policies(items=items(team()))),
        facts(Intent.SIGN_UP),
    ),
    "enroll-profile with a password": (
        pages.enroll_profile(facts(Intent.SIGN_UP), policies(password_page=PasswordPage.FIRST)),
        facts(Intent.SIGN_UP),
    ),
    "enroll-email": (pages.enroll_email(submitted(), NOW), submitted()),
    "enroll-password": (pages.enroll_password(submitted(), policies()), submitted()),
    "challenge-password": (pages.challenge_password(identified()), identified()),
    "challenge-email": (
        pages.challenge_email(identified(Intent.RECOVER), NOW),
        identified(Intent.RECOVER),
    ),
    "reset-password": (
        pages.reset_password(identified(Intent.RECOVER), policies()),
        identified(Intent.RECOVER),
    ),
    "change-password": (pages.change_password(identified(), policies()), identified()),
    "done": (pages.done(), identified()),
}


def frame(origin: str) -> Frame:
    return Frame(origin, HANDLE)


def document(name: str, origin: str = "http://localhost", **said: Any) -> Json:
    """Return the document of one of the steps."""
    step, transaction = STEPS[name]
    return step_document(step, transaction, frame(origin), APP, **said)
