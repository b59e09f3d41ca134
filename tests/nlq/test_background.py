"""What is told around a question: named, and no part of it; what may bound the question is never taken for that."""

import datetime as dt

import pytest
from asking import asked_on

from semantic_layer.query.canonical import canonical

TODAY = dt.date(2026, 11, 23)


answered = asked_on(TODAY)


def told_in(answer):
    return [note.params["words"] for note in answer.notes if note.code == "background"]


ASKED = {"en": "What was revenue in May?", "zh": "5月的销售额是多少？"}
#: What is told before a question, or after it.
BEFORE = [
    "We are planning the summer rota, so", "We changed our tills in March.",
    "My boss is waiting for it.", "Sales feel weak.", "I read that the market is shrinking.", "Tills were broken for a day.",
    "We plan to open a canteen.", "For the planning round:", "CFO pack:", "Compliance check -", "Before I walk over to ops,",
    "Our own brand is getting more attention.", "People say that it is quiet.", "I keep hearing about unicorns.",
    "Needed for the auditors.", "Preparing the sales review:", "The lift was broken.",
    "我在做编制表，", "审计要用，", "做补货计划要用：", "马上要开董事会了。", "我们换了收银机。", "最近生意有点淡。",
    "听说大盘在缩。", "老板很关心销售。", "我们想选一家店做样板。", "给门店巡检用：", "领导觉得太慢。", "店里装修了。",
]  # fmt: skip
AFTER = [
    "I have to call the managers.", "It goes into the board deck.", "I owe my boss an answer.", "We are meeting tomorrow.",
    "The CFO wants it.", "店长在问", "采购经理在等着要", "领导想知道",
]  # fmt: skip


@pytest.mark.parametrize("told", BEFORE)
def test_what_is_told_first_changes_nothing_and_is_named(retail, told):
    asked = ASKED["en" if told.isascii() else "zh"]
    found, alone = answered(retail, f"{told} {asked}"), answered(retail, asked)
    assert found.status == "answered", found.text
    assert canonical(found.query) == canonical(alone.query) and found.rows == alone.rows
    assert told.removesuffix(" so") in told_in(found)[0]


@pytest.mark.parametrize("told", AFTER)
def test_what_is_told_last_changes_nothing_and_is_named(retail, told):
    asked = "What was revenue in May?" if told.isascii() else "5月的销售额是多少，"
    found = answered(retail, f"{asked} {told}")
    assert found.status == "answered" and told in told_in(found)[0]
    assert canonical(found.query) == canonical(answered(retail, asked.rstrip("，")).query)


@pytest.mark.parametrize("courtesy", [
    "Morning all,", "hi, first day here -", "One last thing:", "Before I forget,", "So how did it go,", "New here.",
    "请教一下，", "有个事想问问，", "跟您打听一下，", "最后一个问题，",
])  # fmt: skip
def test_a_courtesy_is_not_worth_a_note(retail, courtesy):
    asked = ASKED["en" if courtesy.isascii() else "zh"]
    found = answered(retail, f"{courtesy} {asked}")
    assert found.status == "answered" and not told_in(found)
    assert canonical(found.query) == canonical(answered(retail, asked).query)


#: What bounds, defines or names what is asked, or may: with it the question is another.
BINDING = [
    "Only unicorns.", "We only count unicorns.", "Ignore unicorns.", "We excluded unicorns.", "I mean unicorns.", "Without unicorns.",
    "By revenue I mean unicorns.", "I want unicorns.", "I'm looking at unicorns.", "I was looking for unicorns.", "We look at unicorns.",
    "I'm asking about unicorns.", "We are comparing unicorns.", "I need to see unicorns.", "I have to report unicorns.", "My boss meant unicorns.",
    "My boss asked for unicorns.", "My boss said unicorns.", "This was for unicorns.", "It is about unicorns.", "It's for unicorns.",
    "Unicorns:", "Unicorn report:", "Revenue means unicorns.", "Unicorns don't count.", "Unicorns are in the data.", "We treat unicorns as revenue.",
    "I'm drafting a report on unicorns.", "I picked unicorns.", "Each unicorn.", "We are leaving out unicorns.", "How are unicorns?",
    # What changes the number: its measure, its money, its calendar, what counts.
    "The board wants it in USD.", "My boss thinks in dollars.", "I need it in USD.", "I'm working in dollars.", "I expect it in euros.",
    "My boss got confused and meant net revenue.", "Our fiscal year started in April.", "Our quarters got shifted by a month.",
    "Weeks started on Sunday.", "We changed the definition to net of VAT.", "We reported it net of tax.", "We took out the discounts.",
    "I have to net off refunds.", "I have to subtract VAT.", "I'm deducting tax.", "They hope it's before discounts.", "We moved the outlet sales out.",
    "I plan to scope this to VIPs.", "We say revenue for paid invoices.", "We dropped Shanghai.",
    "老板觉得应该看净额。", "同事说已退货的不能算。", "我们要报美元，", "我需要换算成美元，", "我们从四月开始财年了。", "我们把退货都扣了。",
    "财务把折扣减了。", "我们现在改用净额了。", "我要报VIP的，", "要交含税的数，",
    "只看独角兽。", "不含独角兽。", "独角兽除外。", "我想看独角兽。", "老板要了独角兽的数据。", "领导问了独角兽。", "我说的是独角兽。", "按独角兽口径。",
    "独角兽：", "独角兽汇报：", "我们剔除了独角兽。", "我在看独角兽，", "我想了解独角兽，", "独角兽算销售额。", "独角兽有多少？",
]  # fmt: skip


