"""Write accounts/domain/data/leaked_passwords.txt: common passwords that are made of no known piece.

Django ships a list of twenty thousand passwords, most common first. ``accounts.domain.guessable`` refuses
most of them by what they are made of; what it would let through is written down here, so that the commonest
of every length are refused (OWASP ASVS 5.0, 6.2.4).

python tools/generate_leaked_passwords.py
"""

import gzip
import sys
from pathlib import Path

import django.contrib.auth

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from accounts.domain import guessable  # noqa: E402

SOURCE = Path(django.contrib.auth.__file__).with_name("common-passwords.txt.gz")
TARGET = ROOT / "accounts" / "domain" / "data" / "leaked_passwords.txt"
MIN_LENGTH = 8
"""No policy allows shorter ones."""


def main() -> None:
    """Write the passwords that the pieces do not explain, in alphabetical order."""
    with gzip.open(SOURCE, "rt", encoding="utf-8") as lines:
        listed = {line.strip() for line in lines}
    TARGET.write_text("", encoding="utf-8")
    left = sorted(one for one in listed if len(one) >= MIN_LENGTH and not guessable.is_common(one))
    TARGET.write_text("\n".join(left) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
