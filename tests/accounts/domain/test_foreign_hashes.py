"""Hashes of other systems: what is read, and what is refused before it costs anything."""

from base64 import b64encode

import pytest

from accounts.domain.foreign_hashes import InvalidForeignHash, parse_foreign_hash, read_cost

SALT, SHA256 = "c2FsdHNhbHRzYWx0c2E", b64encode(bytes(32)).decode().rstrip("=")
BCRYPT = "CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        (f"$2a$05${BCRYPT}", "bcrypt::5:31"),
        (f"bcrypt$$2b$14${BCRYPT}", "bcrypt::14:31"),
        (f"$2y$12${BCRYPT}", "bcrypt::12:31"),
        (f"pbkdf2_sha256$600000$salt${SHA256}=", "pbkdf2:sha256:600000:32"),
        (f"$pbkdf2-sha256$2000000${SALT}${SHA256}", "pbkdf2:sha256:2000000:32"),
        (f"$pbkdf2$1${SALT}${b64encode(bytes(20)).decode().rstrip('=')}", "pbkdf2:sha1:1:20"),
        (f"scrypt$16384$salt$8$1${SHA256}=", "scrypt::16384:8:1:32"),
        (f"$scrypt$ln=17,r=8,p=1${SALT}${SHA256}", "scrypt::131072:8:1:32"),
        (f"$argon2id$v=19$m=262144,t=10,p=4${SALT}${SHA256}", "argon2:id:10:262144:4:32"),
        (f"argon2$argon2i$v=19$m=512,t=2,p=2${SALT}${SHA256}", "argon2:i:2:512:2:32"),
        ("{SSHA}" + b64encode(bytes(24)).decode(), "ssha:sha1:20"),
        ("{SSHA512}" + b64encode(bytes(72)).decode(), "ssha:sha512:64"),
    ],
)
def test_hash_of_another_system_is_read_with_its_cost(text, cost):
    parsed = parse_foreign_hash(text)
    assert (parsed.cost.text(), read_cost(cost)) == (cost, parsed.cost)
    assert "digest" not in repr(parsed)


@pytest.mark.parametrize(
    "text",
    [
        f"$2b$15${BCRYPT}",
        f"$2b$99${BCRYPT}",
        f"$2b$03${BCRYPT}",
        f"pbkdf2_sha256$2000001$salt${SHA256}=",
        f"$pbkdf2-sha256$999999999${SALT}${SHA256}",
        f"$scrypt$ln=18,r=8,p=1${SALT}${SHA256}",
        f"$scrypt$ln=99,r=8,p=1${SALT}${SHA256}",
        f"$scrypt$ln=10,r=8,p=9${SALT}${SHA256}",
        f"scrypt$16383$salt$8$1${SHA256}=",
        f"$argon2id$v=19$m=262145,t=2,p=1${SALT}${SHA256}",
        f"$argon2id$v=19$m=1024,t=11,p=1${SALT}${SHA256}",
        f"$argon2id$v=19$m=1024,t=1,p=17${SALT}${SHA256}",
    ],
)
def test_hash_above_a_ceiling_is_refused_by_its_cost(text):
    with pytest.raises(InvalidForeignHash) as refused:
        parse_foreign_hash(text)
    assert refused.value.code == "ssr.import.hash.cost"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hunter2",
        "x" * 600,
        "5f4dcc3b5aa765d61d8327deb882cf99",
        f"$2x$10${BCRYPT}",
        f"$2b$10${BCRYPT}x",
        f"$2b$10${BCRYPT}\n",
        f"$2b$1٠${BCRYPT}",
        f"pbkdf2_md5$1000$salt${SHA256}=",
        f"pbkdf2_sha256$0$salt${SHA256}=",
        f"pbkdf2_sha256$-1$salt${SHA256}=",
        "pbkdf2_sha256$1000$salt$c2hvcnQ=",
        f"pbkdf2_sha256$1000$salt${SHA256[:-1]}B=",
        f"$argon2id$v=18$m=1024,t=1,p=1${SALT}${SHA256}",
        f"$argon2id$v=19$m=1024,t=1,p=1$c2FsdA${SHA256}",
        f"$argon2id$v=19$m=1024,t=1,p=1${SALT}$AAAA",
        "{SSHA}" + b64encode(bytes(20)).decode(),
        "{SSHA}" + b64encode(bytes(200)).decode(),
        "{SHA}" + b64encode(bytes(20)).decode(),
        "{MD5}XUFAKrxLKna5cZ2REBfFkg==",
    ],
)
def test_any_other_text_is_no_hash(text):
    with pytest.raises(InvalidForeignHash) as refused:
        parse_foreign_hash(text)
    assert refused.value.code == "ssr.import.hash"
