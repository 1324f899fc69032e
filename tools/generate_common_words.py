"""Write accounts/domain/data/common_words.txt: words that passwords are made of, most common first.

The words are the runs of letters in Django's list of common passwords, in the order of that list, behind
words of our own: those that long passwords are made of, the calendar, colours, and the zigzags over a
keyboard that are no straight walk. Run it when that list has changed:

    python tools/generate_common_words.py
"""

import gzip
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.contrib import auth

SOURCE = Path(auth.__file__).with_name("common-passwords.txt.gz")
TARGET = Path(__file__).resolve().parent.parent / "accounts" / "domain" / "data" / "common_words.txt"
MAX_WORDS = 12_000

FIRST = """
my is it in to me of at on we go be no so password passwort motdepasse contrasena senha wachtwoord parola
haslo welcome welcometo willkommen bienvenue letmein changeme changeit secret topsecret iloveyou ilove
loveyou admin administrator root login logon signin signup account user username guest test testing tester
demo default example sample temp temporary master access enter open sesame hello hallo bonjour hola please
thankyou goodmorning goodbye qwerty qwertz azerty asdf zxcv company office work security secure server
system network internet computer laptop desktop windows linux database google facebook football baseball
basketball soccer hockey summer winter spring autumn fall monday tuesday wednesday thursday friday saturday
sunday january february march april may june july august september october november december red orange
yellow green blue purple black white silver golden gold pink brown the and for you my your this that dragon
monkey princess sunshine shadow superman batman starwars pokemon freedom whatever trustno nothing something
correcthorsebatterystaple thequickbrownfox jumpsoverthelazydog tobeornottobe onceuponatime mypassword
thispassword passphrase passcode forgotten remember verylong longpassword strongpassword securepassword
newpassword oldpassword cat dog car sun sky sea fun sex man boy girl bad big hot top new old our one two how
why who all not can get money family mother father sister brother daughter baby angel lovely forever always
never together happy birthday christmas jesus christ god bless heaven london paris berlin madrid newyork
america germany england france spain italy
"""


def zigzags() -> Iterator[str]:
    """Two rows taken in turn, or column after column: 1q2w3e4r, a1b2c3, 1qaz2wsx."""
    for letters in ("qwertyuiop", "asdfghjkl;", "zxcvbnm,./", "abcdefghij"):
        for pair in (("1234567890", letters), (letters, "1234567890")):
            joined = "".join(a + b for a, b in zip(*pair, strict=True))
            yield from (joined[:end] for end in range(6, len(joined) + 1))
    columns = ["1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm"]
    down, up = "".join(columns), "".join(column[::-1] for column in columns)
    yield from (walk[:end] for walk in (down, up) for end in range(8, 25, 4))


def common_passwords() -> list[str]:
    with gzip.open(SOURCE, "rt", encoding="utf-8") as lines:
        return lines.read().split()


def stems(passwords: Iterable[str]) -> Iterator[str]:
    for password in passwords:
        yield from re.findall(r"[a-z]{4,24}", password.lower())


def main() -> None:
    words = dict.fromkeys([*FIRST.split(), *zigzags(), *stems(common_passwords())])
    TARGET.write_text("\n".join(list(words)[:MAX_WORDS]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
