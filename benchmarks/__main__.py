"""``make bench``: measure the product beside its peers, as ``benchmarks/README.md`` explains.

python -m benchmarks [PART ...] [--users N]
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from benchmarks import (
    administration,
    capacity,
    cpu,
    document,
    exchange,
    hashing,
    latency,
    memory,
    pages,
    policies,
    sites,
    start,
    statements,
)
from benchmarks.report import Result, markdown_table, text_table

BESIDE_PEERS: dict[str, Callable[[Sequence[sites.Site], int], Result]] = {
    "cpu": cpu.measure,
    "statements": statements.measure,
    "pages": pages.measure,
    "latency": latency.measure,
    "capacity": capacity.measure,
    "memory": memory.measure,
    "web-start": start.measure_web,
}
"""Parts that need the running sites. The last one stops them."""
ALONE: dict[str, Callable[[int], Result]] = {
    "exchange": exchange.measure,
    "hashing": hashing.measure,
    "serve-start": start.measure_serve,
    "policies": policies.measure,
}


def _measure(names: Sequence[str], people: int) -> dict[str, Result]:
    results = {}
    if beside := [name for name in BESIDE_PEERS if name in names]:
        with sites.side_by_side() as running:
            for name in beside:
                results[name] = _shown(BESIDE_PEERS[name](running, people))
    for name, part in ALONE.items():
        if name in names:
            results[name] = _shown(part(people))
    return results


def _shown(result: Result) -> Result:
    for table in result.tables:
        print(f"{table.title}\n\n{markdown_table(table.headings, table.lines)}\n")
    print(text_table(row.cells for row in result.rows), end="\n\n", flush=True)
    return result


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["administration"]:
        administration.main(sys.argv[2:])
        return
    names = [*BESIDE_PEERS, *ALONE]
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("parts", nargs="*", choices=[[], *names], help="what to measure; all by default")
    parser.add_argument("--people", type=int, default=60, help="sign-ups and sign-ins to average over")
    options = parser.parse_args()
    results = _measure(options.parts or names, options.people)
    if not options.parts:
        document.write(list(results.values()), options.people)
        print(f"Written: {document.PAGE.relative_to(document.ROOT)}")


if __name__ == "__main__":
    main()
