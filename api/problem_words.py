"""What is said of a request that failed: in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from semantic_layer.issues import KpiError, OutOfTime, StateError, WarehouseError

WORDS = {
    "en": {
        "malformed": ("The request is malformed", "Some parts of the request are not as they must be."),
        "choices": ("The request is malformed", "Say whose choices are meant: {header} is missing."),
        "person": ("The request is malformed", "{header} is a text of at most {most} characters."),
        "timeout": ("The warehouse did not answer", "The query was stopped after {seconds:g} seconds. "
                    "A shorter period or fewer breakdowns take less."),
        "warehouse": ("The warehouse did not answer", "{told}"),
        "state": ("What is remembered is out of reach", "{told}"),
        "defect": ("Something went wrong here", "The question was not answered; it has been logged."),
        "nothing": ("Not found", "There is nothing at this address."),
        "method": ("Not possible here", "That cannot be done at this address."),
        "metric": ("No such metric", "There is no metric “{name}”.{near}"),
        "name": ("Another name", "This service is not called that. Whoever runs it names its names in KPI_HOSTS."),
        "large": ("Too large", "A request has at most {limit} bytes."),
        "slow": ("Too slow", "The request was not there whole after {seconds:g} seconds."),
    },
    "zh": {
        "malformed": ("请求有误", "请求中有些内容不符合要求。"),
        "choices": ("请求有误", "请说明是谁的选择：缺少 {header}。"),
        "person": ("请求有误", "{header} 须为文字，最多 {most} 个字符。"),
        "timeout": ("数据仓库未能按时回答", "查询超过 {seconds:g} 秒，已停止。缩短时间范围、减少拆分维度可以更快。"),
        "warehouse": ("数据仓库没有响应", "数据仓库暂时无法回答，请稍后再试。"),
        "state": ("暂时无法读写记录", "服务保存的内容暂时无法读写，请稍后再试。"),
        "defect": ("服务出现问题", "您的提问没有得到回答，问题已记录，供管理员查看。"),
        "nothing": ("没有找到", "此地址下没有内容。"),
        "method": ("此处不支持", "此地址不支持这一操作。"),
        "metric": ("没有这个指标", "没有名为“{name}”的指标。{near}"),
        "name": ("名称不符", "本服务不使用这一名称，管理员可在 KPI_HOSTS 中设置。"),
        "large": ("内容太大", "一个请求最多 {limit} 字节。"),
        "slow": ("发送太慢", "请求在 {seconds:g} 秒内没有发送完整。"),
    },
}  # fmt: skip


def tell(code: str, locale: str, **values: object) -> tuple[str, str]:
    """Return the title of a problem and what it says.

    >>> tell("large", "zh", limit=100)
    ('内容太大', '一个请求最多 100 字节。')
    """
    title, detail = WORDS[locale][code]
    return title, detail.format(**values)


def tell_no_metric(name: str, near: Sequence[str], locale: str) -> tuple[str, str]:
    """Return what is said where there is no such metric, with the nearest names there are.

    >>> tell_no_metric("revnue", ("revenue",), "en")[1]
    'There is no metric “revnue”. Closest: revenue.'
    """
    told = {"en": f" Closest: {', '.join(near)}.", "zh": f"最接近的有：{'、'.join(near)}。"}[locale]
    return tell("metric", locale, name=name, near=told if near else "")


def tell_outside(error: KpiError, locale: str) -> tuple[str, str]:
    """Return what is said of an error of the outside: in English which, in Chinese that there was one."""
    if isinstance(error, OutOfTime):
        return tell("timeout", locale, seconds=error.seconds)
    return tell("state" if isinstance(error, StateError) else "warehouse", locale, told=error)


def is_outside(error: Exception) -> bool:
    """Say whether an error is of the outside, whose words are for people.

    >>> is_outside(StateError("locked", "The state cannot be reached just now.")), is_outside(ValueError())
    (True, False)
    """
    return isinstance(error, WarehouseError | StateError)
