"""Names of persons in a text, taken out as far as they show: those said before, and those that stand where names do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.engine.conversation import Conversation

NAMELESS = "**"
"""What stands in a name's place."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_TWO_SIGNS = "欧阳|司马|诸葛|上官|皇甫|令狐|尉迟|慕容|司徒|夏侯|东方|端木|轩辕|南宫|公孙"
_ONE_SIGN = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
    "谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤温康施文牛樊葛邢安"
    "齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路"
)
_NEVER = (
    "的了吗么呢吧啊呀嘛不没无在是有要会能可怎如为什哪谁几多少这那就都也还又再先后前上下来去到从和跟与把被给帮让用"
    "办交缴补停参保险社费基数网厅登录密码账号单位公司日块钱管理人员工资养老失业伤医育证件身份户口表格报错点击"
    "页面按钮系统提查询打印申请登记注册变更增减退休离职入合同电话手机验审核权限经会计"
)
_NO_NAMES = "谢谢|谢[你您啦哦咯哈]|江苏|苏州|常州|安徽|周[一二三四五六日末几期]|左边|高温|安全|祝好|关于|单独"
_SIGN = f"(?![{_NEVER}])[{_HAN}]"
_NAME = f"(?!{_NO_NAMES})(?:(?:{_TWO_SIGNS}){_SIGN}(?:{_SIGN})?|[{_ONE_SIGN}]{_SIGN}(?:{_SIGN})?)"
_USUAL_SIGN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林郭罗郑梁宋唐许邓冯韩曹彭曾萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈姚卢姜崔钟谭陆范廖贾"
)
_USUAL_NAME = f"(?!{_NO_NAMES})(?:{_TWO_SIGNS}|[{_USUAL_SIGN}]){_SIGN}{_SIGN}"
_INTRODUCED = (
    r"(?:我叫|名叫|叫做|叫|姓名(?:是|为|[:：])?|名字(?:是|叫|[:：])?|本人|我是|员工|职工|同事|新人|经办人?|管理员|法人|法定代表人"
    r"|负责人|老板|给|帮|替|把|和|跟|、|[,，。;；:：\s]|^)"
)
_FOLLOWED = (
    r"(?=\s*(?:$|[,，。;；:：、!！?？(（)）]|[0-9*]|的|和|跟|先生|女士|同志|身份证|手机|电话|号码|办|补|停|参|增|减|加|登记|续|退|转"
    r"|调|入职|离职|报|交|缴|查|打印|绑|授权|已经|还|在|要|从|也|是|社保|养老|工伤|失业))"
)
_STANDS_OUT = re.compile(f"({_INTRODUCED}){_NAME}{_FOLLOWED}")
_USUAL = re.compile(f"{_USUAL_NAME}{_FOLLOWED}")
_WHOLE = re.compile(f"(?:{_TWO_SIGNS}|[{_ONE_SIGN}])[{_HAN}]{{1,2}}|[{_HAN}]{{1,10}}[·•][{_HAN}]{{1,10}}")
_SPELLED = f"(?:(?![的了吗和跟与给帮替把是叫怎咋为有在要能])[{_HAN}]){{2,10}}"
_SELDOM = (
    "冼佟卓褚卞池敖晏苟臧班仲宫宿卜穆萧解宗宣郁洪诸吉荣荀惠甄封储靳井巫巴仇栾厉祖景郜蒲索赖蔺屠蒙胥闻莘党姬冉桑桂濮边燕"
    "冀浦柴瞿阎茹习艾古戈庾衡匡寇冷訾辛阚简饶沙鞠丰巢荆游竺权逯盖桓"
)
"""Surnames that are other words more often, so that they tell a name only where one is asked for."""
_FULL = re.compile(f"{_NAME}|[{_SELDOM}]{_SIGN}(?:{_SIGN})?")
_DOTTED = re.compile(f"{_SPELLED}(?:[·•]{_SPELLED})+")


def looks_like_a_name(text: str) -> bool:
    """Whether the text has the form of a person's full name; other words of that form are no sign against it."""
    return bool(_FULL.fullmatch(text) or _DOTTED.fullmatch(text))


def without_names(text: str, known: Iterable[str] = ()) -> str:
    """The text with ``**`` for each of the ``known`` names, and for full names where they show: after 我叫, 员工, 给 …

    A guess, on the safe side: some other words go, too (给高峰补), and a name in an odd place stays.
    """
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, NAMELESS)
    text = _DOTTED.sub(NAMELESS, text)
    return _USUAL.sub(NAMELESS, _STANDS_OUT.sub(rf"\g<1>{NAMELESS}", text))


def names_in(conversation: Conversation) -> set[str]:
    """What may be a person's name among the answers that are kept in a conversation."""
    runs = (*conversation.runs, conversation.aside)
    answers = (given.value for run in runs if run is not None for given in run.given.values())
    return {said for answer in answers for said in _texts(answer) if _WHOLE.fullmatch(said)}


def _texts(value: Any) -> Iterator[str]:
    """The texts in an answer's JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
