"""The load benchmark, made short: nobody of twenty people is told of an error."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_twenty_people_for_ten_seconds(retail):
    command = [sys.executable, "benchmarks/load.py", "--people", "20", "--seconds", "10", "--think", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 errors" in done.stdout and re.search(r"p50 \d+ ms, p95 \d+ ms, p99 \d+ ms", done.stdout)
    for outcome in ("answered", "refused"):
        assert outcome in done.stdout
