"""The sentences of answers, by language and code. Placeholders are filled from rows and definitions."""

from __future__ import annotations

from nlq.tell.target_words import TARGET_WORDS

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "value": "{label} was {value} ({period}).",
        "value_none": "{label} has no value for {period}: there are no rows.",
        "up": "up {change} from {before} ({other})", "down": "down {change} from {before} ({other})",
        "same": "unchanged from {before} ({other})", "no_before": "there is nothing to compare with in {other}",
        "join_change": "{sentence}, {change}.", "rows": "{label} by {by} ({period}): {items}.", "item": "{name} {value}",
        "more": "{items} and {count} more", "none": "No rows for {label} ({period}).", "list_separator": ", ",
        "none_meets": "None of {label} meets the condition ({period}).", "members": "{label}: {items}.", "all": "everything", "by": "by {by}", "vs": "{period} vs {other}",
        "no_value": "(none)", "top": "top {n}", "bottom": "bottom {n}", "top_per": "{top} in each {by}", "points": "{value} points", "not": "not {what}",
        "having": "{label} {op} {value}", "count": "number of {label}", "share": "share of {label}",
        "avg": "average {label} over {by}", "change": "change of {label}", "or": " or ", "default_period": "",
        "ambiguous": "This can be read in more than one way. Which do you mean?",
        "unread_words": "I cannot account for “{words}”, so I do not answer.",
        "not_together": "I know the words, but not what they ask together: say since when, or ask in parts.",
        "no_metric": "The question names no KPI that I know.", "empty": "There is no question.",
        "too_long": "The question is too long: at most {limit} characters are read.",
        "no_data_yet": "There are no data for {start} to {end} yet: they end on {known}.",
        "before_data": "There are no data for {start} to {end}: they begin on {known}.",
        "no_such_period": "There is no such period on the calendar.",
        "draft_metric": "{label} is a draft: its definition is not certified yet.",
        "deprecated_metric": "{label} is no longer kept up. Use {heir}.",
        "deprecated_metric_alone": "{label} is no longer kept up.",
        "among": "{label} among those picked by {what}", "has": "with {noun}", "has_not": "without {noun}",
        "keys_days": "The condition looks at {start} to {end}.",
        "as_of_fact": "{label}: as it was on the day of each row.", "as_of_today": "{label}: as it is today.",
        "total": " In all: {value}.", "total_of_all": "The total is of all groups, shown or not.",
        "records": "{count} records behind {label}, the newest first.",
        "no_records": "No single list of records is behind {label}: it is made of others.",
        "nothing_named": "Say of what: the members of a dimension, or the records behind a metric.",
        "grains_cross": "A {one} does not lie within one {other}, nor the other way round: ask by day, or by one of them.",
        "uneven_units": "The periods do not have as many units: those without a partner are left out.",
        "still_open": "Some have not had their {days} days yet: the rate may still rise.",
        "keys_differ": "The other query must be broken down by {label} first: its keys are compared with it.",
        "no_link": "Nothing says which row of {table} belongs to a row of {home}: name what they share.",
        "no_time": "Rows of {table} have no time: they lie in no period.",
        "condition_on_rows": "A condition on a measure holds for groups, not for single rows.",
        "condition_on_groups": "A condition on groups looks at a measure; one on rows goes before they are grouped.",
        "no_comparison": "A change needs something to be set against: a period before, or another one.",
        "fan_out": "{metric_label} cannot be split by {dimension_label}: a row there has several of it, and would be counted more than once.",
        "unreachable_dimension": "{metric_label} cannot be split by {dimension_label}: nothing links them.",
        "not_yet": "This part cannot be computed yet: {part}.", "unknown_metric": "I don't know a metric called “{name}”.",
        "unknown_dimension": "I don't know a dimension called “{name}”.",
        "unknown_table": "I don't know a table called “{name}”.",
        "closest": "Closest: {items}.", "incomplete_period": "The period is not over: data up to {last} are in.",
        "unequal_length": "The unit before is shorter and is taken whole.", "like_for_like": "Both sides have the same number of days.",
        "definition": "{label}: {text}", "formula": "Formula: {text}", "owner": "Owner: {owner} ({department}).",
        "catalogue": "You can ask about {items}.", "lineage": "From {items}.", "freshness": "Data up to {last}.",
        "no_owner": "no owner is named",
        "ranked_on_current": "Ranked on the current period.", "share_of": "Shares are of the total under the question's filters.",
        "target_none": "No target is set.",
    },
    "zh": {
        "value": "{period}，{label}为{value}。", "value_none": "{period}没有{label}的数据。",
        "up": "较{other}的{before}上升{change}", "down": "较{other}的{before}下降{change}",
        "same": "与{other}的{before}持平", "no_before": "{other}没有可比数据",
        "join_change": "{sentence}，{change}。", "rows": "{period}，各{by}的{label}：{items}。", "item": "{name} {value}",
        "more": "{items}，另有{count}项", "none": "{period}没有{label}的数据。", "list_separator": "、",
        "none_meets": "{period}没有符合条件的{label}。", "members": "{label}：{items}。", "all": "全部", "by": "按{by}", "vs": "{period} 对比 {other}",
        "no_value": "（空）", "top": "前{n}", "bottom": "后{n}", "top_per": "每个{by}的{top}", "points": "{value}个百分点", "not": "不含{what}",
        "having": "{label} {op} {value}", "count": "{label}数", "share": "{label}占比",
        "avg": "{label}的平均值（按{by}）", "change": "{label}的变化", "or": "或", "default_period": "",
        "ambiguous": "这个问题有不止一种理解，您指的是哪一个？",
        "unread_words": "我不明白“{words}”是什么意思，所以不作回答。",
        "not_together": "每个词我都认识，但合在一起不明白要问什么：请说明起止时间，或分开来问。",
        "no_metric": "问题中没有我认识的指标。", "empty": "没有问题内容。",
        "too_long": "问题太长，最多 {limit} 个字符。",
        "no_data_yet": "{start} 至 {end} 还没有数据，数据截至 {known}。",
        "before_data": "{start} 至 {end} 没有数据，数据从 {known} 开始。",
        "no_such_period": "日历上没有这个时间段。",
        "draft_metric": "{label}尚为草案，定义未经认证。",
        "deprecated_metric": "{label}已停止维护，请使用{heir}。", "deprecated_metric_alone": "{label}已停止维护。",
        "among": "{label}属于按{what}选出的范围", "has": "有{noun}", "has_not": "没有{noun}",
        "keys_days": "该条件取 {start} 至 {end} 的数据。",
        "as_of_fact": "{label}：按每条记录当天的情况。", "as_of_today": "{label}：按今天的情况。",
        "total": "合计：{value}。", "total_of_all": "合计包含所有分组，无论是否列出。",
        "records": "{label}对应的{count}条记录，最新的在前。",
        "no_records": "{label}由其他指标计算得出，没有单独的明细记录。",
        "nothing_named": "请说明要列出什么：某个维度的成员，还是某个指标的明细记录。",
        "grains_cross": "这两种时间单位（{one}、{other}）互不包含：请按日，或只按其中一种。",
        "uneven_units": "两个时间段的单位数不同：没有对应的单位未列出。",
        "still_open": "部分对象还没有满{days}天：该比率可能还会上升。",
        "keys_differ": "另一个查询必须先按{label}分组，才能与之比较。",
        "no_link": "无法确定{table}的哪一行属于{home}的哪一行：请说明二者共有的维度。",
        "no_time": "{table}的行没有时间，不属于任何时间段。",
        "condition_on_rows": "对指标的条件适用于分组，而不是单行。",
        "condition_on_groups": "对分组的条件要针对指标；对行的条件应放在分组之前。",
        "no_comparison": "变化需要一个比较的对象：之前的时间段，或另一个时间段。",
        "fan_out": "{metric_label}不能按{dimension_label}拆分：一行对应多个，会重复计算。",
        "unreachable_dimension": "{metric_label}不能按{dimension_label}拆分：两者没有关联。",
        "not_yet": "这一部分暂时还不能计算：{part}。", "unknown_metric": "没有名为“{name}”的指标。",
        "unknown_dimension": "没有名为“{name}”的维度。", "unknown_table": "没有名为“{name}”的表。",
        "closest": "最接近的有：{items}。", "incomplete_period": "该时间段尚未结束，数据截至 {last}。",
        "unequal_length": "上一期天数较少，按整期计算。", "like_for_like": "两期按相同天数比较。",
        "definition": "{label}：{text}", "formula": "公式：{text}", "owner": "负责人：{owner}（{department}）。",
        "catalogue": "可以询问：{items}。", "lineage": "来源：{items}。", "freshness": "数据截至 {last}。",
        "no_owner": "未指定负责人",
        "ranked_on_current": "按本期排名。", "share_of": "占比以问题筛选后的总额为分母。", "target_none": "未设定目标。",
    },
}  # fmt: skip
_ALL = {language: texts | TARGET_WORDS[language] for language, texts in WORDS.items()}
UNITS = {
    "en": {"day": "day", "week": "week", "month": "month", "quarter": "quarter", "half": "half-year", "year": "year"},
    "zh": {"day": "日", "week": "周", "month": "月", "quarter": "季度", "half": "半年", "year": "年"},
}


def language_of(locale: str) -> str:
    """Return the language that sentences are told in."""
    return "zh" if locale.lower().startswith("zh") else "en"


def say(code: str, locale: str, **values: object) -> str:
    """Return a sentence in the reader's language; "" for a code that has none."""
    pattern = _ALL[language_of(locale)].get(code, "")
    try:
        return pattern.format(**values)
    except KeyError:
        return ""
