"""What cards and platforms say of their own, by language."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "previous": "before", "change": "change", "change_pct": "change %", "target": "target to date",
        "attainment": "attainment", "status": "status", "total": "In all",
        "truncated": "The warehouse gave only the first rows.", "more_rows": "… and {count} more rows.",
        "definition": "Definition", "sql": "SQL", "next": "Ask next: {texts}",
        "which": "Reply with a number to choose.",
        "or_else": "If you meant something else, reply with a number:",
        "which_list": "What “{number}” was offered for is not known here: say in words which is meant.",
        "lost": "What was said before is understood otherwise by now: begin a new conversation, with a whole question.",
        "unknown_user": "I do not know who you are here. Ask whoever runs this service to add the user {user}.",
        "too_long": "That is too long: at most {limit} characters are read.",
        "forgotten": "This list was offered to somebody else, or is forgotten by now: please ask again.",
        "failed": "Something went wrong here, and the question was not answered. Please try again in a minute.",
        "late": "This took too long and was stopped. Ask for a shorter period, or again in a minute.",
        "warehouse": "The data warehouse does not answer just now. Please ask again in a minute.",
        "state": "What has to be written down with each answer cannot be just now. Please ask again in a minute.",
        "cut": "… cut here: it is too long for a chat.", "pick_hint": "Or reply with a number.",
        "query_tool": "Each choice is a query for the tool `query`:",
    },
    "zh": {
        "previous": "对比期", "change": "变化", "change_pct": "变化率", "target": "到目前的目标",
        "attainment": "完成率", "status": "状态", "total": "合计",
        "truncated": "数据仓库只返回了前面的部分行。", "more_rows": "……另有 {count} 行。",
        "definition": "指标口径", "sql": "SQL", "next": "还可以问：{texts}", "which": "回复序号即可选择。",
        "or_else": "如果您指的是其他含义，请回复序号：",
        "which_list": "这里不知道“{number}”对应哪个选项，请用文字说明您的选择。",
        "lost": "之前的对话现在会有不同的理解，请开始新的对话，并完整地提问。",
        "unknown_user": "这里还不认识您，请联系本服务的管理员添加用户 {user}。",
        "too_long": "内容太长：最多读取 {limit} 个字符。",
        "forgotten": "这个列表是提供给其他人的，或者已经失效，请重新提问。",
        "failed": "出现问题，您的提问没有得到回答，请稍后再试。",
        "late": "计算时间过长，已停止，您的提问没有得到回答。请缩短时间范围，或稍后再试。",
        "warehouse": "数据仓库目前没有响应，您的提问没有得到回答，请稍后再试。",
        "state": "回答时必须留下的记录目前无法写入，您的提问没有得到回答，请稍后再试。",
        "cut": "……此处截断：内容太长，聊天中放不下。", "pick_hint": "也可以回复序号。",
        "query_tool": "每个选项都是可以直接交给 `query` 工具的查询：",
    },
}  # fmt: skip


def say(code: str, locale: str, **values: object) -> str:
    """Return what is said under a code, in the reader's language.

    >>> say("more_rows", "zh-CN", count=3)
    '……另有 3 行。'
    """
    return WORDS["zh" if locale.lower().startswith("zh") else "en"][code].format(**values)
