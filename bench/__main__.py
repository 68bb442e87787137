"""Runs all benchmarks and prints a Markdown report: ``make bench``, or ``python -m bench --quick``."""

from __future__ import annotations

import argparse
import asyncio
import platform
import sys
import tempfile
import time
from pathlib import Path

from bench.batches import batch_figures
from bench.each_rule import rule_figures, rule_table
from bench.figures import table
from bench.filing import filing_figures
from bench.growth import growth_figures
from bench.in_process import engine_figures
from bench.many_people import throughput
from bench.over_http import http_figures, server
from bench.understanding import understanding_figures
from bench.workbooks import workbook_figures


def main() -> None:
    """Measures, then prints."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--quick", action="store_true", help="growth to 10,000 conversations only")
    parser.add_argument("--rules", action="store_true", help="the rules only")
    parser.add_argument("--understanding", action="store_true", help="questions only")
    asked = parser.parse_args()
    sizes = (1_000, 10_000) if asked.quick else (1_000, 100_000, 1_000_000)
    print(f"# Figures\n\nPython {platform.python_version()}, {time.strftime('%Y-%m-%d')}\n")
    if asked.understanding:
        understanding_figures(_progress)
        return
    print(f"{rule_table(rule_figures())}\n\n{throughput()}\n", flush=True)
    if asked.rules:
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        print(table(asyncio.run(engine_figures(place / "engine", _progress))), flush=True)
        print(f"\n{table(asyncio.run(filing_figures(place / 'filing', _progress)))}", flush=True)
        with server(place / "http") as running:
            print(f"\nStart to first answer: {running.ready:.2f} s. Memory then: {running.megabytes():.0f} MB.\n")
            rows = asyncio.run(http_figures(running.url))
            print(table(rows))
            print(f"\nMemory after these turns: {running.megabytes():.0f} MB.\n", flush=True)
        with server(place / "http") as running:
            print(f"Start to first answer, second time: {running.ready:.2f} s.\n")
        print(workbook_figures().told(), end="\n\n", flush=True)
        print(asyncio.run(batch_figures(place / "batch", _progress)), end="\n\n", flush=True)
        print(table(asyncio.run(growth_figures(place / "growth", sizes, _progress))), flush=True)
    understanding_figures(_progress)


def _progress(said: str) -> None:
    print(f"… {said}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
