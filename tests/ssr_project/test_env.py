from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.exceptions import ImproperlyConfigured

from ssr_project import env
from ssr_project.databases import database_settings
from ssr_project.env import BASE_DIR, Mode
from ssr_project.mail_server import mail_server
from ssr_project.variables import VARIABLES
from tests.architecture.sources import APPS
from tests.tables import each


def test_an_empty_environment_is_the_embedded_server():
    read = env.read({})
    assert read.mode is Mode.EMBEDDED
    assert read.port is None
    assert read.data_dir == BASE_DIR / "var"
    assert (read.argon2.memory_kib, read.argon2.time_cost, read.argon2.parallelism) == (19456, 2, 1)
    assert read.hash_queue_seconds == 2
    assert read.hash_concurrency >= 1


def test_an_empty_value_says_nothing():
    assert env.read({"MODE": "", "PORT": "", "ARGON2_TIME_COST": ""}) == env.read({})


def test_an_absolute_data_folder_stays_where_it_is(tmp_path):
    assert env.read({"DATA_DIR": str(tmp_path)}).data_dir == tmp_path


def test_a_secret_may_come_from_a_file(tmp_path: Path):
    (tmp_path / "key").write_text("from a file\n")
    assert env.read({"SECRET_KEY_FILE": str(tmp_path / "key")}).secret_key == "from a file"


def test_the_public_address_has_no_slash_at_its_end():
    assert env.read({"PUBLIC_URL": "https://id.example.org/"}).public_url == "https://id.example.org"


