"""The product with real password hashes: what they leave for everything else, and the memory they take."""

import time
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count

from argon2 import PasswordHasher

from benchmarks.cpu import USERS_A_ROUND, do, parts_of
from benchmarks.processor import proportional_mebibytes
from benchmarks.report import Goal, Result, Row
from benchmarks.sites import product
from benchmarks.users import new_user

MEMORY_KIB, TIME_COST, PARALLELISM = 19456, 2, 1
"""The product's defaults."""
HASHES = 4


def _hash_milliseconds() -> float:
    """Return the processor time of a hash while every core does nothing else: the machine's ceiling."""
    hasher, cores = PasswordHasher(TIME_COST, MEMORY_KIB, PARALLELISM), cpu_count() or 1
    before = time.process_time()
    with ThreadPoolExecutor(cores) as pool:
        list(pool.map(hasher.hash, ["violet lantern over quiet gravel"] * HASHES * cores))
    return (time.process_time() - before) * 1000 / (HASHES * cores)


def measure(people: int) -> Result:
    """Return the share of the hash in a sign-in, and the memory of web and worker after all of them."""
    rounds = max(2, people // USERS_A_ROUND)
    with product({}) as site:
        parts = parts_of(site.server)
        hashed, used = [], 0.0
        for turn in range(rounds + 1):
            users = [new_user() for _ in range(USERS_A_ROUND)]
            do(site, "sign_up", users)
            before = sum(part.used() for part in parts)
            do(site, "sign_in_new_browser", users)
            if turn:  # the first warms up
                used += sum(part.used() for part in parts) - before
                hashed.append(_hash_milliseconds())
        web, worker = (proportional_mebibytes(site.server.processes[name].pid) for name in ("web", "worker"))
    argon, sign_in = sum(hashed) / rounds, used * 1000 / (rounds * USERS_A_ROUND)
    share = Goal(argon / sign_in, 0.55, f"is Argon2 ({argon:.0f} ms)", at_least=True)
    return Result(
        [
            Row("Sign-in, new browser, with its hash", "ms", sign_in, goals=(share,)),
            Row("Two web workers after hashes, PSS", "MiB", web, goals=(Goal(web, 180),)),
            Row("Worker, PSS", "MiB", worker, goals=(Goal(worker, 95),)),
        ]
    )
