import socket
import stat
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from ssr_project.celery import app
from ssr_project.embedded import database_setup, ports, secrets
from ssr_project.embedded.lock import AlreadyRunning, only_server


def test_secrets_are_made_once_and_for_their_owner_only(tmp_path: Path):
    path = tmp_path / "var" / "secrets.env"
    made = secrets.load_or_create(path)
    assert secrets.load_or_create(path) == made
    assert len(made.secret_key) >= 50
    assert made.challenge_keys.startswith("k1:")
    assert made.encryption_keys.startswith("k1:")
    assert len({made.secret_key, made.challenge_keys, made.encryption_keys, made.event_seal_keys}) == 4
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secrets.env"]


def test_a_file_from_before_there_were_encryption_keys_gets_them_once(tmp_path: Path):
    path = tmp_path / "secrets.env"
    path.write_text("SECRET_KEY=old\nCHALLENGE_KEYS=k1:old\n")
    made = secrets.load_or_create(path)
    assert (made.secret_key, made.challenge_keys) == ("old", "k1:old")
    secrets._append(path, "ENCRYPTION_KEYS=k1:slower\n")  # another process, which saw none either
    assert secrets.load_or_create(path) == made


def test_two_first_starts_agree_on_one_secret(tmp_path: Path):
    path = tmp_path / "secrets.env"
    first = secrets.load_or_create(path)
    secrets._create(path)  # the slower process, which saw no file either
    assert secrets.load_or_create(path) == first


def test_the_port_is_remembered(tmp_path: Path):
    assert ports.remembered(tmp_path) == 8000
    ports.remember(tmp_path, 8003)
    assert ports.remembered(tmp_path) == 8003


@pytest.mark.parametrize("family_and_address", [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_port_is_taken_when_either_loopback_address_is(family_and_address):
    family, address = family_and_address
    with socket.socket(family) as other:
        try:
            other.bind((address, 0))
        except OSError:
            pytest.skip("this machine has no such address")
        other.listen()
        assert not ports.is_free(other.getsockname()[1])


def test_a_bound_port_listens_on_loopback_only():
    held = ports.bind(0)
    try:
        assert {sock.getsockname()[0] for sock in held} <= {"127.0.0.1", "::1"}
    finally:
        ports.close(held)


def test_second_server_names_the_running_one(tmp_path: Path):
    with (
        only_server(tmp_path, "http://localhost:8000"),
        pytest.raises(AlreadyRunning, match=r"Already running as process \d+: http://localhost:8000"),
        only_server(tmp_path, "http://localhost:8001"),
    ):
        pytest.fail("two servers at once")
    with only_server(tmp_path, "http://localhost:8001"):
        pass


def test_a_process_that_does_not_serve_posts_no_task(monkeypatch):
    assert not app.broker_is_here
    assert app.send_task("accounts.deliver", args=(1,)) is None


@pytest.fixture
def commands(monkeypatch) -> list[str]:
    called: list[str] = []
    monkeypatch.setattr(database_setup, "call_command", lambda name, **_options: called.append(name))
    return called


@pytest.mark.django_db
def test_a_start_on_an_up_to_date_database_does_not_migrate(commands):
    assert not database_setup.migrate()
    assert commands == []


@pytest.mark.django_db
def test_a_migration_that_the_database_has_not_seen_is_applied(commands):
    MigrationRecorder(connection).record_unapplied("accounts", "0001_initial")
    assert not database_setup.migrate()
    assert commands == ["migrate"]


@pytest.mark.django_db
def test_a_database_without_migrations_is_new(commands, monkeypatch):
    monkeypatch.setattr(database_setup, "recorded", set)
    assert database_setup.migrate()
    assert commands == ["migrate"]


def test_the_data_folder_is_its_owners(tmp_path: Path):
    secrets.load_or_create(tmp_path / "var" / "secrets.env")
    assert stat.S_IMODE((tmp_path / "var").stat().st_mode) == 0o700


def test_cookies_of_two_local_servers_do_not_meet():
    names = (
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.BINDING_COOKIE_NAME,
        settings.DEVICE_COOKIE_NAME,
        settings.MESSAGES_COOKIE_NAME,
    )
    assert all(name.endswith(f"-{settings.PORT}") for name in names)
