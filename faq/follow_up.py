"""Short questions that lean on the topic before: 要带什么, 多久, 网上能办吗."""

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from faq.entries import Topic
from faq.normalize import letters, plain

_LONGEST = 16
"""Letters of a question that may lean on the one before."""
_SAME = 75.0
"""Similarity from which on a question is taken for a key of ``follow``."""
_REST = 1
"""Letters that may remain when everything that leans is taken away."""

_ASKED = {
    "bring": "(?:带|准备)(?:什么|啥|哪些)|(?:什么|哪些|啥)(?:材料|资料|东西|证件)|(?:材料|资料)(?:清单)?",
    "duration": "多久|多长时间|几天|多少天|几个工作日|什么时候能?(?:好|生效|出结果)|等(?:多久|几天)|快不快",
    "online": "(?:网上|在?线上|在线|电脑上)(?:能|可以|可不可以|能不能)?(?:办|弄|搞|做)?",
    "counter": "(?:必须|要|得)?(?:去|跑)(?:一趟)?(?:现场|窗口|柜台|大厅)|现场办",
    "phone": "手机(?:上|能|可以|app)*(?:办|弄|搞|做)?|app",
    "who": "谁(?:来|去|能|可以)?(?:办|弄|做|操作|负责)?|找谁|哪个人|本人(?:去|办)|要本人|代办",
    "where": "[去在到]?(?:哪里|哪儿|哪(?![个些天月年种几])|什么地方)(?:办|弄|点|看|找|查|进|操作)?",
    "price": "多少钱|收费|要钱|费用|花钱|免费",
    "batch": "批量|一次(?:办|传|加)?(?:多个|几个|好多|很多)人?|好多人",
    "deadline": "几号(?:前|之前|截止)?|截止|最晚|什么时候(?:之前|截止)",
    "original": "原件|复印件",
    "next": "然后|接下来|下一步|之后|办完(?:还要)?(?:做|干)?(?:什么|啥)?",
    "again": "再说一遍|没看懂|没听懂|说详细点|详细(?:点|说说)|具体(?:点|步骤)|怎么(?:操作|弄|办)|步骤",
}
"""What leans on the topic before, by the matter that is asked."""

_CONCEPTS = {name: re.compile(pattern) for name, pattern in _ASKED.items()}
_FILLER = re.compile(
    "那么|那个|这个|请问|大概|一般|需要|要不要|可以|一共|[需要得还我您你呢吗么嘛啊呀吧的了那这它他是都也能行不去用办会到给有就]"
)
_WRAPPING = re.compile("^(?:那么|那|这个|请问)+|(?:怎么办|怎么弄|呢|吗|么|嘛|啊|呀|吧|了)+$")


@dataclass(frozen=True)
class FollowUp:
    """A question about the topic before, and the key of its ``follow`` that answers it, if there is one."""

    key: str | None


def follow_up(text: str, topic: Topic) -> FollowUp | None:
    """What a plain text asks about ``topic``; None when it stands on its own."""
    asked = letters(text)
    if not asked or len(asked) > _LONGEST:
        return None
    key = _nearest_key(asked, topic)
    return FollowUp(key) if key is not None or _leans(asked) else None


def matters(text: str) -> frozenset[str]:
    """What a plain text asks for, by the names of :data:`_ASKED`: ``bring`` what to bring, ``where`` where to click."""
    return _concepts(letters(text))


def _leans(asked: str) -> bool:
    rest = asked
    for concept in _CONCEPTS.values():
        rest = concept.sub("", rest)
    return rest != asked and len(_FILLER.sub("", rest)) <= _REST


def _nearest_key(asked: str, topic: Topic) -> str | None:
    keys = {key: letters(plain(key)) for key in topic.follow}
    core = _bare(asked)
    scored = sorted(((fuzz.ratio(core, _bare(spelled)), key) for key, spelled in keys.items()), reverse=True)
    if scored and scored[0][0] >= _SAME:
        return scored[0][1]
    concepts = _concepts(asked)
    if not concepts or not _leans(asked):
        return None
    same = (key for _, key in scored if concepts & _concepts(keys[key]))
    return next(same, None)


def _bare(asked: str) -> str:
    return _WRAPPING.sub("", asked) or asked


def _concepts(text: str) -> frozenset[str]:
    return frozenset(name for name, concept in _CONCEPTS.items() if name != "again" and concept.search(text))
