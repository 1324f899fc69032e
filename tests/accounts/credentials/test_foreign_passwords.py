"""Passwords that come with a hash of another system: checked, wrapped, renewed, and of equal cost."""

import hashlib
from base64 import b64encode

import argon2
import bcrypt
import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, ScryptPasswordHasher

from accounts.configuration_cache import PASSWORD_HASHES, raise_version
from accounts.credentials import passwords
from accounts.credentials.passwords import hash_password, verify_password, works_of
from accounts.domain.foreign_hashes import parse_foreign_hash
from accounts.foreign_hasher import ForeignHasher
from accounts.hashers import BoundedArgon2Hasher
from accounts.models import User
from tests.actors import a_user

pytestmark = pytest.mark.django_db
GOOD = "violet härbour"
SALT = b"0123456789abcdef"


def ssha(scheme: str, name: str) -> str:
    raw = hashlib.new(name, GOOD.encode() + SALT).digest() + SALT
    return f"{{{scheme}}}{b64encode(raw).decode()}"


def passlib_pbkdf2() -> str:
    raw = hashlib.pbkdf2_hmac("sha512", GOOD.encode(), SALT, 1000)
    salt, digest = (b64encode(part).decode().rstrip("=").replace("+", ".") for part in (SALT, raw))
    return f"$pbkdf2-sha512$1000${salt}${digest}"


KINDS = {
    "bcrypt": lambda: bcrypt.hashpw(GOOD.encode(), bcrypt.gensalt(4)).decode(),
    "pbkdf2": lambda: PBKDF2PasswordHasher().encode(GOOD, "saltsalt", 1000),
    "pbkdf2 of passlib": passlib_pbkdf2,
    "scrypt": lambda: ScryptPasswordHasher().encode(GOOD, "saltsalt", n=1024),
    "argon2": lambda: argon2.PasswordHasher(1, 64, 1).hash(GOOD),
    "argon2i": lambda: argon2.PasswordHasher(1, 64, 1, type=argon2.Type.I).hash(GOOD),
    "ssha": lambda: ssha("SSHA", "sha1"),
    "ssha256": lambda: ssha("SSHA256", "sha256"),
    "ssha512": lambda: ssha("SSHA512", "sha512"),
}


def wrapped(text: str) -> str:
    return ForeignHasher().wrap(parse_foreign_hash(text))


@pytest.mark.parametrize("kind", KINDS)
def test_wrapped_hash_accepts_its_password_only_and_is_renewed(kind):
    text = KINDS[kind]()
    stored = wrapped(text)
    assert len(stored) <= User._meta.get_field("password").max_length
    assert text.rpartition("$")[2] not in stored
    assert not verify_password(stored, GOOD + "!").right
    verdict = verify_password(stored, GOOD)
    assert (verdict.right, verdict.upgraded.startswith("argon2$")) == (True, True)
    assert verify_password(verdict.upgraded, GOOD).right


@pytest.mark.parametrize(
    ("text", "password"),
    [
        ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"),
        ("$pbkdf2$4096$c2FsdA$SwB5AbdlSJq.rUnZJvch0GWkKcE", "password"),  # RFC 6070 §2
        (
            "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
            "password",
        ),
    ],
)
def test_published_hashes_are_checked_as_their_systems_do(text, password):
    assert verify_password(wrapped(text), password).right


def test_bcrypt_reads_72_bytes_and_no_password_with_null():
    stored = wrapped(bcrypt.hashpw(b"a" * 72, bcrypt.gensalt(4)).decode())
    assert verify_password(stored, "a" * 80).right
    assert not verify_password(stored, "a" * 71).right
    short = wrapped(bcrypt.hashpw(b"abc", bcrypt.gensalt(4)).decode())
    assert verify_password(short, "abc").right
    assert not verify_password(short, "abc\0def").right


def test_every_check_costs_each_kind_of_hash_in_use(monkeypatch):
    stored = [wrapped(KINDS[kind]()) for kind in ("bcrypt", "scrypt")]
    for number, password in enumerate(stored):
        user = a_user(f"person{number}@example.com", GOOD)
        User.objects.filter(pk=user.pk).update(password=password)
    own = hash_password(GOOD)
    User.objects.filter(pk=a_user("own@example.com", GOOD).pk).update(password=own)
    raise_version(PASSWORD_HASHES)
    done: list[object] = []
    foreign, work = passwords.work_foreign, BoundedArgon2Hasher.work
    monkeypatch.setattr(passwords, "work_foreign", lambda raw, cost: done.append(cost) or foreign(raw, cost))
    monkeypatch.setattr(
        BoundedArgon2Hasher, "work", lambda self, raw, cost: done.append(cost) or work(self, raw, cost)
    )
    costs = []
    for encoded in ("", own, *stored):
        done.clear()
        assert not verify_password(encoded, "another one entirely").right
        costs.append({*works_of(encoded), *done} if encoded else set(done))
        assert len(done) + len(works_of(encoded)) == 3
    assert costs == [costs[0]] * 4
    assert len(passwords.foreign_costs_in_use()) == 2