@pytest.mark.parametrize("told", BINDING)
def test_what_may_bound_a_question_is_never_passed_over(retail, told):
    assert answered(retail, f"{told} {ASKED['en' if told.isascii() else 'zh']}").status != "answered"


@pytest.mark.parametrize("text", [
    "We changed the tills in Chengdu. What was revenue in May?",  # of Chengdu?
    "We changed the tills in March. What was revenue?",  # in March?
    "We changed the tills. What was revenue of unicorns in May?", "The unicorns changed. How many unicorns were there in May?",
    "我们换了成都的收银机。5月的销售额是多少？", "我们换了收银机。5月独角兽的销售额是多少？",
])  # fmt: skip
def test_what_it_names_must_be_asked_about_too(retail, text):
    assert answered(retail, text).status != "answered"


#: What is told, a question that points at it, and the question that names it.
POINTED = [
    ("The courier had trouble in September. What was the on-time delivery rate for that month?", "What was the on-time delivery rate in September?"),
    ("We changed the courier in Chengdu. What were complaints there in May?", "What were complaints in Chengdu in May?"),
    ("9月仓库搬了。那个月的准时送达率是多少？", "9月的准时送达率是多少？"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "named"), POINTED)
def test_what_is_told_may_be_pointed_at(retail, text, named):
    assert canonical(answered(retail, text).query) == canonical(answered(retail, named).query)


#: Who asks, and a question of what they answer for.
ROLES = [
    ("I run Shanghai Store 4. Our sales in October?", "sales of Shanghai Store 4 in October"),
    ("I manage the North China region. What was our revenue last month?", "revenue of North China last month"),
    ("I'm the manager of Hangzhou Store 6. How many complaints did we get last month?", "complaints of Hangzhou Store 6 last month"),
    ("I work in East China. Top 3 stores by revenue in May?", "top 3 stores by revenue in East China in May"),
    ("Shanghai Store 4 here: our revenue in May?", "revenue of Shanghai Store 4 in May"),
    ("As the manager of Hangzhou Store 6, how many orders did we have in May?", "orders of Hangzhou Store 6 in May"),
    ("我是上海4店的店长。我们10月的销售额是多少？", "上海4店10月的销售额"), ("我负责华东区。上个月各门店投诉量", "华东上个月各门店投诉量"),
    ("作为华东的负责人，5月我们的投诉量是多少", "华东5月的投诉量"), ("我管杭州6店，5月销售额多少", "杭州6店5月销售额"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "named"), ROLES)
def test_a_question_is_of_what_the_asker_answers_for(retail, text, named):
    assert canonical(answered(retail, text).query) == canonical(answered(retail, named).query)


@pytest.mark.parametrize("text", [
    "I run Shanghai Store 4. What was company-wide revenue in May?", "I run Shanghai Store 4. Revenue by store in May?",
    "I run Shanghai Store 4. Which city had the most complaints in May?", "I run Shanghai Store 4. Revenue of Hangzhou Store 6 in May?",
    "I look after unicorns. Revenue in May?", "I run Shanghai. What share of revenue is Shanghai in May?", "I manage Shanghai. Revenue of all cities in May?",
    "I run Shanghai. How many cities had revenue above 1m in May?", "I run Shanghai. Average revenue per city in May?", "Not Shanghai here, revenue in May?",
    "我负责线上，五月所有渠道的销售额", "我不是上海的店长，五月销售额多少", "我管独角兽，5月销售额多少", "我是上海4店的店长。全公司5月的销售额是多少？",
])  # fmt: skip
def test_a_question_that_is_not_of_that_is_not_narrowed(retail, text):
    found = answered(retail, text)
    assert found.status != "answered"
