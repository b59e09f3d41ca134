"""A model folder under version control: its history, what changed between revisions, and what is asked of either."""

import json
import shutil
import subprocess

import pytest
from fastapi.testclient import TestClient

from api import cli
from api.app import create_app
from api.git import find_commit, folder_at, log_of
from api.history import MOST_COMMITS, GitHistory
from api.settings import Settings
from nlq.engine import open_engine


def git(folder, *arguments, author="Ada"):
    person = ["-c", f"user.name={author}", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *person, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


class Repository:
    """A repository with the clinics in a folder of it."""

    def __init__(self, root, clinics):
        self.folder = root / "models" / "clinics"
        shutil.copytree(clinics, self.folder)
        git(root, "init", "-q", "-b", "main")
        (root / ".gitignore").write_text("*.duckdb\n")
        self.root = root
        self.commit("The clinics")

    def commit(self, subject, author="Ada"):
        git(self.root, "add", "-A")
        git(self.root, "commit", "-qm", subject, author=author)

    def change(self, before, after, subject, author="Ada"):
        path = self.folder / "parts.yaml"
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), encoding="utf-8")
        if subject:
            self.commit(subject, author)


@pytest.fixture
def repository(clinics_folder, tmp_path):
    return Repository(tmp_path, clinics_folder)


def told(folder, name):
    return [(r.subject, r.author, r.change, r.recalculated, r.before, r.after) for r in GitHistory(folder)(name)]


FEES = 'fees: {label: {en: fees, zh: 诊费}, description: Fees of visits that took place., calculation: {type: simple, table: visit, agg: sum, column: fee, where: [{field: state, op: "!=", value: missed}]}'
ALL_FEES = FEES.replace(', where: [{field: state, op: "!=", value: missed}]', "")


def test_each_change_of_a_definition_is_told_with_who_and_what(repository):
    repository.change("Fees of visits that took place.", "What patients paid.", "Say it plainly", "Bo")
    repository.change(
        FEES.replace("Fees of visits that took place.", "What patients paid."),
        ALL_FEES.replace("Fees of visits that took place.", "What patients paid."),
        "Missed visits pay too",
    )
    repository.change("unit: EUR, direction: up}", 'unit: EUR, direction: up, version: "2"}', "Say that it is another")
    repository.change("visits: {label", "visits: {owner: Head, label", "An owner of visits")
    assert told(repository.folder, "fees") == [
        ("Say that it is another", "Ada", "version", False, "1", "2"),
        ("Missed visits pay too", "Ada", "calculation", True, "1", "1"),
        ("Say it plainly", "Bo", "words", False, "1", "1"),
        ("The clinics", "Ada", "added", False, None, "1"),
    ]
    # What is made of it is another metric since, though nobody touched it.
    assert told(repository.folder, "fee_per_visit")[0] == (
        "Missed visits pay too",
        "Ada",
        "calculation",
        True,
        "1",
        "1",
    )
    assert [line[0] for line in told(repository.folder, "visits")] == ["An owner of visits", "The clinics"]


def test_a_metric_that_went_and_came_back(repository):
    line = next(
        x for x in (repository.folder / "parts.yaml").read_text(encoding="utf-8").splitlines() if "credit_notes" in x
    )
    repository.change(line + "\n", "", "Nobody needs them")
    repository.change("  credits:", line + "\n  credits:", "They do")
    assert [(each[0], each[2]) for each in told(repository.folder, "credit_notes")] == [
        ("They do", "added"), ("Nobody needs them", "removed"), ("The clinics", "added"),
    ]  # fmt: skip
    assert GitHistory(repository.folder)("unicorns") == ()


def test_a_commit_that_cannot_be_read_is_passed_over(repository):
    repository.change("agg: sum, column: fee,", "agg: summe, column: fee,", "A slip")
    repository.change("agg: summe, column: fee,", "agg: avg, column: fee,", "Mended")
    assert [(each[0], each[2]) for each in told(repository.folder, "fees")] == [
        ("Mended", "calculation"),
        ("The clinics", "added"),
    ]
    # Of the others, nothing is said to have changed because a part of the folder could not be built for a while.
    assert [each[0] for each in told(repository.folder, "visits")] == ["The clinics"]


