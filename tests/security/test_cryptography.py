"""ASVS 5.0 V11, V15.2: what password hashes cost, how many run at once, and how stored secrets fail."""

from threading import Event, Thread, Timer, current_thread
from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from accounts import hashers
from accounts.credentials.crypto import Unreadable, seal, unseal
from accounts.credentials.passwords import hash_password, verify_password
from accounts.hashers import HashingBusy
from tests.actors import PASSWORD, a_user
from tests.tables import each

SECRET = b"the seed of an authenticator app"


@pytest.fixture
def one_slot(settings):
    """Let one password be hashed at once, and none wait."""
    settings.HASH_CONCURRENCY, settings.HASH_QUEUE_SECONDS = 1, 0.01
    hashers._pool.cache_clear()
    yield
    hashers._pool.cache_clear()


@pytest.fixture
def busy(one_slot):
    """Keep the only slot taken, as a hash in another thread does."""
    over = Event()
    hashers._pool().submit(over.wait, 60)
    yield
    over.set()


def test_hashes_run_on_the_few_threads_of_the_pool(settings, monkeypatch):
    """ASVS 5.0 15.2.2: their memory stays with these threads, however many answer requests."""
    settings.HASH_CONCURRENCY, settings.HASH_QUEUE_SECONDS = 2, 60
    threads = set()
    real = Argon2PasswordHasher.encode

    def encode(self, password, salt):
        threads.add(current_thread().name)
        return real(self, password, salt)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", encode)
    hashers._pool.cache_clear()
    asking = [Thread(target=hash_password, args=(PASSWORD,)) for _ in range(12)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    hashers._pool.cache_clear()
    assert 1 <= len(threads) <= 2
    assert all(name.startswith("hash_") for name in threads)


def test_hash_is_argon2id_with_the_costs_of_the_deployment(settings):
    """ASVS 5.0 11.4.2."""
    settings.ARGON2_MEMORY_KIB, settings.ARGON2_TIME_COST, settings.ARGON2_PARALLELISM = 128, 2, 1
    assert hash_password(PASSWORD).startswith("argon2$argon2id$v=19$m=128,t=2,p=1$")


@pytest.mark.usefixtures("busy")
def test_hash_beyond_the_bound_is_refused():
    """ASVS 5.0 15.2.2: making one and checking one take a slot each."""
    with pytest.raises(HashingBusy):
        hash_password(PASSWORD)


def test_check_beyond_the_bound_is_refused(request: pytest.FixtureRequest):
    """ASVS 5.0 15.2.2."""
    held = hash_password(PASSWORD)
    request.getfixturevalue("busy")
    with pytest.raises(HashingBusy):
        verify_password(held, PASSWORD)


@pytest.mark.usefixtures("one_slot")
def test_refused_hash_is_never_made(monkeypatch: pytest.MonkeyPatch):
    """ASVS 5.0 15.2.2: a flood that was refused costs nothing later."""
    over, made = Event(), []
    monkeypatch.setattr(Argon2PasswordHasher, "encode", lambda _, password, salt: made.append(password))
    hashers._pool().submit(over.wait, 60)
    for _ in range(5):
        with pytest.raises(HashingBusy):
            hash_password(PASSWORD)
    over.set()
    hashers._pool().shutdown()
    assert made == []


@pytest.mark.usefixtures("one_slot")
def test_hash_that_runs_longer_than_the_queue_time_is_finished(monkeypatch: pytest.MonkeyPatch):
    """ASVS 5.0 15.2.2: only those that wait are refused."""
    began, over, real = Event(), Event(), Argon2PasswordHasher.encode

    def encode(self, password, salt):
        began.set()
        over.wait()
        return real(self, password, salt)

    def until_it_runs(jobs, _seconds):
        began.wait()
        Timer(0.01, over.set).start()
        return SimpleNamespace(not_done=jobs)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", encode)
    monkeypatch.setattr(hashers, "wait", until_it_runs)
    assert hash_password(PASSWORD).startswith("argon2$")


@pytest.mark.django_db
@pytest.mark.usefixtures("one_slot")
def test_thread_is_free_again_after_each_hash(settings):
    """ASVS 5.0 15.2.2: a hash that ends or fails leaves its thread to the next."""
    settings.HASH_QUEUE_SECONDS = 60  # a busy machine may need a while to begin one
    held = hash_password(PASSWORD)
    assert verify_password(held, PASSWORD).right
    with pytest.raises(ZeroDivisionError):
        hashers.run_in_pool(lambda: 1 / 0)
    assert not verify_password(held, "another one entirely").right


@pytest.mark.django_db
def test_sign_in_beyond_the_bound_gets_503(request: pytest.FixtureRequest, client: Client):
    """ASVS 5.0 15.2.2: the process stays alive, and the answer says to try again."""
    a_user("ada@example.com", PASSWORD)
    request.getfixturevalue("busy")
    here = {"HTTP_ACCEPT": "application/json"}
    begun = client.post("/idp/idx/start", {"intent": "LOGIN"}, "application/json", **here).json()
    handle = begun["stateHandle"]
    client.post(
        "/idp/idx/identify", {"stateHandle": handle, "identifier": "ada@example.com"}, "application/json"
    )
    answer = client.post(
        "/idp/idx/challenge/answer",
        {"stateHandle": handle, "credentials": {"passcode": PASSWORD}},
        "application/json",
    )
    assert answer.status_code == 503


@each(
    "stored",
    ["", ".", "k1", "gone.AAAA", "{}.", "k1.é", "k1.AAAA", "k1." + "A" * 15, "k1." + "A" * 400, "../k1.AAAA"],
)
def test_every_unreadable_secret_fails_alike(stored: str):
    """ASVS 5.0 11.2.5: nothing tells a wrong key from a wrong length or a wrong tag."""
    with pytest.raises(Unreadable) as failure:
        unseal(stored, purpose="a", subject="b")
    assert failure.value.args == ()


def test_secret_changed_in_any_part_is_not_decrypted():
    """ASVS 5.0 11.3.2, 11.3.3: nonce, text and tag are all authenticated."""
    sealed = seal(SECRET, purpose="a", subject="b")
    key_id, _, text = sealed.partition(".")
    assert unseal(sealed, purpose="a", subject="b") == SECRET
    for place in (0, len(text) // 2, len(text) - 4):
        other = "A" if text[place] != "A" else "B"
        with pytest.raises(Unreadable):
            unseal(f"{key_id}.{text[:place]}{other}{text[place + 1 :]}", purpose="a", subject="b")
