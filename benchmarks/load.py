"""Many people at once: how many answers a second, how long each waits, and whether anything fails.

    python benchmarks/load.py                       100 people for two minutes at a service of its own
    python benchmarks/load.py --people 20 --seconds 10
    python benchmarks/load.py --url http://127.0.0.1:8000   at one that runs

Each person asks, reads for a while (``--think`` seconds in the mean) and asks again: numbers, comparisons, breakdowns,
ranks, boards, whys, follow-ups, what is refused and what is asked back, in English and Chinese, with a look at the
catalogue now and then. Anything but 200 is an error. The people are a process of their own on the same machine.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager

import httpx

METRICS = {
    "en": ("revenue", "orders", "gross margin", "average order value", "new customers", "return rate"),
    "zh": ("销售额", "订单量", "毛利率", "客单价", "新客户数", "退货率"),
}
PERIODS = {
    "en": ("last month", "last quarter", "in September", "in Q2", "this year", "last week", "in the last 30 days"),
    "zh": ("上个月", "上个季度", "9月", "二季度", "今年", "上周", "近30天"),
}
#: Of each language the last two go on from the answer before.
FORMS = {
    "en": (
        "{m} {p}", "{m} by region {p}", "{m} by channel {p}", "{m} {p} year over year", "top 5 stores by {m} {p}",
        "why did {m} change {p}", "which KPIs are behind target", "what is {m} and who owns it",
        "{m} of flying carpets {p}", "returns {p}", "by region", "and in East China?",
    ),
    "zh": (
        "{p}的{m}", "{p}各地区的{m}", "{p}各渠道的{m}", "{p}的{m}同比", "{p}{m}最高的5家门店",
        "{p}{m}为什么变化", "哪些指标没有达标", "{m}的口径是什么，谁负责",
        "{p}飞毯的{m}", "{p}的退货", "按地区", "那上海呢?",
    ),
}  # fmt: skip
#: Shares of 100 that are looks at the catalogue, and questions that go on from the last.
CATALOGUE, FOLLOWS = 3, 20


class Person:
    """Somebody who asks, reads and asks again."""

    def __init__(self, number: int, think: float) -> None:
        """Speak one of both languages."""
        self.random, self.name, self._think = random.Random(number), f"person-{number}", think
        self.locale = ("en", "zh")[number % 2]
        self.conversation: str | None = None

    def question(self) -> str:
        """Return what is asked next."""
        pick = self.random.choice
        *first, a, b = FORMS[self.locale]
        form = pick((a, b)) if self.conversation and self.random.randrange(100) < FOLLOWS else pick(first)
        return form.format(m=pick(METRICS[self.locale]), p=pick(PERIODS[self.locale]))

    async def use(self, client: httpx.AsyncClient, until: float, seen: list[tuple[float, str]]) -> None:
        """Use the service until a moment; note how long each request took and what came of it."""
        await asyncio.sleep(self.random.uniform(0, max(self._think, 0.2)))
        while time.perf_counter() < until:
            begun = time.perf_counter()
            outcome = await self._ask(client)
            seen.append((time.perf_counter() - begun, outcome))
            await asyncio.sleep(self.random.expovariate(1 / self._think) if self._think else 0)

    async def _ask(self, client: httpx.AsyncClient) -> str:
        headers = {"KPI-Person": self.name}
        try:
            if self.random.randrange(100) < CATALOGUE:
                response = await client.get("/v1/metrics", params={"locale": self.locale}, headers=headers)
                return "catalogue" if response.status_code == 200 else f"error {response.status_code}"
            asked = {"question": self.question(), "conversation_id": self.conversation}
            response = await client.post("/v1/ask", json=asked, headers=headers)
        except httpx.HTTPError as error:
            return f"error {type(error).__name__} {error}"
        if response.status_code != 200:
            return f"error {response.status_code}: {response.text[:200]}"
        answer = response.json()
        self.conversation = answer["conversation_id"]
        return str(answer["status"])


async def use_it(url: str, people: int, seconds: float, think: float) -> list[tuple[float, str]]:
    """Return how long each request took and what came of it."""
    seen: list[tuple[float, str]] = []
    limits = httpx.Limits(max_connections=people, max_keepalive_connections=people)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=60) as client:
        until = time.perf_counter() + seconds
        await asyncio.gather(*(Person(number, think).use(client, until, seen) for number in range(people)))
    return seen


@contextmanager
def served(model: str, workers: int):  # noqa: ANN201
    """Run a service of its own, and stop it."""
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        env = os.environ | {"KPI_STATE_URL": f"sqlite:///{folder}/state.db", "KPI_LOG_LEVEL": "warning"}
        options = ["--model", model, "--port", str(port), "--workers", str(workers)]
        command = [sys.executable, "-c", "from api.cli import main; main()", "serve", *options]
        with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as process:
            try:
                url = f"http://127.0.0.1:{port}"
                wait_for(url, process)
                yield url
            finally:
                process.terminate()


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 120) -> None:
    """Wait until a service is ready."""
    over = time.perf_counter() + seconds
    while time.perf_counter() < over and process.poll() is None:
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise SystemExit("The service did not start.")


def tell(seen: list[tuple[float, str]], seconds: float) -> int:
    """Print what came of it; return how many errors there were."""
    took = sorted(ms * 1000 for ms, _ in seen)
    outcomes = Counter(outcome for _, outcome in seen)
    errors = sum(count for outcome, count in outcomes.items() if outcome.startswith("error"))
    cut = statistics.quantiles(took, n=100, method="inclusive") if len(took) > 1 else took * 99
    print(f"{len(seen):,} requests in {seconds:g} s: {len(seen) / seconds:.1f} a second, {errors} errors")
    print(f"p50 {cut[49]:.0f} ms, p95 {cut[94]:.0f} ms, p99 {cut[98]:.0f} ms, longest {took[-1]:.0f} ms")
    print(", ".join(f"{outcome} {count:,}" for outcome, count in outcomes.most_common()))
    return errors


def main() -> None:
    """Run it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=100)
    options.add_argument("--seconds", type=float, default=120)
    options.add_argument("--think", type=float, default=2.0)
    options.add_argument("--workers", type=int, default=1)
    options.add_argument("--model", default="retail")
    options.add_argument("--url", default="")
    given = options.parse_args()
    print(f"{given.people} people, {given.think:g} s between an answer and the next question")
    print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    if given.url:
        seen = asyncio.run(use_it(given.url, given.people, given.seconds, given.think))
    else:
        with served(given.model, given.workers) as url:
            seen = asyncio.run(use_it(url, given.people, given.seconds, given.think))
    sys.exit(1 if tell(seen, given.seconds) else 0)


if __name__ == "__main__":
    main()
