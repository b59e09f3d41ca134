"""Chinese rules of time. Each: a name, a pattern, and the meaning of its match."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from nlq.periods import meaning as m
from nlq.periods.numbers import ZH_NUMBER, parse_number
from semantic_layer import query as q

UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "个月": "month", "月": "month",
         "季度": "quarter", "季": "quarter", "个季度": "quarter", "年": "year", "个星期": "week", "个礼拜": "week",
         "年度": "year", "个年度": "year", "半年": "half", "月份": "month"}  # fmt: skip
YEAR = r"(?P<year>(?:19|20)\d\d|[一二三四五六七八九零〇]{4}|\d\d(?=年))"
#: After 上周一 these belong to what is counted: 上周一共, 上周三家门店.
_COUNTED = "共个家间款种类项次笔件条起单台份张套只位名户大成分倍十百千万亿点直致般样旦旬"
_OFFSET = {"上": -1, "去": -1, "下": 1}
OFFSETS = {"今年": 0, "本年": 0, "当年": 0, "本年度": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}
OF_YEAR = rf"(?:{YEAR}年? ?|(?P<which>今年|本年|去年|上年|前年|明年))?的?"
N = rf"(?P<n>{ZH_NUMBER})"
Rule = tuple[str, re.Pattern[str], Callable[[dict[str, str | None]], Any]]


def _rule(name: str, pattern: str, made: Callable[[dict[str, str | None]], Any]) -> Rule:
    return name, re.compile(pattern), made


def _of(unit: str, number: int, g: dict[str, str | None]) -> Any:
    top = {"month": 12, "quarter": 4, "half": 2, "week": 53}[unit]
    return m.named(unit, number, g, OFFSETS.get(str(g.get("which")))) if 1 <= number <= top else None


def _days(g: dict[str, str | None]) -> Any:
    """Return the days from the first to the last of a month; nothing where they run backwards."""
    month, first, last = (parse_number(str(g[name])) for name in ("n", "day", "last"))
    if not 0 < first < last:
        return None
    ends = (m.day({**g, "day": str(day)}, month, OFFSETS.get(str(g["which"]))) for day in (first, last))
    return q.Between(first=next(ends), last=next(ends))


PERIODS: tuple[Rule, ...] = (
    _rule("this unit", r"(?:本|这个?)(?P<unit>周|月|季度?|年)(?=内)", lambda g: m.relative(UNITS[str(g["unit"])], 0)),
    _rule("this unit", r"(?:本|这一?个?|当前?)(?P<unit>周|星期|礼拜|月(?:份)?(?![球饼初])|季度?(?![节])|年度?|半年)(?:里|内)?(?!以来|至今|累计|初|到)", lambda g: m.relative(UNITS[str(g["unit"])], 0)),
    # 今年内推荐: 内 may begin a name.
    _rule("this year", r"(?:今年|这一年)(?=内)", lambda g: m.relative("year", 0)),
    _rule("this year", r"(?:今年度?|这一年)(?:里|内)?(?!以来|至今|累计|初|到)", lambda g: m.relative("year", 0)),
    _rule("last unit", r"上(?:一)?个?(?:自然|完整的?)?(?P<unit>周|星期|礼拜|月(?:份)?|季度|季|年度|年)(?!度?末|纪|龄)", lambda g: m.relative(UNITS[str(g["unit"])], -1)),
    _rule("last year", r"去年", lambda g: m.relative("year", -1)),
    _rule("unit before last", r"上上个?(?P<unit>周|星期|礼拜|月|季度)(?!度?末)", lambda g: m.relative(UNITS[str(g["unit"])], -2)),
    _rule("units ago", rf"(?P<count>{ZH_NUMBER})(?:(?P<unit>天|日|周|年)|个(?P<unit2>星期|礼拜|月|季度))(?:之前|以前|前)(?!的?(?:底|末|初))",
          lambda g: m.relative(UNITS[str(g["unit"] or g["unit2"])], -parse_number(str(g["count"])))),
    _rule("year before last", r"(?P<far>大?)前年", lambda g: m.relative("year", -3 if g["far"] else -2)),
    _rule("next unit", r"下(?:一)?个?(?P<unit>周|星期|礼拜|月|季度|年)|(?P<ming>明年(?:全年)?|来年)", lambda g: m.relative(UNITS[str(g["unit"])] if g["unit"] else "year", 1)),
    _rule("day", r"(?P<word>今天|今日|当天|昨天|昨日|昨儿|前天|前日|大前天|明天|明日)", lambda g: m.relative("day", {"今": 0, "当": 0, "昨": -1, "前": -2, "大": -3, "明": 1}[str(g["word"])[0]])),
    _rule("weekday", rf"(?P<which>上上|上|本|这)(?:一)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])(?:那天|当天)?(?![{_COUNTED}])(?!均|平均|销|常|度)",
          lambda g: m.weekday(-len(str(g["which"])) if "上" in str(g["which"]) else 0, str(g["day"]))),
    _rule("weekend", r"(?P<which>上上个?|上个?|本|这个?)周末", lambda g: m.part(m.relative("week", -len(str(g["which"]).rstrip("个")) if "上" in str(g["which"]) else 0), "last", "day", "2")),
    _rule("of a target", r"(?P<unit>年度|全年|月度|季度|本?年)(?=(?:kpi|经营|业务|考核)?(?:目标|指标(?:完成|达成|达标)))",
          lambda g: m.relative({"月度": "month", "季度": "quarter"}.get(str(g["unit"]), "year"), 0)),
    _rule("fiscal year to date", r"(?:本|这个?|今)?财年(?:至今(?:累计)?|以来|累计(?:至今)?|到目前(?:为止)?)", lambda g: q.Relative(unit="year", to_date=True, fiscal=True)),
    _rule("fiscal year", r"(?P<word>本|这|当前|今|上|去|下)(?:一?个|一)?(?:财年|财政年度|会计年度|财务年度)", lambda g: m.relative("year", _OFFSET.get(str(g["word"]), 0), fiscal=True)),
    _rule("fiscal quarter", r"(?P<word>本|这|上|下)(?:一?个|一)?(?:财季|财务季度)", lambda g: m.relative("quarter", _OFFSET.get(str(g["word"]), 0), fiscal=True)),
    _rule("fiscal quarter of this year", r"(?:(?P<which>今年|本年|去年|上)(?:财年)?的?|本财年的?)?第(?P<n>[1-4一二三四])(?:财季|财务季度|财政季度)",
          lambda g: m.named("quarter", parse_number(str(g["n"])), {}, {"去年": -1, "上": -1}.get(str(g["which"])), fiscal=True)),
    _rule("fiscal", rf"(?:fy)?{YEAR}年?(?:财年|财政年度|会计年度)|财年{YEAR.replace('year', 'year2')}", lambda g: m.named("year", None, {"year": g["year"] or g["year2"]}, fiscal=True)),
    _rule("fiscal quarter of", rf"{YEAR}年?财年(?:第?(?P<n>[1-4一二三四])季度?|q(?P<n2>[1-4]))",
          lambda g: m.named("quarter", parse_number(str(g["n"] or g["n2"])), {"year": g["year"]}, fiscal=True)),
    _rule("last n units", rf"(?:最近|近|过去|过往)的?{N}(?P<unit>天|日|个?星期|个?礼拜|周|个月|个?季度|年)(?!级)|前(?P<n2>{ZH_NUMBER})(?P<unit2>天|周|个月)",
          lambda g: m.trailing(UNITS[str(g["unit"] or g["unit2"])], g["n"] or g["n2"])),
    _rule("last n whole units", rf"(?:最近|近|过去|过往)的?{N}个?(?:自然|完整的?|整)(?P<unit>周|月|季度?|年)",
          lambda g: m.whole_units(UNITS[str(g["unit"])], parse_number(str(g["n"])))),
    _rule("last half year", r"(?:最近|近|过去)半年", lambda g: m.trailing("month", "6")),
    _rule("next n units", rf"(?:未来|接下来|今后){N}(?P<unit>天|日|周|个月|个?季度|年)", lambda g: m.trailing(UNITS[str(g["unit"])], g["n"], True)),
    _rule("since the begin of a year", r"(?:从|自)?(?P<year>20\d\d)年(?:年初|初)(?:以来|至今|到现在|到今天)", lambda g: q.Between(first=m.named("year", None, g))),
    _rule("year to date", r"(?:从|自)?(?:今年|本年度?|(?:今年)?年初)(?:以来|至今(?:累计)?|到现在|到今天|(?:截[至止])?到?目前(?:为止)?|累计(?:至今|到现在)?)", lambda g: m.relative("year", 0, to_date=True)),
    _rule("to date", r"(?:本|这个?|当)(?P<unit>月|季度|周)(?:以来|至今|累计|到现在|(?:截[至止])?到?(?:昨天|昨日)(?:为止)|(?:截[至止])?到?目前(?:为止)?)|(?:从|自)?(?P<month>月初|季初|季度初)(?:至今|到现在|以来)",
          lambda g: m.relative(UNITS[str(g["unit"])] if g["unit"] else {"月初": "month", "季初": "quarter", "季度初": "quarter"}[str(g["month"])], 0, to_date=True)),
    _rule("month", rf"{OF_YEAR}(?<![前近去过每\d]){N}月(?:份)?(?!度)", lambda g: _of("month", parse_number(str(g["n"])), g)),
    _rule("iso month", r"(?P<year>20\d\d)[-/.](?P<n>0?[1-9]|1[0-2])(?!\d)", lambda g: _of("month", int(str(g["n"])), g)),
    _rule("quarter", rf"{OF_YEAR}第?(?P<n>[1-4一二三四])季度?", lambda g: _of("quarter", parse_number(str(g["n"])), g)),
    _rule("quarter", rf"{OF_YEAR} ?q(?P<n>[1-4])(?:季度)?", lambda g: _of("quarter", int(str(g["n"])), g)),
    _rule("quarters in a row", rf"{OF_YEAR}(?P<n>一二三四|一二三|二三四|一二|二三|三四|一、二、三|二、三、四|一、二|二、三|三、四)季度",
          lambda g: q.Between(first=_of("quarter", parse_number(str(g["n"])[0]), g), last=_of("quarter", parse_number(str(g["n"])[-1]), g))),
    _rule("half", rf"{OF_YEAR}(?P<half>上|下)半年", lambda g: _of("half", 1 if g["half"] == "上" else 2, g)),
    _rule("first quarters", rf"{OF_YEAR}[前头](?P<n>[二两三23])个?季度",
          lambda g: m.part(m.named("year", None, g, OFFSETS.get(str(g["which"]), None if g["year"] else 0)), "first", "quarter", str(parse_number(str(g["n"]))))),
    _rule("week number", rf"{OF_YEAR}(?:第|(?<=年))(?P<n>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})周(?![年岁])", lambda g: _of("week", parse_number(str(g["n"])), g)),
    _rule("year", r"(?<![\d.,])(?P<year>20\d\d)(?= ?(?:各|每|哪|按|分|逐|全年|月度|季度|年度))(?:全年)?", lambda g: m.named("year", None, g)),
    _rule("year", rf"{YEAR}年(?:度|全年|整年)?|{YEAR.replace('year', 'year2').replace('|' + chr(92) + 'd' + chr(92) + 'd(?=年)', '')}(?:全年|整年)", lambda g: m.named("year", None, {"year": g["year"] or g["year2"]})),
    _rule("whole year", r"(?P<which>今年|去年|前年)(?:全年|一?整年|一年)", lambda g: m.relative("year", OFFSETS[str(g["which"])])),
    _rule("date", rf"{OF_YEAR}(?P<n>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?P<day>[12]?\d|3[01]|[一二三四五六七八九十]{{1,3}})[日号]",
          lambda g: m.day({**g, "day": str(parse_number(str(g["day"])))}, parse_number(str(g["n"])), OFFSETS.get(str(g["which"])))),
    _rule("day of month", r"(?P<which>本|这个?|上个?|下个?)月(?P<n>[12]?\d|3[01]|[一二三四五六七八九十]{1,3})[日号]",
          lambda g: q.Part(of=m.relative("month", {"上": -1, "下": 1}.get(str(g["which"])[0], 0)), which="first", unit="day", skip=parse_number(str(g["n"])) - 1)),
    _rule("day range", rf"{OF_YEAR}(?P<n>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?P<day>[12]?\d|3[01]|[一二三四五六七八九十]{{1,3}})[日号]?(?:-+|到|至|~)(?P<last>[12]?\d|3[01]|[一二三四五六七八九十]{{1,3}})[日号]",
          lambda g: _days(g)),
    _rule("month range", rf"{OF_YEAR}(?P<n>1[0-2]|[1-9]|[一二三四五六七八九])(?:-+|到|至|~)(?P<last>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?(?!\d)",
          lambda g: q.Between(first=_of("month", parse_number(str(g["n"])), g), last=_of("month", parse_number(str(g["last"])), g))),
    _rule("weeks away", r"下下个?(?P<unit>周|月|季度)", lambda g: m.relative(UNITS[str(g["unit"])], 2)),
    _rule("half", r"(?P<which>今年|去年)(?P<half>前|后)半年", lambda g: m.named("half", 1 if g["half"] == "前" else 2, {}, OFFSETS[str(g["which"])])),
    _rule("all time", r"有史以来|历史以来|全部时间|所有时间|历史上|从一开始到现在", lambda g: q.AllTime()),
)  # fmt: skip
GRAINS: tuple[Rule, ...] = (
    _rule("which unit", r"哪(?:一|个|一个|些|几|几个)?(?P<unit>天|日|周|星期|月份?|季度|年)", lambda g: q.Grain(unit=UNITS[str(g["unit"])])),
    _rule("grain", r"(?:按|分|逐|每个?|各个?|以)(?P<unit>天|日|周|星期|月份?|季度|季|年度?)(?:度)?(?:为单位)?(?!均)", lambda g: q.Grain(unit=UNITS[str(g["unit"])])),
    _rule(m.SINGLE, r"单(?:个)?(?P<unit>日|天|周|月|季度?)|(?:任意|某)一?(?P<unit2>天|周|个月|个季度)", lambda g: q.Grain(unit=UNITS[str(g["unit"] or g["unit2"])])),
    _rule(m.AT_ENDS, r"(?:每个?|各个?|逐)(?P<unit>周|月|季度?|年)(?:度)?的?(?:末|底|最后一天)", lambda g: q.Grain(unit=UNITS[str(g["unit"])])),
    _rule("grain", r"(?:要)?(?:明细|细|精确|具体)到(?:每)?一?(?P<unit>天|日|周|月)", lambda g: q.Grain(unit=UNITS[str(g["unit"])])),
    _rule("grain", r"一个?(?P<unit>天|周|月|季度|季|年)一(?:个数字?|行|条|列)", lambda g: q.Grain(unit=UNITS[str(g["unit"])])),
    _rule("grain", r"(?P<unit>月|季|年)度(?=的|趋势|走势|分布|明细|变化)", lambda g: q.Grain(unit=UNITS[str(g["unit"])])),
)  # fmt: skip
_VS = r"(?:(?:和|与|跟|同|比|较|相比于?|相较于?|相对于?|对比|对照|vs)(?:起)?)"
_AS_NOW = r"(?:这个?时候|这会儿?|此时|同一时[间期]|同时期)"
COMPARES: tuple[Rule, ...] = (
    _rule("year over year", rf"同比(?:去年)?|{_VS}?(?:去年|上年)同(?:期|月|季度?|周)(?:相?比|对比)?(?:较)?|{_VS}(?:去年|上年)相?比|{_VS}(?:去年|上年)的?{_AS_NOW}(?:相?比|对比)?", lambda g: q.Compare(basis="previous_year")),
    _rule("unit over unit", rf"环比(?:上期)?|{_VS}(?:上期|上一期|上个周期|前一期)(?:相?比|对比)?", lambda g: q.Compare(basis="previous_unit")),
    _rule(m.SAME_DAYS, rf"{_VS}(?:上一?个?|前一个?)(?P<unit>周|星期|月|季度|季)(?:的)?(?:同期|同样(?:的)?时间|{_AS_NOW})(?:相?比|对比)?", lambda g: q.Compare(basis="previous_unit", unit=UNITS[str(g["unit"])])),
    _rule("unit before", rf"{_VS}(?:上一?个?|前一个?|前(?=月))(?P<unit>周|星期|月|季度|季|年|天|日)(?:(?:来|起来)?(?:相比|对比|比较|比)(?:起来|较)?)?(?!的|度?末|度?初|度?底)", lambda g: q.Compare(basis="previous_unit", unit=UNITS[str(g["unit"])])),
    _rule("week over week", r"周环比", lambda g: q.Compare(basis="previous_unit", unit="week")),
    _rule("month over month", r"月环比", lambda g: q.Compare(basis="previous_unit", unit="month")),
)  # fmt: skip
