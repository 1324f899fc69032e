from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from ssr_project import env
from ssr_project.env import BASE_DIR, Mode


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


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MODE", "staging"),
        ("PORT", "eighty"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("ARGON2_MEMORY_KIB", "lots"),
        ("HASH_QUEUE_SECONDS", "soon"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(name, value):
    with pytest.raises(ImproperlyConfigured, match=f"{name} .*{value}"):
        env.read({name: value})


def test_the_example_file_lists_every_variable_with_its_help_and_default():
    assert (BASE_DIR / ".env.example").read_text() == env.example()


def test_every_variable_is_explained_on_one_line():
    for variable in env.VARIABLES:
        assert variable.help.endswith(".")
        assert "\n" not in variable.help


def test_nobody_else_reads_the_environment():
    readers = [
        str(path.relative_to(BASE_DIR))
        for app in ("accounts", "policies", "enrollment", "flows", "dashboard", "ssr_project")
        for path in (BASE_DIR / app).rglob("*.py")
        if "os.environ.get" in (text := path.read_text()) or "getenv" in text or "environ[" in text
    ]
    assert sorted(readers) == ["ssr_project/embedded/start.py"]  # it sets PORT for the process that follows


def test_networks_for_logouts_are_read_and_refused_by_name():
    read = env.read({"BACKCHANNEL_NETWORKS": "10.0.0.0/8, fd00::/8"}).backchannel_networks
    assert [str(network) for network in read] == ["10.0.0.0/8", "fd00::/8"]
    assert env.read({}).backchannel_networks == ()
    for wrong in ("10.0.0.1/8", "intranet", "10.0.0.0/40"):
        with pytest.raises(ImproperlyConfigured, match="BACKCHANNEL_NETWORKS"):
            env.read({"BACKCHANNEL_NETWORKS": wrong})
