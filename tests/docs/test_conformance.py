"""The page of conformance names every module and every attack, each with a test that is there."""

import re

import pytest

from tests.docs.test_references import TEST_FILE, TEST_NAME, known_tests
from tests.lint import ROOT

PAGE = (ROOT / "docs" / "conformance.md").read_text()
BASIC = [
    "server",
    "response-type-missing",
    "idtoken-signature",
    "idtoken-unsigned",
    "userinfo-get",
    "userinfo-post-header",
    "userinfo-post-body",
    "ensure-request-without-nonce-succeeds-for-code-flow",
    "scope-profile",
    "scope-email",
    "scope-address",
    "scope-phone",
    "scope-all",
    "ensure-other-scope-order-succeeds",
    "display-page",
    "display-popup",
    "prompt-login",
    "prompt-none-not-logged-in",
    "prompt-none-logged-in",
    "max-age-1",
    "max-age-10000",
    "ensure-request-with-unknown-parameter-succeeds",
    "id-token-hint",
    "login-hint",
    "ui-locales",
    "claims-locales",
    "ensure-request-with-acr-values-succeeds",
    "codereuse",
    "codereuse-30seconds",
    "ensure-registered-redirect-uri",
    "ensure-post-request-succeeds",
    "server-client-secret-post",
    "request-uri-unsigned-supported-correctly-or-rejected-as-unsupported",
    "unsigned-request-object-supported-correctly-or-rejected-as-unsupported",
    "claims-essential",
    "ensure-request-object-with-redirect-uri",
    "refresh-token",
    "ensure-request-with-valid-pkce-succeeds",
]
LOGOUT = [
    "rp-initiated-logout-discovery-endpoint-verification",
    "rp-initiated-logout",
    "rp-initiated-logout-bad-post-logout-redirect-uri",
    "rp-initiated-logout-query-added-to-post-logout-redirect-uri",
    "rp-initiated-logout-bad-id-token-hint",
    "rp-initiated-logout-modified-id-token-hint",
    "rp-initiated-logout-no-id-token-hint",
    "rp-initiated-logout-no-params",
    "rp-initiated-logout-only-state",
    "rp-initiated-logout-no-post-logout-redirect-uri",
    "rp-initiated-logout-no-state",
]


def rows(title: str) -> list[list[str]]:
    """The rows of the table under a heading."""
    part = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize(("title", "modules"), [("Basic OP", BASIC), ("RP-Initiated Logout OP", LOGOUT)])
def test_every_module_of_the_plan_has_a_result_and_a_test(title, modules):
    found = rows(title)
    assert [name for name, _, _ in found] == [f"oidcc-{module}" for module in modules]
    assert [name for name, result, test in found if not result or not TEST_NAME.findall(test)] == []


def test_unsupported_module_has_a_reason():
    without_a_test = [result for _, result, test in rows("Modules of other plans") if not test]
    assert [result for result in without_a_test if not result.startswith("not supported: ")] == []


def test_the_tests_that_it_names_exist():
    known = known_tests()
    assert {path for path in TEST_FILE.findall(PAGE) if path not in known} == set()
    sentences = set(TEST_NAME.findall(PAGE))
    assert {one for one in sentences if not any(f"def {one}(" in body for body in known.values())} == set()


def test_every_ported_module_is_in_it():
    ported = [body for path, body in known_tests().items() if path.startswith("tests/oidc/conformance/")]
    names = {name for body in ported for name in re.findall(r"^def (test_oidcc\w+)\(", body, re.MULTILINE)}
    assert names - set(TEST_NAME.findall(PAGE)) == set()


def test_every_attack_has_a_test_that_names_its_section():
    found = rows("Attacks of RFC 9700")
    assert [section for section, _, _ in found] == [f"4.{number}" for number in range(1, 18)]
    known = known_tests()
    for section, _, tests in found:
        bodies = [known[path] for path in TEST_FILE.findall(tests)]
        assert any(f"§{section}:" in body or f"§{section}." in body for body in bodies), section
