"""Every outcome of a policy × all enrolled authenticators × all proofs.

The prompts are compared with an oracle written from the words of the requirement alone: it tries
every set of proofs there is and knows nothing of how the product decides.
"""

from dataclasses import dataclass
from itertools import combinations, product

from accounts.domain.enrollments import PasskeyCredential
from flows.domain.steps import FormName
from flows.domain.transaction import Intent
from policies.domain.assurance import Requirement
from policies.domain.outcomes import AccountManagementOutcome, AuthenticationOutcome, Need
from tests.flows.domain.facts import enrolled, identified, policies, proof, setup, step_of, user
from tests.flows.domain.oracle import CAN_BE_SET_UP, Wish
from tests.tables import each

WISHES = [
    Wish(),
    Wish(password=True),
    Wish(possession=True),
    Wish(excluded=frozenset({"email", "password"})),
    Wish(factors=2),
    Wish(factors=2, password=True),
    Wish(factors=2, excluded=frozenset({"email", "phone"})),
    Wish(factors=2, device_bound=True),
    Wish(factors=2, phishing_resistant=True),
    Wish(user_verifying=True),
    Wish(knowledge=True, device_bound=True),
    Wish(password=True, factors=2, phishing_resistant=True, user_verifying=True),
]
ENROLLED = [
    (),
    ("totp",),
    ("passkey",),
    ("passkey+",),
    ("phone",),
    ("security_question",),
    ("recovery_code",),
    ("access_code",),
    ("totp", "passkey+"),
    ("phone", "security_question", "recovery_code"),
]
EVERYTHING = ("totp", "passkey", "phone", "security_question", "recovery_code")
MAY = {"everything": (), "no mail": ("email",), "no devices": ("totp", "passkey"), "no more": EVERYTHING}
"""What an enrollment policy does not allow."""


def setup_without(forbidden):
    needs = dict.fromkeys(EVERYTHING, Need.OPTIONAL) | dict.fromkeys(forbidden, Need.NOT_ALLOWED)
    return setup(**needs)


def rules(wish, forbidden):
    requirement = Requirement(**{name: getattr(wish, name) for name in wish.__dataclass_fields__})
    return policies(
        outcomes={
            "authentication": AuthenticationOutcome(requirement=requirement),
            "enrollment": setup_without(forbidden),
            "account_management": AccountManagementOutcome(factors=1),
        }
    )


def user_with(names, *, has_password):
    """Return a user with these; the public id of a passkey says whether it verifies its user."""
    plain = PasskeyCredential("credential", "key", user_verified=False)
    held = [enrolled(name.removesuffix("+"), plain if name == "passkey" else None) for name in names]
    return user(has_password=has_password, enrolled=tuple(held))


def given_by(names):
    return tuple(proof(name.removesuffix("+"), user_verified=name == "passkey+") for name in sorted(names))


@dataclass(frozen=True)
class Case:
    wish: Wish
    forbidden: tuple[str, ...]
    names: tuple[str, ...]
    has_password: bool
    given: frozenset[str]

    def allowed(self, names):
        return frozenset(name for name in names if name.removesuffix("+") not in self.forbidden)

    @property
    def held(self):
        return self.allowed({*self.names, "email", *(["password"] if self.has_password else [])})

    @property
    def proved(self):
        return self.allowed(self.given)

    @property
    def unproved(self):
        return self.held - self.proved

    @property
    def new(self):
        """What could be set up: nothing twice, but for passkeys."""
        has = {*self.names, *(["password"] if self.has_password else [])} - {"passkey+"}
        return self.allowed(CAN_BE_SET_UP - has)

    def step(self):
        who = user_with(self.names, has_password=self.has_password)
        facts = identified(Intent.SIGN_IN, who, proofs=given_by(self.given))
        return step_of(facts, rules(self.wish, self.forbidden))


def cases(wish):
    for forbidden, names, has_password in product(MAY.values(), ENROLLED, (True, False)):
        could = {*names, "email", *(["password"] if has_password else [])}
        could |= {"passkey"} if "passkey+" in names else set()
        for size in range(3):
            for given in combinations(sorted(could), size):
                yield Case(wish, forbidden, names, has_password, frozenset(given))


