"""What a policy wants, written again from its words: the oracle that the product is compared with.

It knows nothing of how the product decides, and tries every set of proofs there is.
"""

from dataclasses import dataclass
from functools import cache
from itertools import combinations

# "passkey+" is a passkey that knew its user.
KNOWLEDGE = {"password", "security_question", "access_code"}
DEVICE_BOUND = {"totp", "passkey", "passkey+", "recovery_code"}
PHISHING_RESISTANT = {"passkey", "passkey+"}
CAN_BE_SET_UP = {"password", "totp", "passkey+", "phone"}
"""What proves something when it has just been set up. An answer that was only written down does not."""


@dataclass(frozen=True)
class Wish:
    password: bool = False
    factors: int = 1
    knowledge: bool = False
    possession: bool = False
    phishing_resistant: bool = False
    device_bound: bool = False
    user_verifying: bool = False
    excluded: frozenset[str] = frozenset()

    @cache  # noqa: B019 - there are a dozen
    def is_met(self, proofs: frozenset[str]) -> bool:
        counted = {name for name in proofs if name.removesuffix("+") not in self.excluded}
        if "password" not in counted:
            counted -= {"security_question"}
        known, had = counted & KNOWLEDGE, counted - KNOWLEDGE
        classes = {"knowledge"} if known else set()
        classes |= {"possession"} if had else set()
        classes |= {"inherence"} if "passkey+" in counted else set()
        wished = had
        wished = wished & PHISHING_RESISTANT if self.phishing_resistant else wished
        wished = wished & DEVICE_BOUND if self.device_bound else wished
        wished = wished & {"passkey+"} if self.user_verifying else wished
        special = self.possession or self.phishing_resistant or self.device_bound or self.user_verifying
        return (
            len(classes) >= self.factors
            and ("password" in counted or not self.password)
            and bool(known or not self.knowledge)
            and bool(wished or not special)
        )

    @cache  # noqa: B019
    def paths(self, proofs: frozenset[str], more: frozenset[str]) -> tuple[frozenset[str], ...]:
        """Every smallest set of further proofs that would do."""
        found: list[frozenset[str]] = []
        for size in range(1, len(more) + 1):
            for chosen in map(frozenset, combinations(sorted(more), size)):
                if self.is_met(proofs | chosen) and not any(one <= chosen for one in found):
                    found.append(chosen)
        return tuple(found)
