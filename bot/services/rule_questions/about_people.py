"""Questions about people: when they retire, whether they can still be enrolled, which form takes them, who may act."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.engine.days import DayMention, MonthMention, Toward
from bot.services.rule_questions.reading import Reading, RuleQuestion

_BORN_AFTER = "出?生|的人?[,。 ]|的$|的(?:女|男|人|员工|职工|师傅|阿姨|保洁|保安)|年?出生"
_BORN_BEFORE = "生于|出生|生日|生日是|出生日期|生的是"
_WOMAN = r"她|女|阿姨|大姐|大妈|妈|奶奶|老太"
_MAN = r"男|大叔|大爷|师傅|老头|爸|爷爷|老汉"
_SEXES = {"女": "女", "男": "男"}
_RETIRES = (
    r"退休年龄|(?:什么时候|啥时候|几岁|多大|哪年|几时|何时|到)(?:能|可以|该|才)?.{0,3}退休"
    r"|退休.{0,4}(?:没|吗|几岁|年龄)|到龄|法定年龄"
)
_ENROLLS = r"参保|交社保|缴社保|上社保|上保险|工伤|增员|超龄|买社保|加进"
_AGE = re.compile(r"(?<!\d)(\d{2})(?:周?岁|多岁)")
_NEAR_RETIREMENT = range(48, 71)
"""Ages of which the age alone does not tell whether the legal retirement age is reached."""
_ROLES = {"法人": "legal_representative", "法定代表人": "legal_representative", "老板": "legal_representative",
          "管理员": "administrator", "经办人": "operator", "经办": "operator"}  # fmt: skip
_MAY = r"(?:能不能|可不可以|可以|能|有权|有没有权)"
_ACTS = (
    (r"(?:增加|新增|添加|加|开|设|再加)(?:一?个)?(?:单位)?管理员", "add_administrator"),
    (r"(?:减少|删除?|去掉|取消|换)(?:掉)?(?:一?个)?(?:单位)?管理员", "remove_administrator"),
    (r"(?:增加|新增|添加|加|开|设|再加)(?:一?个|别的|其他)?(?:单位)?经办", "add_operator"),
    (r"(?:减少|删除?|去掉|取消|换)(?:掉)?(?:一?个|别的|其他)?(?:单位)?经办", "remove_operator"),
    (r"授权|开权限|给.{0,6}权限|分配权限", "grant_matters"),
)
_CATEGORIES = (
    (r"公务员|参公", "civil_servant"),
    (r"事业编|在编|事业单位.{0,2}编", "public_institution_staff"),
    (r"待安置", "soldier_awaiting_placement"),
    (r"宗教|和尚|尼姑|牧师|道士|僧", "religious_staff"),
    (r"协保|内退", "internally_retired"),
    (r"乡村医生|村医", "village_doctor"),
    (r"去产能", "capacity_cut_worker"),
    (r"非全日制|小时工|钟点工", "part_time_worker"),
    (r"多重(?:工伤|劳动)", "multiple_employment"),
    (r"新业态", "new_employment_form"),
)


def ages(reading: Reading) -> RuleQuestion | None:
    """“她1965年3月生的，还能参保吗”, “70年5月的女工什么时候退休”."""
    retires, enrolls = reading.has(_RETIRES), reading.has(_ENROLLS)
    if not (retires or enrolls) or reading.has(r"合同|待遇|退休金|养老金|认证|补缴"):
        return None
    born = next((m for m in reading.dated if _is_birth(reading, m)), None)
    age = _AGE.search(reading.text)
    if born is None and (age is None or int(age[1]) not in _NEAR_RETIREMENT):
        return None
    given = {"birth_date": birth_of(reading, born)} if born is not None else {}
    if not enrolls or (retires and not reading.has(r"工伤|超龄|还能")):
        rule, topic = "retirement_age", "filing.over_age_injury"
    else:
        rule, topic = "enrollment_age", "filing.over_age_injury"
        given["insured_category"] = "over_age_worker" if reading.has(r"工伤|超龄|退休返聘") else "enterprise_employee"
    if (post := _post(reading)) is not None:
        given["female_post"] = post
    if (sex := _sex(reading)) is not None:
        given["sex"] = sex
    if born is None:
        return RuleQuestion(rule, given, topic, missing="birth_date")
    return with_sex(RuleQuestion(rule, given, topic))


def with_sex(question: RuleQuestion) -> RuleQuestion:
    """The question about somebody's age, with their sex to be asked for where it was not said."""
    if "sex" in question.given:
        return question
    return replace(question, missing="sex", choices=_SEXES)


def _is_birth(reading: Reading, mention: DayMention | MonthMention) -> bool:
    year = mention.year
    if year is None or not 15 < reading.today.year - year < 100:
        return False
    return reading.beside(mention, _BORN_BEFORE, _BORN_AFTER) > 0 or reading.today.year - year > 30


def birth_of(reading: Reading, mention: DayMention | MonthMention) -> str:
    """The day of birth, or the month where no day is named."""
    if isinstance(mention, DayMention):
        return reading.day(mention, Toward.WRITTEN) or ""
    return f"{mention.year}-{mention.month:02}"


def _sex(reading: Reading) -> str | None:
    woman, man = reading.has(_WOMAN), reading.has(_MAN)
    return None if woman == man else "女" if woman else "男"


def _post(reading: Reading) -> str | None:
    if reading.has(r"原?定?50(?:周)?岁退|女工人"):
        return "women_50"
    return "women_55" if reading.has(r"原?定?55(?:周)?岁退|女干部|管理岗") else None


def insured_category(reading: Reading) -> RuleQuestion | None:
    """“乡村医生在哪个模块参保”."""
    if not reading.has(r"哪个(?:模块|表|入口|身份)|哪张表|在哪里?(?:办|参保|登记)|什么险|哪些险|几个险|险种|用哪"):
        return None
    found = [category for pattern, category in _CATEGORIES if reading.has(pattern)]
    if len(found) != 1:
        return None
    own = found[0] in ("capacity_cut_worker", "part_time_worker", "multiple_employment")
    return RuleQuestion(
        "insured_category", {"insured_category": found[0]}, "filing.enrol" if own else "filing.special_enrol"
    )


def permission(reading: Reading) -> RuleQuestion | None:
    """“经办人能加经办人吗”."""
    asked = re.search(rf"({'|'.join(_ROLES)}).{{0,4}}?{_MAY}(.*)", reading.text)
    if asked is None or reading.has(r"登录|密码|人脸|刷脸"):
        return None
    act = next((act for pattern, act in _ACTS if re.search(pattern, asked[2])), None)
    if act is None:
        return None
    return RuleQuestion("permission", {"role": _ROLES[asked[1]], "act": act}, "account.roles")
