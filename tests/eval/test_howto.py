"""The how-to of evaluation, followed step by step on a folder of one's own."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from eval.demo import build_demo, demo_folder

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/evaluation.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A model folder with nothing but the how-to's own gold cases."""
    build_demo("retail")
    folder = tmp_path_factory.mktemp("own") / "my_model"
    shutil.copytree(demo_folder("retail"), folder, ignore=shutil.ignore_patterns("*.duckdb", "gold"))
    (folder / "retail.duckdb").symlink_to(demo_folder("retail") / "retail.duckdb")
    (folder / "gold").mkdir()
    suite = re.search(r"```yaml\n(suite: my_suite.*?)```", TEXT, re.DOTALL).group(1)
    (folder / "gold" / "my_suite.yaml").write_text(suite, encoding="utf-8")
    return folder


def kpi(*arguments, said=""):
    command = [sys.executable, "-c", "from api.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, input=said, capture_output=True, text=True, cwd=ROOT, timeout=300)


def test_ones_own_folder_is_evaluated_and_saved(own, tmp_path):
    saved = [tmp_path / f"report.{kind}" for kind in ("html", "json", "xml", "md")]
    done = kpi("eval", "--model", own, *(part for path in saved for part in ("--save", path)))
    assert done.returncode == 0, done.stderr
    assert all(path.stat().st_size > 300 for path in saved)
    outcomes = json.loads(saved[1].read_text(encoding="utf-8"))["outcomes"]
    assert [step["verdict"] for outcome in outcomes for step in outcome["steps"]] == ["right", "right"]


def test_two_saved_runs_are_compared(own, tmp_path):
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    kpi("eval", "--model", own, "--save", before)
    run = json.loads(before.read_text(encoding="utf-8"))
    run["outcomes"][0]["steps"][0]["verdict"] = "silently_wrong"
    after.write_text(json.dumps(run), encoding="utf-8")
    worse, better = kpi("eval", "--compare", before, after), kpi("eval", "--compare", after, before)
    assert (worse.returncode, better.returncode) == (1, 0)
    assert "newly wrong" in worse.stdout and "1 fixed" in better.stdout


def test_neither_a_report_nor_a_commit_is_told(own):
    done = kpi("eval", "--compare", "nothing", "nowhere")
    assert done.returncode == 2 and "neither a saved report" in " ".join(done.stderr.split())


def test_a_confirmed_answer_is_recorded_and_then_right(own):
    done = kpi("eval", "--record", "revenue by region last quarter", "--model", own, said="y\n")
    assert done.returncode == 0 and "Recorded in gold/" in done.stdout, done.stderr
    assert kpi("eval", "--model", own, "--json").stdout.count('"right"') == 3
    assert not [path for path in (own / "gold").iterdir() if "my" not in path.name and "recorded" not in path.name]


def test_what_is_not_confirmed_is_not_recorded(own):
    before = {path.name: path.read_text(encoding="utf-8") for path in (own / "gold").iterdir()}
    kpi("eval", "--record", "orders by city last month", "--model", own, said="n\n")
    assert {path.name: path.read_text(encoding="utf-8") for path in (own / "gold").iterdir()} == before


def test_gaps_are_named(own, tmp_path):
    (tmp_path / "questions.txt").write_text("churned revenue last month\nrevenue last month\n")
    done = kpi("gaps", tmp_path / "questions.txt", "--model", own)
    assert done.returncode == 0 and "“churned”, 1 question(s)" in done.stdout


def test_every_command_of_the_page_is_known():
    for command in set(re.findall(r"^kpi (\w+)|`kpi (\w+)", TEXT, re.MULTILINE)):
        name = command[0] or command[1]
        assert kpi(name, "--help").returncode == 0, name


def test_every_option_of_the_page_is_known():
    known = kpi("eval", "--help").stdout
    for option in set(re.findall(r"kpi eval [^`\n]*?(--[\w-]+)", TEXT)):
        assert option in known, option
