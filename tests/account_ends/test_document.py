"""docs/account-ends.md is written from the declarations: ``WRITE_DOCS=1 pytest tests/account_ends``."""

import os
from pathlib import Path

from accounts.domain.account_ends import AccountEnd
from accounts.lifecycle.account_ends import declarations
from tests.account_ends.test_declarations import KEPT_COLUMNS, NO_USER

PAGE = Path(__file__).parents[2] / "docs" / "account-ends.md"

INTRODUCTION = """# The rows of a user when the account ends

`WRITE_DOCS=1 .venv/bin/pytest tests/account_ends` writes this page from `account_data` of each app.
The reasons are in [ADR 0029](adr/0029-ending-an-account-ends-everything.md).

- **deactivation**: an administrator deactivates the account. Applied once more when it is activated.
- **closing**: the address was unverified, and another user has proved it.
- **reset**: the first proof of an unverified address. An administrator resets or activates the account,
  or its owner signs in by an emailed code alone.
- **pending deletion**: the user asked for the deletion, and can undo it for seven days.
  At an unverified address the reset is applied, too.
- **takeover undo**: an undo link reverts security changes ([ADR 0030](adr/0030-undo-of-a-takeover.md)).
- **deletion**: a deactivated account is erased.

*remove* deletes the row, *close* keeps the row but revokes its access, *anonymise* empties the
personal values, *keep* leaves the row unchanged.
"""


def written() -> str:
    """Return the page."""
    ends = list(AccountEnd)
    lines = [INTRODUCTION, "| field | " + " | ".join(ends) + " | reason |", "| --- " * (len(ends) + 2) + "|"]
    for one in declarations():
        name = f"`{one.model._meta.label}`: " + ", ".join(f"`{field}`" for field in one.fields)
        lines.append("| " + " | ".join([name, *(one.dispositions[end] for end in ends), one.reason]) + " |")
    lines += ["", "## Columns that lead to no user", "", "| field | reason |", "| --- | --- |"]
    lines += [f"| `{name}` | {reason} |" for name, reason in sorted(NO_USER.items())]
    lines += [
        "",
        "## Columns of the user that an end leaves alone",
        "",
        "| column | reason |",
        "| --- | --- |",
    ]
    lines += [f"| `{name}` | {reason} |" for name, reason in KEPT_COLUMNS.items()]
    return "\n".join(lines) + "\n"


def test_page_says_what_is_declared():
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(written())
    assert PAGE.read_text() == written()