def test_where_the_oldest_commit_cannot_be_read_nothing_was_added_later(clinics_folder, tmp_path):
    root = tmp_path / "root"
    source = shutil.copytree(clinics_folder, tmp_path / "source")
    path = source / "parts.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("agg: sum, column: fee,", "agg: summe, column: fee,"), encoding="utf-8"
    )
    repository = Repository(root, source)
    repository.change("agg: summe, column: fee,", "agg: sum, column: fee,", "Mended")
    assert GitHistory(repository.folder)("fees") == ()


def test_history_grows_with_the_head_and_is_read_once(repository, monkeypatch):
    history = GitHistory(repository.folder)
    assert len(history("fees")) == 1
    read = []
    monkeypatch.setattr(
        "api.history.folder_at", lambda folder, commit: read.append(commit) or folder_at(folder, commit)
    )
    assert len(history("visits")) == 1 and read == []
    repository.change(FEES, ALL_FEES, "Missed visits pay too")
    assert len(history("fees")) == 2 and len(read) == 1


def test_a_long_history_is_cut_and_its_last_commit_is_not_said_to_add(repository, monkeypatch):
    monkeypatch.setattr("api.history.MOST_COMMITS", 2)
    for number in range(3):
        repository.change(
            "direction: up}" if number == 0 else f"version: '{number}'}}",
            f"direction: up, version: '{number + 1}'}}" if number == 0 else f"version: '{number + 1}'}}",
            f"Version {number + 1}",
        )
    assert [each[0] for each in told(repository.folder, "fees")] == ["Version 3"]
    assert MOST_COMMITS > 20


def test_outside_git_there_is_no_history(clinics_folder, tmp_path):
    outside = shutil.copytree(clinics_folder, tmp_path / "outside")
    assert find_commit(outside, "HEAD") is None and GitHistory(outside)("fees") is None
    git(tmp_path, "init", "-q")
    assert GitHistory(outside)("fees") is None, "no commit yet"
    (tmp_path / "x").write_text("x")
    git(tmp_path, "add", "x")
    git(tmp_path, "commit", "-qm", "Something else")
    assert GitHistory(outside)("fees") is None, "git keeps other files"


def test_a_folder_is_read_as_it_was_without_a_check_out(repository):
    first = find_commit(repository.folder, "HEAD")
    repository.change(FEES, ALL_FEES, "Missed visits pay too")
    old, new = folder_at(repository.folder, first), folder_at(repository.folder, "HEAD")
    assert (old.problems, new.problems) == ((), ())
    assert old.model.metrics["fees"].calculation.where and not new.model.metrics["fees"].calculation.where
    assert [author.subject for author in log_of(repository.folder, 9)] == ["Missed visits pay too", "The clinics"]
    assert find_commit(repository.folder, "--help") is None and find_commit(repository.folder, "nothing") is None


def kpi(capsys, monkeypatch, *words):
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("sys.argv", ["kpi", *map(str, words)])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code or 0, capsys.readouterr()


def test_kpi_history(repository, capsys, monkeypatch):
    repository.change(FEES, ALL_FEES, "Missed visits pay too", "Bo")
    code, said = kpi(capsys, monkeypatch, "history", "fees", "--model", repository.folder)
    assert code == 0 and "Missed visits pay too" in said.out and "Bo" in said.out and "version as before" in said.out
    code, said = kpi(capsys, monkeypatch, "history", "fees", "--model", repository.folder, "--json")
    assert code == 0 and [each["change"] for each in json.loads(said.out)] == ["calculation", "added"]
    code, said = kpi(capsys, monkeypatch, "history", "feess", "--model", repository.folder)
    assert code == 2 and "Closest: fees" in said.err


