"""The page about imports says the limits of the code."""

from accounts.domain import foreign_hashes, import_columns
from accounts.lifecycle import import_files
from tests.lint import ROOT

PAGE = (ROOT / "docs" / "admin" / "import.md").read_text()


def test_page_about_imports_says_the_limits_of_the_code():
    mebibyte = 1024 * 1024
    said = {
        f"at most {import_files.MAX_MEGABYTES} MB, {import_files.MAX_LINES:,} lines",
        f"{import_columns.MAX_COLUMNS} columns",
        f"cost {foreign_hashes.MIN_BCRYPT_COST} to {foreign_hashes.MAX_BCRYPT_COST}",
        f"{foreign_hashes.MAX_PBKDF2_ITERATIONS:,} iterations",
        f"{foreign_hashes.MAX_SCRYPT_BYTES // mebibyte} MiB, {foreign_hashes.MAX_SCRYPT_LANES} lanes",
        f"{foreign_hashes.MAX_ARGON2_KIB // 1024} MiB, {foreign_hashes.MAX_ARGON2_PASSES} passes",
        f"passes, {foreign_hashes.MAX_ARGON2_LANES} lanes",
    }
    assert [text for text in said if text not in PAGE] == []
