"""What is said to who may not, or not now: in the reader's language."""

from __future__ import annotations

from starlette.requests import Request

WORDS = {
    "en": {
        "no_login": ("Sign in first", "This needs a key. Send it as “Authorization: Bearer KEY”, or sign in on the page. "
                     "Whoever runs this service makes one: kpi keys make PERSON."),
        "unknown": ("That opens nothing here", "The key or token is not known here. Look whether all of it was sent."),
        "expired": ("That is over", "The key or token has expired. Ask whoever gave it to you for another."),
        "revoked": ("That is over", "The key was revoked. Ask whoever gave it to you for another."),
        "not_yet": ("That does not begin yet", "The token is not valid yet. Look whether the clocks of both machines are right."),
        "issuer": ("Who you are cannot be looked up", "The issuer of tokens cannot be reached just now. Try again in a moment."),
        "signed_out": ("Sign in again", "You have been signed out, or were signed in too long ago."),
        "scope": ("Your key is not for this", "This needs the right “{scope}” ({means}), and your login has: {has}."),
        "elsewhere": ("Sent from another page", "A page other than this service's own sent this in your name: nothing was done."),
        "state": ("Who you are cannot be looked up", "The keys cannot be read just now. Try again in a moment."),
        "requests": ("Too many requests", "You may send {limit} requests a minute, over all that you ask with. Try again in {wait} s."),
        "seconds": ("Too much at once", "You may use {limit} seconds of the warehouse an hour, and have used them. Ask again in {wait} s; "
                    "shorter periods and fewer breakdowns take less."),
        "audit": ("Not answered, since it cannot be written down", "Every question is written down here, and that fails just now. "
                  "Try again in a moment; whoever runs this service finds the reason in its log."),
        "busy": ("Too many ask at once", "More questions have come than can be worked on just now. Ask again in {wait} s."),
        "off": ("Nobody signs in here", "Authentication is off: everything is open to whoever is on this machine."),
    },
    "zh": {
        "no_login": ("请先登录", "此处需要密钥：请以“Authorization: Bearer 密钥”发送，或在页面上登录。密钥由服务管理员生成：kpi keys make 人员。"),
        "unknown": ("无法以此登录", "此密钥或令牌不存在，请检查是否完整。"),
        "expired": ("已过期", "此密钥或令牌已过期，请向发放者重新申请。"),
        "revoked": ("已失效", "此密钥已被吊销，请向发放者重新申请。"),
        "not_yet": ("尚未生效", "此令牌尚未生效，请检查两台机器的时钟是否准确。"),
        "issuer": ("暂时无法核实身份", "暂时无法连接令牌的签发方，请稍后再试。"),
        "signed_out": ("请重新登录", "您已退出登录，或登录时间已过长。"),
        "scope": ("您的密钥无此权限", "此操作需要“{scope}”权限（{means}），而您的登录只有：{has}。"),
        "elsewhere": ("来自其他页面", "这一请求由其他网站的页面以您的名义发出，未予执行。"),
        "state": ("暂时无法核实身份", "暂时无法读取密钥，请稍后再试。"),
        "requests": ("请求过于频繁", "您每分钟最多发送 {limit} 次请求（所有方式合计），请在 {wait} 秒后重试。"),
        "seconds": ("用量已达上限", "您每小时最多使用数据仓库 {limit} 秒，现已用完，请在 {wait} 秒后再问；缩短时间范围、减少拆分维度可以节省用量。"),
        "audit": ("无法记录，因此未予回答", "此处的每个问题都须留下记录，而目前无法写入。请稍后再试；管理员可在服务日志中查看原因。"),
        "busy": ("提问的人太多", "目前的提问超出了处理能力，请在 {wait} 秒后再问。"),
        "off": ("此处无需登录", "身份验证已关闭：本机上的任何人都可以使用。"),
    },
}  # fmt: skip
#: What a right is for, in Chinese; ``SCOPES`` says it in English.
SCOPES_ZH = {
    "ask": "提问和查询（包括 MCP），自己的选择和对话", "catalogue": "查看可以询问的指标、维度和口径", "feedback": "反馈回答是否正确",
    "operations": "查看运行计数和就绪详情", "admin": "全部",
}  # fmt: skip


def locale_of(request: Request) -> str:
    """Return the language to tell a problem in: as the request says, else as its reader's browser does."""
    asked = request.query_params.get("locale") or request.headers.get("accept-language", "")
    return "zh" if asked.strip().lower().startswith("zh") else "en"


def say(code: str, locale: str, **more: str) -> tuple[str, str]:
    """Return the title of a problem and what it says."""
    title, detail = WORDS[locale][code]
    return title, detail.format(**more)