@each(
    ("name", "value"),
    [
        ("MODE", "staging"),
        ("PORT", "eighty"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("ARGON2_MEMORY_KIB", "lots"),
        ("HASH_QUEUE_SECONDS", "soon"),
        ("DATABASE_POOLER", "pgbouncer"),
        ("EVENT_RETENTION_DAYS", "-1"),
        ("EVENT_ORIGIN_DAYS", "a year"),
        ("EVENT_ORIGIN_DAYS", "99999"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(name, value):
    with pytest.raises(ImproperlyConfigured, match=f"{name} .*{value}"):
        env.read({name: value})


def test_the_example_file_lists_every_variable_with_its_help_and_default():
    assert (BASE_DIR / ".env.example").read_text() == env.example()


def test_every_variable_is_explained_on_one_line():
    for variable in VARIABLES:
        assert variable.help.endswith(".")
        assert "\n" not in variable.help


def test_environment_is_read_in_one_module():
    readers = [
        str(path.relative_to(BASE_DIR))
        for app in APPS
        for path in (BASE_DIR / app).rglob("*.py")
        if "os.environ.get" in (text := path.read_text()) or "getenv" in text or "environ[" in text
    ]
    assert sorted(readers) == [
        "oidc/sample_programs.py",  # the text of a program for an app's developer
        "ssr_project/embedded/start.py",  # it sets PORT for the process that follows
    ]


def test_outbound_networks_and_ports_are_read_and_refused_by_name():
    read = env.read(
        {"OUTBOUND_ALLOWED_NETWORKS": "10.0.0.0/8, fd00::/8", "OUTBOUND_ALLOWED_PORTS": "443, 8443"}
    )
    assert [str(network) for network in read.outbound_allowed_networks] == ["10.0.0.0/8", "fd00::/8"]
    assert read.outbound_allowed_ports == (443, 8443)
    assert (env.read({}).outbound_allowed_networks, env.read({}).outbound_allowed_ports) == ((), ())
    for name, wrong in (
        *(("OUTBOUND_ALLOWED_NETWORKS", value) for value in ("10.0.0.1/8", "intranet", "10.0.0.0/40")),
        *(("OUTBOUND_ALLOWED_PORTS", value) for value in ("https", "0", "65536", "-1", "443-445", "²")),
    ):
        with pytest.raises(ImproperlyConfigured, match=name):
            env.read({name: wrong})


def test_replaced_variable_is_refused_with_the_new_one():
    with pytest.raises(ImproperlyConfigured, match=r"BACKCHANNEL_NETWORKS .*OUTBOUND_ALLOWED_NETWORKS"):
        env.read({"BACKCHANNEL_NETWORKS": "10.0.0.0/8"})
    assert env.read({"BACKCHANNEL_NETWORKS": ""}) == env.read({})


@each("value", ["$ecret", "$$", "a $b", 'it\'s "quoted" #1 100%', "\\$a", "${HOME}"])
@each("name", ["SECRET_KEY", "CHALLENGE_KEYS", "ENCRYPTION_KEYS", "EVENT_SEAL_KEYS", "SMS_GATEWAY_SECRET"])
def test_secret_is_taken_as_it_is(name, value, tmp_path):
    (tmp_path / "secret").write_text(f"{value}\n")
    for source in ({name: value}, {f"{name}_FILE": str(tmp_path / "secret")}):
        assert getattr(env.read(source), name.lower()) == value


def test_secret_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY_FILE .*No such file"):
        env.read({"SECRET_KEY_FILE": str(tmp_path / "absent")})


@each("name", ["EMAIL_URL", "DATABASE_URL", "REDIS_URL", "SMS_GATEWAY_URL"])
@each("password", ["hunter/2", "hunter?2", "12#hunter", "hunter 2", "hunter[2", "hunter\n2", "1/2@3"])
def test_password_that_is_not_encoded_is_named_and_never_shown(name, password):
    with pytest.raises(ImproperlyConfigured) as refused:
        env.read({name: f"scheme://user:{password}@host.example:587/name"})
    assert name in str(refused.value)
    assert "%2F" in str(refused.value)
    assert "hunter" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_encoded_passwords_reach_mail_server_and_database():
    password = "$a/b?c#d@e:f%g h+i"
    read = env.read(
        {
            "EMAIL_URL": f"smtp+tls://me%40x:{quote(password, safe='')}@mail.example:587",
            "DATABASE_URL": f"postgresql://me:{quote(password, safe='')}@db.example/name?sslmode=require",
        }
    )
    server, database = mail_server(read), database_settings(read)
    assert (server.user, server.password, server.port, server.use_tls) == ("me@x", password, 587, True)
    assert (database["PASSWORD"], database["NAME"]) == (password, "name")


@each(("pooler", "threshold", "named_cursors"), [("no", 2, True), ("yes", None, False)])
def test_pooler_keeps_no_statement_and_no_cursor_in_the_server(pooler, threshold, named_cursors):
    source = {"DATABASE_URL": "postgresql://me@db.example/name", "DATABASE_POOLER": pooler}
    database = database_settings(env.read(source))
    assert database["OPTIONS"]["prepare_threshold"] == threshold
    assert database["DISABLE_SERVER_SIDE_CURSORS"] is not named_cursors


@pytest.mark.parametrize(("name", "read"), [("EMAIL_URL", mail_server), ("DATABASE_URL", database_settings)])
def test_unknown_scheme_is_named_without_the_password(name, read):
    with pytest.raises(ImproperlyConfigured, match=f"{name} has to begin with") as refused:
        read(env.read({name: "gopher://user:hunter2@host.example"}))
    assert "hunter2" not in str(refused.value)


@each(
    ("written", "read"),
    [
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
        ("https://ID.Example.com:443/", "https://id.example.com"),
        ("https://localhost:8443", "https://localhost:8443"),
        ("http://[::1]:80", "http://[::1]"),
    ],
)
def test_public_url_is_read_as_browsers_write_it(written, read):
    assert env.read({"PUBLIC_URL": written}).public_url == read


def test_public_url_with_an_impossible_host_is_named():
    with pytest.raises(ImproperlyConfigured, match="host of PUBLIC_URL"):
        env.read({"PUBLIC_URL": "https://münchen..example"})