def test_kpi_history_outside_git(clinics_folder, tmp_path, capsys, monkeypatch):
    outside = shutil.copytree(clinics_folder, tmp_path / "outside")
    code, said = kpi(capsys, monkeypatch, "history", "fees", "--model", outside)
    assert code == 0 and "No history is kept" in said.err and said.out == ""
    assert json.loads(kpi(capsys, monkeypatch, "history", "fees", "--model", outside, "--json")[1].out) is None


def test_kpi_diff_between_revisions_and_the_working_folder(repository, capsys, monkeypatch):
    diff = ("diff", "--model", repository.folder)
    assert kpi(capsys, monkeypatch, *diff, "HEAD")[1].out == "Nothing differs.\n"
    repository.change(FEES, ALL_FEES, None)
    code, said = kpi(capsys, monkeypatch, *diff, "HEAD")
    assert code == 1 and "silent_change" in said.out and "filter: [state != missed] → –" in said.out
    assert "2026-Q1" in said.out and "fee_per_visit  affected" in said.out and "through metrics.fees" in said.out
    repository.commit("Missed visits pay too")
    code, said = kpi(capsys, monkeypatch, *diff, "HEAD~1", "HEAD", "--json")
    found = json.loads(said.out)
    assert code == 1 and found["definitions"]["metrics"][0]["silent"] and found["numbers"][0]["metric"] == "fees"
    first = found["numbers"][0]["numbers"][0]
    assert first["period"] == "2026-03" and first["difference"] == pytest.approx(first["after"] - first["before"])


def test_kpi_diff_of_words_leaves_0(repository, capsys, monkeypatch):
    repository.change("Fees of visits that took place.", "What patients paid.", "Plainly")
    code, said = kpi(capsys, monkeypatch, "diff", "HEAD~1", "--model", repository.folder)
    assert code == 0 and "description en: Fees of visits that took place. → What patients paid." in said.out


def test_kpi_diff_of_two_folders(repository, tmp_path, capsys, monkeypatch):
    other = shutil.copytree(repository.folder, tmp_path / "other")
    repository.change(FEES, ALL_FEES, None)
    code, said = kpi(capsys, monkeypatch, "diff", repository.folder, other, "--no-gold")
    assert code == 1 and "filter: – → [state != missed]" in said.out


@pytest.mark.parametrize("revision", ["no_such_revision", "--exec"])
def test_kpi_diff_of_nothing_leaves_2(repository, capsys, monkeypatch, revision):
    code, said = kpi(capsys, monkeypatch, "diff", "--model", repository.folder, "--", revision)
    assert code == 2 and "neither a model folder nor a revision" in " ".join(said.err.replace("│", "").split())


def test_kpi_diff_of_a_broken_folder_leaves_2(repository, capsys, monkeypatch):
    repository.change("agg: sum, column: fee,", "agg: summe, column: fee,", "A slip")
    code, said = kpi(capsys, monkeypatch, "diff", "HEAD~1", "HEAD", "--model", repository.folder)
    assert code == 2 and "parts.yaml" in said.err


def test_over_http_a_metric_comes_with_its_history_and_hash(repository):
    engine = open_engine(repository.folder, history=GitHistory(repository.folder))
    try:
        with TestClient(create_app(Settings(), engine)) as client:
            found = client.get("/v1/metrics/fees").json()
            assert [(each["change"], each["author"]) for each in found["history"]] == [("added", "Ada")]
            assert found["hash"] == engine.model.hashes["fees"]
            assert all(each["hash"] and "history" not in each for each in client.get("/v1/metrics").json()["metrics"])
            answer = client.post("/v1/ask", json={"question": "who changed the definition of fees"}).json()
            assert answer["query"] == {"kind": "describe", "names": ["fees"], "aspects": ["history"]}
            assert answer["rows"][0][3:] == ["Ada", "added", "The clinics"]
    finally:
        engine.close()


def test_over_http_a_folder_outside_git_has_no_history(clinics):
    with TestClient(create_app(Settings(), clinics)) as client:
        assert client.get("/v1/metrics/fees").json()["history"] is None
