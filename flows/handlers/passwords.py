"""What every new password has to pass: the rules, and the lists of those that leaked."""

from collections.abc import Iterable
from datetime import datetime

from accounts.credentials.breached_passwords import is_breached
from accounts.domain.passwords import check_password
from accounts.domain.violations import Violation
from enrollment.domain.form import PASSWORD_PATH
from policies.domain.password import PasswordOutcome

BREACHED = "ssr.password.breached"


def check_new_password(
    raw: str, outcome: PasswordOutcome, personal: Iterable[str], now: datetime
) -> tuple[Violation, ...]:
    """Return why the password is refused. The service for leaks sees only otherwise valid ones."""
    violations = check_password(raw, outcome.rules, personal)
    if not violations and outcome.rules.refuse_breached and is_breached(raw, now):
        return (Violation(PASSWORD_PATH, BREACHED),)
    return violations
