"""People who are counted, things of a kind one by one, and shares in a part: asked of two trades in both languages."""

import datetime as dt

import pytest
from asking import led_on
from trades import made_trade

from nlq.engine import open_engine

led = led_on(dt.date(2026, 11, 30))
OCT, OCT_ZH = "Oct 1 – 31, 2026", "2026年10月1日至31日"
ALL, ALL_ZH = "everything", "全部"


@pytest.fixture(scope="module")
def staff(tmp_path_factory):
    return open_engine(made_trade("staff", tmp_path_factory.mktemp("staff")))


@pytest.fixture(scope="module")
def loan(tmp_path_factory):
    return open_engine(made_trade("loan", tmp_path_factory.mktemp("loan")))


def read_as(engine, text):
    answer = led(engine, text)
    return answer.readback if answer.status == "answered" else None


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        ("headcount by plant", f"headcount · {OCT} · site type = plant · by site"),
        ("headcount per plant", f"headcount · {OCT} · site type = plant · by site"),
        ("headcount of each plant", f"headcount · {OCT} · site type = plant · by site"),
        ("headcount in each of our plants", f"headcount · {OCT} · site type = plant · by site"),
        ("headcount by plant and month", f"headcount · {OCT} · site type = plant · by site, month"),
        ("headcount by plant and department", f"headcount · {OCT} · site type = plant · by site, department"),
        ("各工厂在职人数", f"在职人数 · {OCT_ZH} · 地点类型 = 工厂 · 按地点"),
        ("每个工厂的在职人数", f"在职人数 · {OCT_ZH} · 地点类型 = 工厂 · 按地点"),
        ("按工厂看在职人数", f"在职人数 · {OCT_ZH} · 地点类型 = 工厂 · 按地点"),
        ("which dept had the most overtime in each plant last month",
         f"overtime hours · {OCT} · site type = plant · by department, site · top 1 in each site"),
        ("今年每个工厂培训学时最多的主题",
         "培训学时 · 2026年1月1日至11月29日 · 地点类型 = 工厂 · 按培训主题、地点 · 每个地点的前1"),
    ],
)  # fmt: skip
def test_things_of_a_kind_are_told_one_by_one(staff, text, readback):
    assert read_as(staff, text) == readback


@pytest.mark.parametrize("text", ["sales by gold customers", "sales by gold", "sales by App"])
def test_who_did_it_breaks_nothing_down(retail, text):
    assert " · by " not in read_as(retail, text)


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        ("share of women", f"headcount (gender = women) ÷ headcount · {OCT} · {ALL}"),
        ("share of women by department", f"headcount (gender = women) ÷ headcount · {OCT} · {ALL} · by department"),
        ("share of women among our directors", f"headcount (gender = women) ÷ headcount · {OCT} · level = director"),
        ("share of women in headcount among directors",
         f"headcount (gender = women) ÷ headcount · {OCT} · level = director"),
        ("share of women in Suzhou", f"headcount (gender = women) ÷ headcount · {OCT} · site = Suzhou plant"),
        ("share of women in director headcount", f"headcount (gender = women) ÷ headcount · {OCT} · level = director"),
        ("女性占比", f"在职人数（性别 = 女性） ÷ 在职人数 · {OCT_ZH} · {ALL_ZH}"),
        ("总监里女性占多少", f"在职人数（性别 = 女性） ÷ 在职人数 · {OCT_ZH} · 职级 = 总监"),
        ("生产部女性占比", f"在职人数（性别 = 女性） ÷ 在职人数 · {OCT_ZH} · 部门 = 生产部"),
        ("各部门女性占比", f"在职人数（性别 = 女性） ÷ 在职人数 · {OCT_ZH} · {ALL_ZH} · 按部门"),
        ("how many women do we have", f"headcount · {OCT} · gender = women"),
        ("how many directors are there in Suzhou", f"headcount · {OCT} · level = director, site = Suzhou plant"),
        ("女性有多少人", f"在职人数 · {OCT_ZH} · 性别 = 女性"),
    ],
)  # fmt: skip
def test_a_share_of_people_is_of_those_there_are(staff, text, readback):
    assert read_as(staff, text) == readback


@pytest.mark.parametrize(
    "text",
    [
        "share of women who complained",
        "how many women joined the gym",
        "how many women left us angry",
        "女性投诉占比",
        "share of App",
    ],
)
def test_what_people_did_is_no_share_of_those_there_are(staff, text):
    assert read_as(staff, text) is None


def test_a_share_goes_on_from_a_number_and_its_part(staff):
    said = ("headcount in Suzhou at the end of October", "how many of them are women", "what share is that")
    share = "headcount (gender = women) ÷ headcount · Oct 31, 2026 · site ="
    assert led(staff, *said).readback == f"{share} Suzhou plant"
    assert led(staff, *said, "and in Hefei?").readback == f"{share} Hefei plant"


@pytest.mark.parametrize("text", ["through which channels?", "which channels?", "哪些渠道"])
def test_which_after_a_number_breaks_it_down(loan, text):
    assert led(loan, "applications in October", text).query.by[0].name == "channel"


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        ("how many people did we lose in October", f"leavers · {OCT} · {ALL}"),
        ("top 3 departments losing the most people", f"leavers · {OCT} · {ALL} · by department · top 3"),
        ("how many departments lost more than 5 people in October",
         f"number of department (leavers > 5) · {OCT} · {ALL}"),
        ("did anyone quit in maintenance last month?", f"resignations · {OCT} · department = Maintenance"),
        ("did anybody resign last month", f"resignations · {OCT} · {ALL}"),
        ("how many people resigned last month", f"resignations · {OCT} · {ALL}"),
        ("客服新来了多少人", f"入职人数 · {OCT_ZH} · 部门 = 客服部"),
        ("离职人数最多的原因", f"离职人数 · {OCT_ZH} · {ALL_ZH} · 按离职原因 · 前1"),
    ],
)  # fmt: skip
def test_who_did_what_is_counted(staff, text, readback):
    assert read_as(staff, text) == readback


@pytest.mark.parametrize(
    ("text", "readback"),
    [
        ("which branch turned down the most applications", f"declined applications · {OCT} · {ALL} · by branch · top 1"),
        ("brokers or dealers, whose approval rate is better",
         f"approval rate · {OCT} · channel = broker or dealer · by channel"),
        ("leaving brokers out, what was the approval rate", f"approval rate · {OCT} · not channel = broker"),
        ("how many applications did we take in last week", f"applications · Nov 23 – 29, 2026 · {ALL}"),
        ("投诉平均几天结案", f"投诉处理天数 · {OCT_ZH} · {ALL_ZH}"),
        ("深圳9月审批时长比8月快了多少", "平均审批时长 · 2026年9月1日至30日 对比 2026年8月1日至31日 · 分行 = 深圳"),
        ("三季度被拒最多的两个原因", "拒贷量 · 2026年7月1日至9月30日 · 全部 · 按拒贷原因 · 前2"),
    ],
)  # fmt: skip
def test_everyday_verbs_of_a_lender(loan, text, readback):
    assert read_as(loan, text) == readback


@pytest.mark.parametrize("text", ["近几天投诉多少", "投诉上升最多的原因", "销售额下降最多的原因"])
def test_days_gone_by_are_no_duration_and_why_is_no_breakdown(loan, text):
    answer = led(loan, text)
    assert answer.status != "answered" or "天数" not in answer.readback
