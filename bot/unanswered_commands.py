"""The command that lists questions without an answer, makes phrasings of them, and puts them away."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date

from bot.app import BEIJING, BeijingClock, open_library, open_store
from bot.engine.ports import Why
from bot.services.answers import Answers
from bot.services.library import DataFault
from bot.services.question_clusters import Cluster, Wanted
from bot.services.unanswered import NoSuchCluster, Unanswered, forget_old
from bot.settings import Settings
from bot.store.keys import Damaged
from bot.store.questions import Settled
from faq.adding import NotAdded
from faq.knowledge import KnowledgeFaults

_WHY = {
    Why.NOT_UNDERSTOOD: "没听懂",
    Why.FOREIGN: "当成别的事",
    Why.UNCHOSEN: "给了选项没选",
    Why.UNSOLVED: "答了没解决",
}


async def unanswered(settings: Settings, asked: argparse.Namespace) -> int:
    """Lists the clusters, accepts one as a phrasing, or dismisses one."""
    library = open_library(settings)
    clock = BeijingClock()
    async with open_store(settings) as store:
        await forget_old(store.questions, settings.keep_questions_days, clock.now())
        desk = Unanswered(store.questions, lambda: library.current)
        try:
            if asked.action == "accept":
                text, added = await desk.accept(asked.key, asked.entry, asked.text, settings.data, clock.now())
                print(f"已加到 {added.path}:{added.line} “{text}”，正在运行的助手几秒内就会用上。")
                print(_now_heard(settings, text, clock.today()))
            elif asked.action == "dismiss":
                cluster = await desk.dismiss(asked.key, clock.now())
                print(f"已收起 {cluster.key} “{cluster.examples[0]}”等 {cluster.count} 次；--all 还能看到。")
            else:
                _list(await desk.clusters(Wanted(asked.since, asked.all)), asked)
        except (NoSuchCluster, NotAdded) as refused:
            print(f"没有做：{refused}。", file=sys.stderr)
            return 1
        except Damaged as damage:
            print(f"有一个问题的记录打不开，被改动过或不完整，请从备份恢复数据库：{damage}", file=sys.stderr)
            return 1
        except KnowledgeFaults as faults:
            raise DataFault([str(fault) for fault in faults.faults]) from faults
    return 0


def _list(clusters: list[Cluster], asked: argparse.Namespace) -> None:
    shown = clusters[: asked.limit]
    if asked.json:
        print(json.dumps([_as_json(cluster) for cluster in shown], ensure_ascii=False, indent=1))
        return
    for cluster in shown:
        print("\n".join(_lines(cluster)))
    total = sum(cluster.count for cluster in clusters)
    more = f"，这里是前 {len(shown)} 组" if len(shown) < len(clusters) else ""
    print(f"共 {len(clusters)} 组 {total} 次{more}。")
    if shown:
        print("收作问法：python -m bot unanswered accept 编号 主题    收起：python -m bot unanswered dismiss 编号")


def _lines(cluster: Cluster) -> list[str]:
    why = "、".join(f"{_WHY[why]} {count}" for why, count in sorted(cluster.why.items()))
    days = f"{cluster.first}" if cluster.first == cluster.last else f"{cluster.first} 至 {cluster.last}"
    settled = f"  {_settled(cluster.settled)}" if cluster.settled else ""
    near = "    ".join(f"{near.id} {near.title} {near.score:.0%}" for near in cluster.nearest)
    return [
        f"{cluster.key}  {cluster.count} 次  {days}  （{why}）{settled}",
        *(f"    “{example}”" for example in cluster.examples),
        f"    最近的主题：{near or '没有'}",
    ]


def _settled(settled: Settled) -> str:
    day = settled.at.astimezone(BEIJING).date()
    return f"[{day} 收作 {settled.entry} 的问法]" if settled.entry else f"[{day} 收起]"


def _as_json(cluster: Cluster) -> dict[str, object]:
    settled = cluster.settled
    return {
        "key": cluster.key,
        "count": cluster.count,
        "why": {why.value: count for why, count in sorted(cluster.why.items())},
        "examples": cluster.examples,
        "first": cluster.first.isoformat(),
        "last": cluster.last.isoformat(),
        "nearest": [{"id": near.id, "title": near.title, "score": near.score} for near in cluster.nearest],
        "settled": settled and {"at": settled.at.isoformat(), "entry": settled.entry},
    }


def _now_heard(settings: Settings, text: str, today: date) -> str:
    """What the assistant makes of the text from now on."""
    library = open_library(settings)
    heard = Answers(lambda: library.current).hear(text, today, None)
    topic = f"“{heard.topics[0].title}”" if heard.topic else ""
    said = heard.messages[0].split("\n")[0] if heard.messages else ""
    return f"现在这样问，答的是{topic}：{said}" if topic else f"现在这样问，答的是：{said or heard.decision.value}"
