"""How well messages are understood, in words: the tables of the report and what its pictures show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.engine.masking import mask
from faq.evaluation.breakdowns import Row, expected
from faq.evaluation.calibration import Bin, Calibration
from faq.evaluation.comparison import Scored
from faq.evaluation.evaluated import Evaluation
from faq.evaluation.judged import Judged
from faq.evaluation.latency import Latency
from faq.evaluation.measures import Measure
from faq.evaluation.messages import Noise, Part
from faq.evaluation.shares import Aim, Share
from faq.understood import Decision

NOISES: Mapping[Noise | None, str] = {
    None: "一般",
    Noise.DIALECT: "方言",
    Noise.ASR: "语音转写",
    Noise.PINYIN: "拼音",
    Noise.PASTE: "粘贴",
    Noise.TRADITIONAL: "繁体",
    Noise.TYPO: "错别字",
    Noise.MIXED: "混杂",
    Noise.PARTIAL: "残缺",
}
DECISIONS: Mapping[Decision, str] = {
    Decision.ANSWER: "回答",
    Decision.CLARIFY: "反问",
    Decision.OUT_OF_SCOPE: "管不了",
    Decision.HUMAN: "人工",
    Decision.SMALLTALK: "寒暄",
}
_PARTS: Mapping[Part | None, str] = {
    Part.TEST: "测试部分",
    Part.DEV: "调试部分",
    None: "没有写明是哪部分的",
    Part.TRAIN: "训练部分",
}
_UNSTATED = "数据没有写明这些问法参没参加训练；参加过的，数字会偏高。"
_SEEN = "训练时看过这些问法，数字偏高，不能当作对新问法的成绩。"
_HELD_OUT = "这些问法参加训练；这里每条都由没有学过它的那一份来读（交叉验证），可以当作对新问法的成绩。"
_NEW = "训练时没有看过这些问法。"
_CHOSEN_BY = "训练时没有看过这些问法，但各种做法是比着它们挑的，数字可能略高。"
_NONE = "—"


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text; the columns from ``numbers`` on are figures."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: int = 1


@dataclass(frozen=True, slots=True)
class Reliability:
    """Points of mean confidence and share right, both fractions, by whose they are."""

    title: str
    lines: Mapping[str, Sequence[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Bars:
    """Percentages by label, one row of them for each name."""

    title: str
    labels: tuple[str, ...]
    rows: Mapping[str, Sequence[float]]


def part_title(evaluation: Evaluation) -> str:
    """Which messages these are, and how many."""
    return f"{_PARTS[evaluation.part]}（{evaluation.count} 条）"


def part_warning(evaluation: Evaluation) -> str:
    """What the figures may be taken for."""
    if evaluation.part is None:
        return _UNSTATED
    if evaluation.part is Part.TEST:
        return _NEW
    if evaluation.part is Part.DEV:
        return _CHOSEN_BY
    return _HELD_OUT if evaluation.held_out else _SEEN


def short_tables(evaluation: Evaluation, most: int = 15) -> Iterator[Table]:
    """What fits on a screen: the figures, the comparison, and the first ``most`` rows of what went wrong."""
    yield measure_table(evaluation)
    if len(evaluation.compared) > 1:
        yield comparison_table(evaluation)
    yield noise_table(evaluation)
    yield decision_table(evaluation)
    yield shortened(topic_table(evaluation), most)
    yield shortened(confusion_table(evaluation), most)
    yield calibration_table(evaluation)
    yield latency_table(evaluation)


def full_tables(evaluation: Evaluation) -> Iterator[Table]:
    """Everything, the failures one by one."""
    yield measure_table(evaluation)
    yield comparison_table(evaluation)
    yield noise_table(evaluation)
    yield decision_table(evaluation)
    yield topic_table(evaluation)
    yield confusion_table(evaluation)
    yield calibration_table(evaluation)
    yield bin_table("可信度分档：作了回答的", evaluation.answers)
    yield bin_table("可信度分档：全部", evaluation.all)
    yield latency_table(evaluation)
    yield failure_table(evaluation)


def shortened(table: Table, most: int) -> Table:
    """The first ``most`` rows, with the title saying of how many."""
    if len(table.rows) <= most:
        return table
    return Table(
        f"{table.title}（前 {most} 行，共 {len(table.rows)} 行）", table.columns, table.rows[:most], table.numbers
    )


def measure_table(evaluation: Evaluation) -> Table:
    """Every measure with its interval and its aim."""
    rows = tuple(_measure_row(measure, share) for measure, share in evaluation.measures)
    return Table("指标", ("指标", "比率", "95% 区间", "n", "目标", "达到"), rows)


def comparison_table(evaluation: Evaluation) -> Table:
    """The assistant beside the baselines; times are of texts seen for the first time."""
    columns = ("方法", "一般：第一个对", "一般：前三有", "噪声：第一个对", "噪声：前三有", "每条中位 ms", "95% ms")
    return Table("和简单方法对照（同样的问法教，同样的问题考）", columns, tuple(map(_scored_row, evaluation.compared)))


def noise_table(evaluation: Evaluation) -> Table:
    """The questions in scope by noise."""
    rows = tuple(_row(NOISES[noise], row) for noise, row in evaluation.by_noise.items())
    return Table("按噪声", ("噪声", "n", "第一个对", "95% 区间", "前三有", "直接答对"), rows)


def topic_table(evaluation: Evaluation) -> Table:
    """The questions in scope by topic, the worst first."""
    rows = tuple(_row(topic, row) for topic, row in evaluation.by_topic.items())
    return Table("按主题（差的在前）", ("主题", "n", "第一个对", "95% 区间", "前三有", "直接答对"), rows)


def decision_table(evaluation: Evaluation) -> Table:
    """What should have been done, by what was done."""
    rows = tuple(
        (DECISIONS[due], *(str(evaluation.decisions.get((due, done), 0)) for done in Decision)) for due in Decision
    )
    return Table("该做什么（行），做了什么（列）", ("", *(DECISIONS[done] for done in Decision)), rows)


def confusion_table(evaluation: Evaluation) -> Table:
    """What was taken for what, with an example."""
    rows = tuple((str(each.count), each.expected, each.given, shown(each.example)) for each in evaluation.confusions)
    return Table("混淆（该是 → 给了）", ("次数", "该是", "给了", "例如"), rows, numbers=4)


def calibration_table(evaluation: Evaluation) -> Table:
    """How far the confidence can be believed."""
    sets = (("作了回答的", evaluation.answers), ("全部", evaluation.all))
    rows = tuple((name, str(_held(made)), _figure(made.brier), _figure(made.ece)) for name, made in sets)
    return Table("可信度准不准（越小越好）", ("", "n", "Brier", "ECE"), rows)


def bin_table(title: str, made: Calibration) -> Table:
    """The bins of a reliability diagram."""
    return Table(title, ("可信度", "n", "平均可信度", "实际对的", "95% 区间"), tuple(map(_bin_row, made.bins)))


def latency_table(evaluation: Evaluation) -> Table:
    """How long a message took, at first sight and again."""
    rows = (_latency_row("第一次见", evaluation.first_sight), _latency_row("再读一遍", evaluation.again))
    return Table("用时（毫秒）", ("", "n", "中位", "95%", "最长"), rows)


def failure_table(evaluation: Evaluation) -> Table:
    """Every message that was not understood rightly."""
    rows = tuple(map(_failure_row, evaluation.failures))
    return Table(f"没有对的（{len(rows)} 条）", ("问法", "噪声", "该是", "给了", "可信度"), rows, numbers=4)


def reliability(evaluation: Evaluation) -> Reliability:
    """The points of the reliability diagram."""
    lines = {
        name: [(each.confidence, each.right.value or 0.0) for each in made.bins]
        for name, made in (("作了回答的", evaluation.answers), ("全部", evaluation.all))
    }
    return Reliability(f"可信度和实际对的比率：{part_title(evaluation)}", lines)


def noise_bars(evaluation: Evaluation) -> Bars:
    """First right and among three by noise, in percent."""
    rows = evaluation.by_noise.values()
    return Bars(
        f"各种噪声下对的比率：{part_title(evaluation)}",
        tuple(f"{NOISES[noise]}（{row.first.of}）" for noise, row in evaluation.by_noise.items()),
        {
            "第一个主题对": [100 * (row.first.value or 0.0) for row in rows],
            "前三个里有对的": [100 * (row.among.value or 0.0) for row in rows],
        },
    )


def shown(text: str) -> str:
    """A message on one line, numbers of persons masked and control signs gone."""
    return "".join(sign if sign.isprintable() else " " for sign in mask(" ⏎ ".join(text.splitlines())))


def percent(value: float | None) -> str:
    """A fraction as a percentage."""
    return _NONE if value is None else f"{100 * value:.1f}%"


def _measure_row(measure: Measure, share: Share) -> tuple[str, ...]:
    met = None if measure.aim is None else measure.aim.met(share)
    mark = {True: "✓", False: "✗", None: ""}[met]
    return measure.title, percent(share.value), _interval(share), str(share.of), _aim(measure.aim), mark


def _aim(aim: Aim | None) -> str:
    if aim is None:
        return ""
    return f"{'<' if aim.below else '≥'} {100 * aim.bound:.0f}%"


def _interval(share: Share) -> str:
    low, high = share.interval
    return f"{100 * low:.1f}–{100 * high:.1f}%" if share.of else _NONE


def _scored_row(scored: Scored) -> tuple[str, ...]:
    shares = (scored.plain_first, scored.plain_among, scored.noisy_first, scored.noisy_among)
    times = (f"{scored.latency.median:.2f}", f"{scored.latency.p95:.2f}")
    return scored.name, *(percent(share.value) for share in shares), *times


def _bin_row(each: Bin) -> tuple[str, ...]:
    band, right = f"{each.low:.1f}–{each.high:.1f}", each.right
    return band, str(right.of), f"{each.confidence:.3f}", percent(right.value), _interval(right)


def _row(name: str, row: Row) -> tuple[str, ...]:
    shares = (percent(row.first.value), _interval(row.first), percent(row.among.value), percent(row.answered.value))
    return name, str(row.first.of), *shares


def _latency_row(name: str, took: Latency) -> tuple[str, ...]:
    return name, str(took.count), f"{took.median:.2f}", f"{took.p95:.2f}", f"{took.longest:.2f}"


def _failure_row(each: Judged) -> tuple[str, ...]:
    after = f"（接着 {each.message.after}）" if each.message.after else ""
    due = "、".join(each.message.topics) or expected(each)
    if each.message.expect is not Decision.ANSWER:
        due = DECISIONS[each.message.expect]
    noise = NOISES[each.message.noise] if each.message.noise else ""
    return shown(each.message.text) + after, noise, due, _given(each), f"{each.understood.confidence:.2f}"


def _given(each: Judged) -> str:
    """What was done, with the topics that were told or offered."""
    topics = tuple(candidate.id for candidate in each.understood.topics[:1])
    named = {Decision.ANSWER: topics, Decision.CLARIFY: each.understood.needs}.get(each.given, ())
    return f"{DECISIONS[each.given]}：{'、'.join(named)}" if named else DECISIONS[each.given]


def _held(made: Calibration) -> int:
    return sum(each.right.of for each in made.bins)


def _figure(value: float | None) -> str:
    return _NONE if value is None else f"{value:.3f}"
