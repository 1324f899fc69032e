"""Password hashes of other systems, as they write them: bcrypt, PBKDF2, scrypt, Argon2 and salted SHA.

Parsed strictly, with ceilings on what checking one may cost. Their digests are never stored as they are.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

MAX_TEXT: Final = 512
MAX_BCRYPT_COST: Final = 14
MIN_BCRYPT_COST: Final = 4
MAX_PBKDF2_ITERATIONS: Final = 2_000_000
MAX_SCRYPT_BYTES: Final = 128 * 1024 * 1024
MAX_SCRYPT_LANES: Final = 8
MAX_ARGON2_KIB: Final = 256 * 1024
MAX_ARGON2_PASSES: Final = 10
MAX_ARGON2_LANES: Final = 16
MAX_SALT: Final = 64
DIGEST_BYTES: Final = (16, 64)
_DIGESTS: Final = {"sha1": 20, "sha256": 32, "sha512": 64}


class HashKind(StrEnum):
    """The functions."""

    BCRYPT = "bcrypt"
    PBKDF2 = "pbkdf2"
    SCRYPT = "scrypt"
    ARGON2 = "argon2"
    SALTED_SHA = "ssha"


class InvalidForeignHash(ValueError):
    """The text is no hash of these kinds, or one that costs too much; ``code`` is the key of the message."""

    def __init__(self, code: str = "ssr.import.hash") -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, order=True, slots=True)
class ForeignCost:
    """What a check costs: the function, its variant, its numbers and the length of its digest.

    bcrypt: log2 of the rounds. PBKDF2: iterations. scrypt: N, r, p. Argon2: passes, KiB, lanes.
    """

    kind: HashKind
    variant: str = ""
    numbers: tuple[int, ...] = ()
    length: int = 0

    def text(self) -> str:
        """Return the cost as it is stored."""
        return ":".join([self.kind.value, self.variant, *map(str, self.numbers), str(self.length)])


def estimated_seconds(cost: ForeignCost) -> float:
    """Return about how long a core of 2025 needs for one check."""
    match cost.kind, cost.numbers:
        case HashKind.BCRYPT, (rounds,):
            return float(2**rounds) * 60e-6
        case HashKind.PBKDF2, (iterations,):
            return iterations * 0.5e-6
        case HashKind.SCRYPT, (work, block, lanes):
            return 128 * work * block * lanes * 3e-9
        case HashKind.ARGON2, (passes, memory, _):
            return passes * memory * 1.2e-6
        case _:
            return 0.0


def read_cost(text: str) -> ForeignCost:
    """Read what ``ForeignCost.text`` returned."""
    kind, variant, *numbers, length = text.split(":")
    return ForeignCost(HashKind(kind), variant, tuple(map(int, numbers)), int(length))


@dataclass(frozen=True, slots=True)
class ForeignHash:
    """A parsed hash. Salt and digest of bcrypt are in its own alphabet."""

    cost: ForeignCost
    salt: bytes = field(repr=False)
    digest: bytes = field(repr=False)


def parse_foreign_hash(text: str) -> ForeignHash:
    """Read a hash. Raises InvalidForeignHash."""
    if len(text) > MAX_TEXT or not text.isascii():
        raise InvalidForeignHash
    for pattern, read in _FORMATS.items():
        if found := pattern.fullmatch(text):
            parsed = read(found)
            _check(parsed)
            return parsed
    raise InvalidForeignHash


def _check(parsed: ForeignHash) -> None:
    least, most = DIGEST_BYTES
    if not 1 <= len(parsed.salt) <= MAX_SALT or not least <= len(parsed.digest) <= most:
        raise InvalidForeignHash
    if not _is_affordable(parsed.cost):
        raise InvalidForeignHash("ssr.import.hash.cost")


def _is_affordable(cost: ForeignCost) -> bool:
    match cost.kind, cost.numbers:
        case HashKind.BCRYPT, (rounds,):
            return MIN_BCRYPT_COST <= rounds <= MAX_BCRYPT_COST
        case HashKind.PBKDF2, (iterations,):
            return 1 <= iterations <= MAX_PBKDF2_ITERATIONS
        case HashKind.SCRYPT, (work, block, lanes):
            is_power = work > 1 and work & (work - 1) == 0
            memory = 128 * work * block
            return is_power and block > 0 and memory <= MAX_SCRYPT_BYTES and 1 <= lanes <= MAX_SCRYPT_LANES
        case HashKind.ARGON2, (passes, memory, lanes):
            enough = memory >= 8 * lanes and passes >= 1 and lanes >= 1
            few = passes <= MAX_ARGON2_PASSES and lanes <= MAX_ARGON2_LANES
            return enough and few and memory <= MAX_ARGON2_KIB
        case _:
            return True


def _base64(text: str) -> bytes:
    """Read base64 with or without padding, strictly: one text for one value."""
    bare = text.rstrip("=")
    try:
        raw = b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except Error as error:
        raise InvalidForeignHash from error
    if b64encode(raw).decode().rstrip("=") != bare:
        raise InvalidForeignHash
    return raw


def _passlib64(text: str) -> bytes:
    """Read passlib's base64, which has a dot for the plus sign."""
    return _base64(text.replace(".", "+"))


