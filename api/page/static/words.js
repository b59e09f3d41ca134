// The page's own words, by language.
export const WORDS = {
  en: {
    title: "KPI answers", language: "中文", fresh: "New conversation", send: "Ask", placeholder: "Ask about a KPI",
    welcome: "Ask about your KPIs in English or Chinese. For example:", total: "In all", definition: "Definition", sql: "SQL",
    formula: "Formula", owner: "Owner", version: "Version", hash: "Fingerprint", source: "Source", status: "Status", goal: "Goal", cadence: "Review",
    failed: "The service could not answer: ", thinking: "…", previous: "before", change: "change", change_pct: "change %",
    truncated: "Only the first rows are shown.", fresh_to: "Data up to ", table: "Table",
    target: "target to date", of_target: "of the target", attainment: "attainment", standing: "status", points: " pts",
    otherwise: "If you meant something else:", forget: "Forget", forgotten: "Forgotten: it will be asked again.",
    not_forgotten: "It could not be forgotten just now.", sign_in: "Sign in", sign_out: "Sign out", key: "Key",
    sign_in_how: "Paste the key that you were given. It begins with kpi_, and this page does not keep it.",
    statuses: { on_track: "on track", behind: "behind", unknown: "not decided" },
  },
  zh: {
    title: "KPI 问答", language: "English", fresh: "新对话", send: "提问", placeholder: "想了解哪个指标？",
    welcome: "用中文或英文询问指标，例如：", total: "合计", definition: "指标口径", sql: "SQL",
    formula: "公式", owner: "负责人", version: "版本", hash: "口径指纹", source: "数据来源", status: "状态", goal: "战略目标", cadence: "考核周期",
    failed: "服务暂时无法回答：", thinking: "…", previous: "对比期", change: "变化", change_pct: "变化率",
    truncated: "只显示前面的部分行。", fresh_to: "数据截至 ", table: "表格",
    target: "到目前的目标", of_target: "的目标已达成", attainment: "完成率", standing: "状态", points: " 个百分点",
    otherwise: "如果您指的是其他含义：", forget: "忘记", forgotten: "已忘记，下次会再询问。", not_forgotten: "暂时无法忘记。",
    sign_in: "登录", sign_out: "退出登录", key: "密钥", sign_in_how: "请粘贴发放给您的密钥（以 kpi_ 开头）。本页面不会保存密钥。",
    statuses: { on_track: "达标", behind: "未达标", unknown: "尚不能判断" },
  },
};
