"""The page about cryptography names every module that uses it, and the code uses nothing else."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import Source, production
from tests.lint import ROOT

PAGE = (ROOT / "docs" / "cryptography.md").read_text()
CRYPTOGRAPHIC = re.compile(
    r"(hashlib|hmac|secrets|random|uuid|cryptography|pyotp|webauthn|argon2|joserfc|jwcrypto|jwt|nacl|Crypto|rsa|bcrypt)"
    r"(\.|$)|django\.(core\.signing|utils\.crypto|contrib\.auth\.hashers)$"
)
VETTED = {
    *("hashlib", "hmac", "secrets", "random", "cryptography"),
    *("argon2", "bcrypt", "joserfc", "pyotp", "webauthn", "django"),
}
PRIMITIVES = {"AESGCM", "HKDF", "SHA256"}
HELPERS = {"InvalidTag", "UnsupportedAlgorithm"}


def imports(source: Source) -> Iterator[tuple[str, str]]:
    """Yield each import of a file as module and name; the name is empty for a whole module."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.module or "", alias.name
                yield f"{node.module}.{alias.name}", ""


def cryptographic() -> dict[str, set[str]]:
    """Return the cryptographic modules that each file imports."""
    found = {
        file.path: {name for name, _ in imports(file) if CRYPTOGRAPHIC.match(name)} for file in production()
    }
    return {path: names for path, names in found.items() if names}


def test_every_module_with_cryptography_has_a_row():
    listed = set(re.findall(r"`([a-z_/]+\.py)`", PAGE.partition("## Keys")[0])) - {
        "tests/docs/test_cryptography.py"
    }
    assert set(cryptographic()) == listed


def test_only_vetted_libraries_are_imported():
    used = {name.partition(".")[0] for names in cryptographic().values() for name in names}
    assert used <= VETTED | {"uuid"}


def test_uuids_are_not_generated_by_the_uuid_module():
    used = {name for file in production() for module, name in imports(file) if module == "uuid"}
    assert used == {"UUID"}


def test_only_listed_primitives_are_imported():
    used = {
        name for file in production() for module, name in imports(file) if module.startswith("cryptography")
    }
    assert used - {""} <= PRIMITIVES | HELPERS


def test_weak_hashes_appear_only_where_the_page_says():
    weak = [file.path for file in production() if re.search(r"md5|sha1\b", file.text, re.IGNORECASE)]
    assert weak == ["accounts/credentials/breached_passwords.py", "accounts/domain/foreign_hashes.py"]


def test_random_without_secrecy_only_spreads_tries():
    users = [path for path, names in cryptographic().items() if "random" in names]
    assert users == ["accounts/messaging/delivery.py"]


def test_no_uuid_is_drawn():
    assert [file.path for file in production() if re.search(r"\buuid[1-8]\(", file.text)] == []


def test_one_module_encrypts():
    users = [file.path for file in production() if re.search(r"\.(encrypt|decrypt)\(", file.text)]
    assert users == ["accounts/credentials/crypto.py"]


def test_every_key_of_the_environment_has_a_row():
    known = (ROOT / ".env.example").read_text()
    keys = set(re.findall(r"^(\w*(?:KEY|KEYS|SECRET))=", known, re.MULTILINE))
    rows = PAGE.partition("## Keys")[2]
    assert keys
    assert [key for key in keys if f"`{key}`" not in rows] == []
