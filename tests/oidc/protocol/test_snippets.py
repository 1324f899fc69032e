import ast
import subprocess
from dataclasses import replace

from oidc.protocol.claims import SCOPES
from oidc.protocol.registration import GrantType
from oidc.snippets import Connection, environment, snippets
from tests.tables import each

WEB = Connection(
    client_id="0oa-payroll",
    public=False,
    native=False,
    issuer="https://id.example.com",
    base="https://id.example.com/oauth2/v1",
    default_issuer="https://id.example.com/oauth2/default",
    redirect_uris=("https://payroll.example.com/callback", "http://localhost/callback"),
    post_logout_redirect_uris=(),
    grant_types=(GrantType.CODE, GrantType.REFRESH),
    scopes=SCOPES,
)
SPA = replace(WEB, public=True, grant_types=(*WEB.grant_types, GrantType.INTERACTION))
STRANGE = replace(
    WEB, redirect_uris=('https://payroll.example.com/it\'s/"quoted"/$(id)?a=<<scope>>&b=`id`',), scopes=()
)


def texts(app: Connection) -> dict[str, str]:
    return {one.key: one.text for one in snippets(app)}


@each(
    ("app", "keys"),
    [
        (WEB, ["flask", "django", "curl"]),
        (SPA, ["spa", "okta-auth-js", "curl"]),
        (replace(SPA, grant_types=(GrantType.CODE,)), ["spa", "curl"]),
        (replace(SPA, native=True), ["okta-auth-js", "curl"]),
    ],
)
def test_programs_fit_the_kind_of_client(app, keys):
    assert list(texts(app)) == keys
    assert all(one.title for one in snippets(app))


@each("app", [WEB, STRANGE], ids=["plain", "strange"])
@each("key", ["flask", "django"])
def test_programs_are_python_and_addresses_are_strings_in_them(app, key):
    tree = ast.parse(texts(app)[key])

    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert {app.client_id, app.redirect_uri} <= strings
    assert "https://id.example.com/.well-known/openid-configuration" in strings


@each("app", [WEB, SPA, STRANGE], ids=["web", "spa", "strange"])
def test_shell_snippet_executes_no_part_of_the_addresses(app):
    script = texts(app)["curl"].replace("curl ", "printf '%s\\n' ")
    done = subprocess.run(
        ["/bin/bash", "-euc", script],
        capture_output=True,
        text=True,
        check=True,
        env={"OIDC_CLIENT_SECRET": "s"},
    )

    assert f"redirect_uri={app.redirect_uri}" in done.stdout
    assert "uid=" not in done.stdout


def test_environment_has_one_variable_a_line_and_no_public_client_secret():
    assert environment(WEB, "s3cret").splitlines() == [
        "OIDC_ISSUER=https://id.example.com",
        "OIDC_CLIENT_ID=0oa-payroll",
        "OIDC_CLIENT_SECRET=s3cret",
        "OIDC_REDIRECT_URI=https://payroll.example.com/callback",
    ]
    assert "SECRET" not in environment(SPA)
    assert "the-secret-that-was-shown-once" in environment(WEB)


def test_only_a_page_in_a_browser_asks_to_stay_and_only_where_it_may():
    assert WEB.scope == "openid profile email groups"
    assert SPA.staying_scope == f"{SPA.scope} offline_access"
    assert replace(SPA, grant_types=(GrantType.CODE,)).staying_scope == SPA.scope
    assert replace(WEB, scopes=()).scope == "openid"
    assert ("offline_access" in texts(WEB)["flask"], "offline_access" in texts(SPA)["spa"]) == (False, True)


def test_snippet_has_first_redirect_uri_and_an_optional_logout_uri():
    assert "post_logout_redirect_uri: undefined" in texts(SPA)["spa"]
    after = replace(SPA, post_logout_redirect_uris=("https://payroll.example.com/",))
    assert 'post_logout_redirect_uri: "https://payroll.example.com/"' in texts(after)["spa"]
    assert replace(WEB, redirect_uris=()).callback_path == "/"
