"""What is meant where a message also says what is not, and whose place it is that a message names.

不是忘记密码，是被锁了 asks about the lock; 员工是河南户口 does not put the employer into Henan.
"""

import re

_DENIED = re.compile(
    r"^(?:我们?|俺)?(?:问|说)?的?(?:(?:并|又)?不是(?:说|问|要)?|没有?|不问|不说)[^,.;!?]{1,14}[,.;! ]+"
    r"(?:而是|就是|只是|其实是|是(?!不是)|我?问的是|我?说的是|我?(?:就|只)?(?:是)?想问(?:的是)?|我?要问的?是?)(?P<meant>.{2,})$"
)
_DENIED_AFTER = re.compile(
    r"^(?:我|俺)?(?:说|问)的是(?P<meant>[^,.;!?]{2,14}?)[,.;! ]*(?:不是|没说|没问)[^,.;!?]{1,14}[.!]*$"
)
_NO_PERSON = re.compile(
    r"^(?:我)?(?:不用|不要|不需要|不找|不想|别|甭|无需)(?:给我|帮我|找|要|转接?|再)*(?:人工|客服|真人)"
    r"(?:服务|了)?[,.;! ]+"
    r"(?:我?(?:就|只|只是)?(?:想问|问|想知道|告诉我)(?:一下|下)?|你?(?:直接)?告诉我|说说)?(?P<meant>.{3,})$"
)
_PLACES = (
    "北京|上海|天津(?!贴)|重庆|浙江|安徽|山东|广东|福建|河南|河北|湖北|湖南|四川|江西|陕西|山西|辽宁|吉林|黑龙江|广西|云南|贵州|海南"
    "|甘肃|青海|宁夏|新疆|西藏|内蒙古?|杭州|宁波|温州|合肥|济南|青岛|广州|深圳|东莞|厦门|福州|郑州|武汉|长沙|成都|西安|沈阳"
    "|大连|哈尔滨|长春|太原|石家庄|南昌|南宁|昆明|贵阳|海口|兰州|银川|西宁|拉萨|呼和浩特|乌鲁木齐|外省"
)
_PLACE = rf"(?:{_PLACES})(?:省|市|自治区|的|、|和)*"
_HERE = "江苏|南京|苏州|无锡|常州|南通|徐州|扬州|镇江|泰州|盐城|淮安|连云港|宿迁|我们(?:单位|公司|厂)?(?:这|上班|加)"
_WHO = "员工|职工|工人|人员|[他她]|新人|新来的|法人|老板|经办人?|会计|身份证|小[张王李]"
_FORMER = "原单位|前单位|上家|上一?家(?:公司|单位)?|老东家|总公司|母公司|之前|以前|原来|从前|曾经"
_PERSONAL = re.compile(
    rf"(?:{_PLACE})+(?:户口|户籍|籍贯?|人(?!社|力|员)|老家)|(?:{_WHO})[^,.;?!]{{0,8}}?(?:{_PLACE})+|(?:{_FORMER})[^,.;?!]{{0,4}}?(?:{_PLACE})+"
    rf"|(?:去|回|来自)(?:{_PLACE})+|从(?:{_PLACE})+(?:过?来|调|转来)"
)
_EMPLOYER = re.compile(
    rf"^(?:请问|我们?)?在?(?:{_PLACE})+(?:这边|那边)?(?:公司|单位|企业|厂)|(?<![原前老总母家])(?:公司|单位|企业|厂)在(?:{_PLACE})+(?=[,.;?!]|$)"
    rf"|^(?:请问)?(?:{_PLACE})+(?:[那这](?:边|里|套))?的?(?:系统|平台|网站|网厅|官网|社保局|人社[厅局]|给(?:员工|职工|工人)|怎么给)"
)


def meant(text: str) -> str:
    """A plain text without what it denies before it says what is meant."""
    for form in (_DENIED, _DENIED_AFTER, _NO_PERSON):
        if found := form.match(text):
            return found["meant"].lstrip(" ,")
    return text


def of_the_employer(text: str) -> str:
    """A plain text without the provinces that only a person comes from, goes to or was insured in."""
    if _EMPLOYER.search(text):
        return text
    return _PERSONAL.sub(lambda found: re.sub(_PLACE, "别处", found[0]), text)


def is_elsewhere(text: str) -> bool:
    """Whether a plain text says that the employer itself is in another province."""
    return bool(_EMPLOYER.search(text)) and not re.search(_HERE, text)
