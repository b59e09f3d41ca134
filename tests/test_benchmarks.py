"""The benchmarks run: what they print is not judged here."""

import importlib.util
import logging
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.mark.parametrize(
    ("name", "options"), [("answers", ["--cases", "6"]), ("compile", []), ("scale", ["--sizes", "20"])]
)
@pytest.mark.filterwarnings("ignore")
def test_a_benchmark_runs(name, options, monkeypatch, capsys):
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROUNDS", 1)
    monkeypatch.setattr(sys, "argv", [name, *options])
    monkeypatch.setattr(sys, "path", [*sys.path])
    try:
        module.main()
    finally:
        logging.disable(logging.NOTSET)
    assert "ms" in capsys.readouterr().out