def asked(step):
    """Return what a step wants (to prove or to set up), and everything that it lets one choose."""
    kind, _, main = step.name.value.replace("-code", "_code").replace("-", "_").partition("_")
    main = {"phone_code": "phone", "recovery_codes": "recovery_code"}.get(main, main)
    choosing = (FormName.SELECT_AUTHENTICATOR_AUTHENTICATE, FormName.SELECT_AUTHENTICATOR_ENROLL)
    others = [
        option.value
        for form in step.forms
        if form.name in choosing
        for field in form.fields
        for option in field.options
    ]
    return kind, {*([] if kind == "select" else [main]), *others}


def plain(names):
    return {name.removesuffix("+") for name in names}


def complaint(case):
    """Return what is wrong with the step of this case, or nothing."""
    wish, step = case.wish, case.step()
    if wish.is_met(case.proved):
        return after_enough(case, step)
    if step.name == "done":
        return "a session that the policy forbids"
    nobody_yet = not case.given - {"security_question"}
    no_way = not wish.paths(case.proved, case.unproved | case.new)
    nothing_to_begin_with = nobody_yet and not case.unproved - {"security_question"}
    if not case.given and (no_way or nothing_to_begin_with):
        # What an account lacks is shown after a proof only: before it, all users get the same prompt.
        return "" if step.name in ("challenge-password", "challenge-email") else "tells what is lacking"
    if step.name == "ended":
        return "" if no_way or nothing_to_begin_with else "shut out"
    kind, names = asked(step)
    paths = wish.paths(case.proved, case.unproved)
    if paths:
        ok = kind == "challenge" and names <= plain(frozenset().union(*paths))
        return "" if ok else "not what the person has"
    on_the_way = frozenset().union(*wish.paths(case.proved, case.unproved | case.new))
    if not on_the_way:
        return "promises what cannot be"
    # Enrollment needs a proof, and available authenticators come first.
    first = on_the_way & case.unproved or (case.unproved if nobody_yet else frozenset())
    if first:
        return "" if kind == "challenge" and names <= plain(first) else "sets up before it is proved"
    return "" if kind in ("enroll", "select") and names <= plain(on_the_way & case.new) else "not on the way"


def after_enough(case, step):
    """Enough is proved: done, unless an access code was it and the next sign-in would be impossible."""
    lasting = (case.held | case.proved) - {"access_code"}
    if case.wish.is_met(lasting):
        return "" if step.name == "done" else "asks for more than the policy"
    kind, names = asked(step)
    able = case.wish.paths(lasting, case.new | case.allowed({"recovery_code"}))
    if not able:
        return "" if step.name == "done" else "asks for what does not help"
    return (
        "" if kind in ("enroll", "select") and names <= plain(frozenset().union(*able)) else "cannot return"
    )


@each("wish", WISHES, ids=[str(number) for number in range(len(WISHES))])
def test_prompts_are_what_the_policy_requires_and_the_user_can_prove(wish):
    wrong = [(said, case, case.step().name) for case in cases(wish) if (said := complaint(case))]
    assert not wrong, f"{len(wrong)} cases, the first: {wrong[0]}"


def test_the_matrix_is_not_small():
    assert sum(1 for wish in WISHES for _ in cases(wish)) > 5_000


@each("forbidden", MAY.values(), ids=list(MAY))
@each("wish", WISHES, ids=[str(number) for number in range(len(WISHES))])
def test_following_the_prompts_completes_the_transaction(wish, forbidden):
    """Prove what each page asks for, all the way: no page comes twice, the end is one the oracle knows."""
    for names, has_password in product(ENROLLED, (True, False)):
        case = Case(wish, forbidden, names, has_password, frozenset())
        seen = []
        while (step := case.step()).name.startswith("challenge-"):
            main = step.name.value.removeprefix("challenge-").replace("-", "_").removesuffix("_code")
            main = {"recovery": "recovery_code", "access": "access_code"}.get(main, main)
            token = "passkey+" if main == "passkey" and "passkey+" in names else main
            if token not in case.held:
                break  # gets the prompt of all users, and cannot answer it
            assert token not in seen, (case, seen)
            seen.append(token)
            case = Case(wish, forbidden, names, has_password, frozenset(seen))
        assert len(seen) <= 3
        assert (step.name == "done") <= wish.is_met(case.proved)
