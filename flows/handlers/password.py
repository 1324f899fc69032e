"""Passwords: an old one to be proved, a new one to be chosen."""

from dataclasses import replace

from accounts.domain.lifecycle import Status
from accounts.domain.passwords import check_password
from accounts.services.budgets import Charge, Purpose, clear
from accounts.services.passwords import Verdict, hash_password, verify_password
from enrollment.domain.form import PASSWORD_PATH
from flows.domain.pages import personal_words
from flows.domain.transaction import Authenticator, Proof
from flows.turn import Applied, Handler, Refused, Turn, refused, refused_with

WRONG = "errors.E0000004"
SIGN_IN_FAILED = "user.session.start"


def _charge(turn: Turn) -> Charge:
    address = turn.transaction.identifier
    return Charge(Purpose.PASSWORD, address, known=turn.client.knows(address))


def _verify(turn: Turn) -> Verdict | Refused:
    """Check the password; for nobody the same work is done and the same words are said."""
    person = turn.transaction.person
    verdict = verify_password(person.password if person else "", turn.answer.text(PASSWORD_PATH))
    return verdict if verdict.right else refused_with(WRONG, event=SIGN_IN_FAILED)


def _prove(turn: Turn, verdict: Verdict) -> Applied | Refused:
    person = turn.transaction.person
    if person is None:
        return refused_with(WRONG, event=SIGN_IN_FAILED)
    clear(_charge(turn))
    proof = Proof(Authenticator.PASSWORD, person.public_id, "", turn.now)
    proved = replace(turn.transaction, upgraded_hash=verdict.upgraded)
    return Applied(proved.with_proof(proof))


def _choose(turn: Turn) -> str | Refused:
    password = turn.answer.text(PASSWORD_PATH)
    rules = turn.policies.security.password
    violations = check_password(password, rules, personal_words(turn.transaction, turn.policies))
    if violations:
        return Refused(violations)
    if _is_the_temporary_one(turn, password):
        return refused(PASSWORD_PATH, "ssr.password.same")
    return hash_password(password)


def _is_the_temporary_one(turn: Turn, password: str) -> bool:
    """Whether somebody keeps the password that was chosen for them, and that somebody else knows."""
    person = turn.transaction.person
    if person is None or person.status is not Status.PASSWORD_EXPIRED:
        return False
    return verify_password(person.password, password).right


def _keep(turn: Turn, hashed: str) -> Applied:
    return Applied(replace(turn.transaction, password_hash=hashed))


CHALLENGE = Handler(_prove, work=_verify, charge=_charge)
CHOOSE = Handler(_keep, work=_choose)
