"""The commands of the audit trail: whether it stands, what to write down elsewhere, and what is in it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.app import BEIJING, open_store
from bot.engine.masking import mask
from bot.settings import Settings
from bot.store.audit import Head, Recorded
from bot.store.audit_check import Break, Fault, check_audit
from bot.store.keys import Damaged
from bot.store.store import Store

_FAULTS = {
    Fault.CHANGED: "内容被改过，和它的校验值对不上",
    Fault.MISSING: "这一条不见了",
    Fault.REORDERED: "顺序被调换过，它接的不是前一条",
    Fault.REWRITTEN: "它接的那一条已不存在：前面有记录被删掉后重编了号，或连同校验值一起被改写",
    Fault.TRUNCATED: "从这一条起，末尾的记录被截掉了",
    Fault.ADDED: "这一条不是本程序写入的",
    Fault.HEAD: "末尾登记（条数和校验值）被改过",
    Fault.WITNESS: "和另存的 head 对不上：整条链被换成了旧的或另一条",
}
_HONEST = (
    "说明：整个数据库被换回旧备份，或者有人拿着主密钥重写整条链，单看数据库查不出来；"
    "请定期把 audit head 的输出另存到别处，用 verify --witness 对照。"
)


async def audit(settings: Settings, asked: argparse.Namespace) -> int:
    """Verifies, lists, or tells the head."""
    async with open_store(settings) as store:
        if asked.action == "verify":
            return await _verify(store, asked.witness)
        if asked.action == "list":
            return await _list(store, asked)
        head = await store.audit.head()
    print(f"{head.count}:{head.hash.hex()}")
    return 0


async def _verify(store: Store, witness: tuple[int, bytes] | None) -> int:
    checked = await check_audit(store.database, store.audit, Head(*witness) if witness else None)
    if checked.broken is not None:
        print(_told(checked.broken), file=sys.stderr)
        return 1
    print(f"审计记录完好：{checked.head.count} 条，head {checked.head.count}:{checked.head.hash.hex()}")
    if witness is None:
        print(_HONEST, file=sys.stderr)
    return 0


def _told(broken: Break) -> str:
    return (
        f"审计记录第 {broken.number} 条有问题：{_FAULTS[broken.fault]}（{broken.fault.value}）。"
        "请停止使用这个数据库，保留现场，和备份、另存的 head 对照。"
    )


async def _list(store: Store, asked: argparse.Namespace) -> int:
    if asked.first and asked.last and asked.first > asked.last:
        print(f"第一天 {asked.first} 在最后一天 {asked.last} 之后，请改 --from 或 --to。", file=sys.stderr)
        return 1
    before = _begin(asked.last + timedelta(days=1)) if asked.last and asked.last < date.max else None
    first = _begin(asked.first) if asked.first else None
    try:
        rows = await store.audit.recorded(asked.person, asked.request, first, before, asked.most)
    except Damaged as fault:
        print(f"有记录打不开，内容被改过：{fault}请先运行 audit verify。", file=sys.stderr)
        return 1
    print(*(_json(row) if asked.json else "\n".join(_lines(row)) for row in rows), sep="\n", end="\n" if rows else "")
    if not asked.json:
        print(f"共 {len(rows)} 条。" + ("可能还有更早的，用 --most 多看一些。" if len(rows) == asked.most else ""))
    return 0


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, BEIJING)


def _lines(row: Recorded) -> Sequence[str]:
    at = f"{row.at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
    head = f"{row.number:>7}  {at}  {row.person}  {row.module or '—'}  {row.action}  {row.request}"
    rule = f"         规则：{row.rule or '—'}    参数版本：{row.law or '—'}"
    if row.deed is None:
        return head, rule, "         （此人的密钥已删除，内容不可读；记录本身仍可校验）"
    deed = row.deed
    return (
        head,
        rule,
        f"         单位：{deed.employer or '—'}",
        f"         改了什么：{_masked(deed.changed)}",
        f"         经办系统答复：{_masked(deed.bureau)}",
    )


def _json(row: Recorded) -> str:
    deed = row.deed
    told = {
        "number": row.number,
        "at": row.at.isoformat(),
        "person": row.person,
        "module": row.module,
        "request": row.request,
        "action": row.action,
        "rule": row.rule,
        "law": row.law,
        "readable": deed is not None,
        "employer": deed.employer if deed else None,
        "changed": _masked(deed.changed) if deed else None,
        "bureau": _masked(deed.bureau) if deed else None,
    }
    return json.dumps(told, ensure_ascii=False)


def _masked(value: Any) -> str:
    """What was recorded as text, numbers of persons masked and control signs gone."""
    if value is None:
        return "—"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    shown = mask(text.encode("utf-8", "replace").decode())
    return "".join(sign if sign.isprintable() else " " for sign in shown)
