"""One set of verbs for both front ends: every journey is written once and runs on each.

``HostedDriver`` does what a browser without scripts does, ``IdxDriver`` what a client of the IDX API does.
Neither looks behind the answer; codes come out of the mails that were sent (``tests.journeys.mailbox``).

    driver = make(front end)                     # "hosted" or "idx", or HostedDriver() / IdxDriver()
    driver.begin(Intent.SIGN_UP)
    driver.submit_profile({"email": ADA, "firstName": "Ada", "lastName": "Okafor"})
    assert driver.step == "enroll-email"
    driver.submit_code()                    # the code of the newest mail
    driver.choose_password(PASSWORD)
    assert driver.signed_in_as == ADA
"""

from typing import Any

from tests.journeys.driver import ENDED, SIGNED_IN, WRONG, Driver
from tests.journeys.hosted import HostedDriver
from tests.journeys.idx import IdxDriver

__all__ = ["ENDED", "FRONT_ENDS", "SIGNED_IN", "WRONG", "Driver", "HostedDriver", "IdxDriver", "make"]

FRONT_ENDS = ("hosted", "idx")
"""For ``@pytest.mark.parametrize("front_end", FRONT_ENDS)``."""


def make(front_end: str, **known: Any) -> Driver:
    """Return a new user at this front end; ``ip_address`` and ``user_agent`` tell one from another."""
    return HostedDriver(**known) if front_end == "hosted" else IdxDriver(**known)
