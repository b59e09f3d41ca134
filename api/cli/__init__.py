"""The command line ``kpi``."""

from __future__ import annotations

import sys
from collections.abc import Callable

import typer
from pydantic import ValidationError

from api.cli.audit import audit_command
from api.cli.choices import choices_command
from api.cli.demo import demo_command
from api.cli.diff import diff_command
from api.cli.evaluation import eval_command, fit_command, gaps_command, trial_command
from api.cli.history import history_command
from api.cli.keys import keys_app
from api.cli.lint import lint_command
from api.cli.mcp import mcp_command
from api.cli.options import err
from api.cli.questions import ask_command, query_command
from api.cli.serve import serve_command
from api.cli.start import init_command
from api.cli.state import state_app
from api.operations.logs import set_up_logs
from api.settings import Settings
from api.terminal import print_error
from semantic_layer.issues import KpiError, ModelError, WarehouseError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
COMMANDS: dict[str, Callable[..., None]] = {
    "ask": ask_command, "query": query_command, "serve": serve_command, "mcp": mcp_command, "demo": demo_command,
    "lint": lint_command, "diff": diff_command,
    "history": history_command, "choices": choices_command,
    "audit": audit_command,
    "eval": eval_command, "fit": fit_command, "gaps": gaps_command, "trial": trial_command,
    "init": init_command,
}  # fmt: skip
for name, command in COMMANDS.items():
    app.command(name)(command)
app.add_typer(keys_app, name="keys")
app.add_typer(state_app, name="state")


def main() -> None:
    """Run a command; errors are told, never traced."""
    # On the standard error stream: the other is for what a command prints, or a protocol.
    set_up_logs()
    try:
        app()
    except ModelError as error:
        print_error(err, "The model cannot be used:", str(error))
        sys.exit(2)
    except WarehouseError as error:
        hint = "A demo is built with: kpi demo. A model of your own names its file in model.yaml."
        hint = hint if error.code == "missing" else ""
        print_error(err, str(error), hint)
        sys.exit(1)
    except KpiError as error:
        print_error(err, str(error), "")
        sys.exit(1)
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        wrong = [f"KPI_{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in error.errors()]
        print_error(err, "The settings cannot be used:", "\n".join(wrong))
        sys.exit(2)