def _bcrypt(found: re.Match[str]) -> ForeignHash:
    rounds, salt, digest = found.groups()
    return ForeignHash(
        ForeignCost(HashKind.BCRYPT, "", (int(rounds),), len(digest)), salt.encode(), digest.encode()
    )


def _pbkdf2(variant: str, iterations: str, salt: bytes, digest: bytes) -> ForeignHash:
    if len(digest) != _DIGESTS[variant]:
        raise InvalidForeignHash
    return ForeignHash(ForeignCost(HashKind.PBKDF2, variant, (int(iterations),), len(digest)), salt, digest)


def _django_pbkdf2(found: re.Match[str]) -> ForeignHash:
    variant, iterations, salt, digest = found.groups()
    return _pbkdf2(variant, iterations, salt.encode(), _base64(digest))


def _passlib_pbkdf2(found: re.Match[str]) -> ForeignHash:
    variant, iterations, salt, digest = found.groups()
    return _pbkdf2(variant or "sha1", iterations, _passlib64(salt), _passlib64(digest))


def _scrypt(numbers: tuple[int, ...], salt: bytes, digest: bytes) -> ForeignHash:
    return ForeignHash(ForeignCost(HashKind.SCRYPT, "", numbers, len(digest)), salt, digest)


def _django_scrypt(found: re.Match[str]) -> ForeignHash:
    work, salt, block, lanes, digest = found.groups()
    return _scrypt((int(work), int(block), int(lanes)), salt.encode(), _base64(digest))


def _passlib_scrypt(found: re.Match[str]) -> ForeignHash:
    log, block, lanes, salt, digest = found.groups()
    return _scrypt((1 << int(log), int(block), int(lanes)), _base64(salt), _base64(digest))


def _argon2(found: re.Match[str]) -> ForeignHash:
    variant, memory, passes, lanes, salt, digest = found.groups()
    raw_salt, raw = _base64(salt), _base64(digest)
    if len(raw_salt) < 8:
        raise InvalidForeignHash
    numbers = (int(passes), int(memory), int(lanes))
    return ForeignHash(ForeignCost(HashKind.ARGON2, variant, numbers, len(raw)), raw_salt, raw)


def _salted_sha(found: re.Match[str]) -> ForeignHash:
    name, text = found.groups()
    variant = {"": "sha1", "256": "sha256", "512": "sha512"}[name]
    raw, size = _base64(text), _DIGESTS[variant]
    return ForeignHash(ForeignCost(HashKind.SALTED_SHA, variant, (), size), raw[size:], raw[:size])


_NUMBER: Final = r"([1-9]\d{0,8})"
_BASE64: Final = r"([A-Za-z0-9+/]{1,200}={0,2})"
_DOTTED: Final = r"([A-Za-z0-9./]{1,200})"
_FORMATS: Final[Mapping[re.Pattern[str], Callable[[re.Match[str]], ForeignHash]]] = {
    re.compile(r"(?:bcrypt\$)?\$2[aby]\$(\d\d)\$([A-Za-z0-9./]{22})([A-Za-z0-9./]{31})", re.ASCII): _bcrypt,
    re.compile(rf"pbkdf2_(sha1|sha256)\${_NUMBER}\$([^$]{{1,64}})\${_BASE64}", re.ASCII): _django_pbkdf2,
    re.compile(rf"\$pbkdf2(?:-(sha256|sha512))?\${_NUMBER}\${_DOTTED}\${_DOTTED}", re.ASCII): _passlib_pbkdf2,
    re.compile(
        rf"scrypt\${_NUMBER}\$([^$]{{1,64}})\${_NUMBER}\${_NUMBER}\${_BASE64}", re.ASCII
    ): _django_scrypt,
    re.compile(
        rf"\$scrypt\$ln=(\d\d?),r=(\d{{1,4}}),p=(\d{{1,4}})\${_BASE64}\${_BASE64}", re.ASCII
    ): _passlib_scrypt,
    re.compile(
        rf"(?:argon2)?\$argon2(id|i|d)\$v=19\$m={_NUMBER},t={_NUMBER},p={_NUMBER}\${_BASE64}\${_BASE64}",
        re.ASCII,
    ): _argon2,
    re.compile(r"\{SSHA(256|512|)\}([A-Za-z0-9+/]{1,300}={0,2})", re.ASCII): _salted_sha,
}
