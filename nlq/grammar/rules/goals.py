"""Rules of targets: attainment of what, behind on what, which departments."""

from __future__ import annotations

from nlq.grammar.rules import rules
from nlq.index import Index

rule = rules.rule


@rule("STATUS ATTAIN FAR", "PREP DE")
def keep_left(left: str, right: str, index: Index) -> rules.Made:
    """Let "attainment of", "behind in", 达标的 attach: which of them it is says the value."""
    kind = "FAR" if left == "far" else "STATUS" if left in ("behind", "on_track") else "ATTAIN"
    return [(kind, left, 0.2)]


@rule("BOARD", "DE")
def of_all(left: str, right: str, index: Index) -> rules.Made:
    """Start 各指标的, before what is asked of all of them."""
    return [("BOARD", left, 0.1)] if left == "all" else []


@rule("WHICH", "DEPT")
def which_of_department(left: str, right: str, index: Index) -> rules.Made:
    """Read "which Sales …" before its KPIs."""
    return [("DEPT", right, 0.0)]


@rule("ASPECT", "PREP DE")
def target_in(left: str, right: str, index: Index) -> rules.Made:
    """Let "target in", 目标的 attach; what is asked of a definition has its own "of"."""
    if left == "target":
        yield "ASPECT", left, 0.1


@rule("DET ALL EACH", "ASPECT ATTAIN")
def all_targets(left: str, right: str, index: Index) -> rules.Made:
    """Read "all our targets", 各目标 as the targets; which they are says the rest of the question."""
    if right == "target":
        yield "ASPECT", right, 0.3


@rule("WHICH BY EACH", "HOLDER")
def name_holders(left: str, right: str, index: Index) -> rules.Made:
    """Read "which departments", 各部门 as those that own the metrics."""
    return [("HOLDERS", "which" if left in ("which", "what") else "each", 0.3)]


@rule("DEPT", "HOLDER")
def name_department(left: str, right: str, index: Index) -> rules.Made:
    """Read "Sales department" as the department called Sales."""
    return [("OFDEPT", left, 0.3)]


@rule("DET PREP", "DEPT")
def place_name(left: str, right: str, index: Index) -> rules.Made:
    """Read "KPIs of Customer Service": whether a department is meant is for the rest of the question to say."""
    return [("DEPT", right, 0.3)]


@rule("DET PREP", "OFDEPT")
def place_department(left: str, right: str, index: Index) -> rules.Made:
    """Read "of the Sales department"."""
    return [("OFDEPT", right, 0.3)]


@rule("STATUS", "DE")
def open_judged(left: str, right: str, index: Index) -> rules.Made:
    """Start 没达标的…."""
    return [("STATUSDE", left, 0.1)]


@rule("STATUSDE", "DIM")
def judged_things(left: str, right: str, index: Index) -> rules.Made:
    """Read 没达标的地区 as those alone."""
    return [("JUDGED", (right, left), 0.6)]


@rule("METRIC", "THEMETRIC")
def the_metric(left: tuple[str, ...], right: str, index: Index) -> rules.Made:
    """Read "the sales metric" as sales."""
    if len(left) == 1:
        yield "METRIC", left, 0.2


@rule("DIM", "DE POSS")
def open_dimension_of(left: str, right: str, index: Index) -> rules.Made:
    """Start 地区的…."""
    return [("DIMDE", left, 0.1)]


@rule("DIMDE", "ASPECT")
def aspect_of_dimension(left: str, right: str, index: Index) -> rules.Made:
    """Read 地区的定义."""
    return [("DIMASPECT", (left, right), 0.4)]


@rule("ASPECT", "WHATIS")
def what_is_aspect(left: str, right: str, index: Index) -> rules.Made:
    """Read 数据来源是什么 as what is asked of it, and not what it is."""
    return [("ASPECT", left, 1.5)]
