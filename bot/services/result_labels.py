"""The Chinese names of the fields that rules' results have."""

from __future__ import annotations

from typing import Final

UNTOLD: Final = frozenset({"because", "open_points", "sources", "source", "topic", "fault", "readings"})
"""Fields that are told elsewhere, or are for programs only."""

_LABELS: Final = {
    "act": "要办的事",
    "advice": "建议",
    "after": "办完以后",
    "ages": "退休年龄",
    "amounts": "各险种金额",
    "ask": "先要弄清",
    "base": "缴费基数（元/月）",
    "before": "办理以前",
    "began": "期限起算日",
    "beyond_limit": "超过网上能补的月数时",
    "birth_date": "出生日期",
    "can_file_now": "现在能申报",
    "certain": "一定要做",
    "change": "怎么改",
    "channel": "在哪里办",
    "conditions": "条件",
    "contribution_month": "费款所属期",
    "counter": "到柜台补的月份",
    "counter_months": "要到柜台改的月份",
    "current_base": "现在的缴费基数（元/月）",
    "current_month": "不计在内的当前月",
    "current_month_means": "当前月指",
    "day": "日期",
    "days_left": "还剩天数",
    "delay_months": "延迟月数",
    "due": "应补的月份",
    "due_day": "期限的最后一天",
    "duties": "要办的事",
    "earlier_base": "终值公布前的基数（元/月）",
    "employee": "个人缴纳（元）",
    "employee_rate": "个人费率",
    "employer": "单位缴纳（元）",
    "employer_rate": "单位费率",
    "faults": "问题",
    "file_between": "在这些天申报",
    "file_by": "最晚申报日",
    "file_on": "最早申报日",
    "first_day": "第一天",
    "from_month": "从哪个月起改",
    "instead": "改用什么办法",
    "insurance": "险种",
    "insurances": "险种",
    "insured_category": "参保身份",
    "kind": "种类",
    "last_day": "最后一天",
    "late": "已过期限",
    "left_out": "没有测算的险种",
    "legal": "法定退休年龄",
    "limit": "大小上限（MB）",
    "message": "哪里不对",
    "missing": "还缺的条件",
    "month": "费款所属期",
    "months": "法定退休年龄（月数）",
    "new_base": "要改成的缴费基数",
    "online": "网上自动补的月份",
    "online_from": "网上从哪个月起执行",
    "opens_on": "恢复申报日",
    "outcome": "结论",
    "partial_month": "合同不从1日开始的月份",
    "person": "人员",
    "possible": "可能适用",
    "problems": "不符合的地方",
    "provisional": "上下限还是暂定",
    "purpose": "附件的用途",
    "reached_month": "到龄的月份",
    "reached_on": "到龄的日子",
    "reason": "原因",
    "region_hint": "首次发号地区（仅供参考）",
    "reopens_on": "恢复申报日",
    "role": "身份",
    "ruled_out": "不用的模块",
    "says": "说明",
    "sex": "性别",
    "shown": "遮盖后的样子",
    "size": "文件大小（字节）",
    "state": "申报期",
    "stop_date": "停保时间",
    "tell_employee": "告诉员工",
    "title": "模块",
    "to_check": "还要确认",
    "total": "合计（元）",
    "unchanged": "不用办理的人",
    "wage": "工资额（元/月）",
    "who": "谁",
    "whom": "适用的人",
    "window": "申报期",
}
_OF_A_RULE: Final = {
    ("base_change_list", "online"): "在网上办的人",
    ("base_change_list", "counter"): "到经办机构办的人",
    ("filing_window", "possible"): "现在能办什么",
    ("contribution_estimate", "ask"): "请问",
    ("contribution_estimate", "base"): "缴费基数",
}


def result_label(rule: str, field: str) -> str:
    """The Chinese name of a field of the result of ``rule``.

    Raises:
        KeyError: it has none.
    """
    return _OF_A_RULE.get((rule, field)) or _LABELS[field]
