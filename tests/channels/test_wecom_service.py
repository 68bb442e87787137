"""微信客服: what customers say is pulled, answered once, within what is allowed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.engine.messages import Address, Inbound, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import ChannelFault
from bot.handlers.wecom_service import configured
from bot.handlers.wecom_service.channel import ServiceChannel
from bot.services.outbox import Delivered, NotNow, Parcel
from tests.channels.wecom_double import SECRET
from tests.channels.wecom_sealing import AES_KEY, CORP_ID, TOKEN
from tests.channels.wecom_service_double import ACCOUNT, CUSTOMER, Customer, Service, played, settings
from tests.channels.wecom_stand import Stand
from tests.e2e.fakes import WELCOME, ScriptedAssistant

ME = Address("wecom_service", f"{ACCOUNT}/{CUSTOMER}")
LATE = Parcel("outbox:review:1", "person", Reply(("审核通过了。", "可以去打印了。")))


@pytest.fixture
def stand() -> Stand:
    return Stand()


@pytest_asyncio.fixture
async def customer(stand: Stand) -> AsyncIterator[Customer]:
    async with played(stand.tools()) as customer:
        yield customer


def paragraphs(texts: list[str]) -> list[str]:
    """What was said, whether joined or not."""
    return "\n\n".join(texts).split("\n\n")


# what is said


async def test_a_text_is_answered(stand: Stand, customer: Customer) -> None:
    """By its account, to its customer."""
    assert await customer.say("你好") == ["收到：你好"]
    assert stand.assistant.said[0].address == ME


async def test_options_are_a_menu(stand: Stand, customer: Customer) -> None:
    """A press says the line, and chooses."""
    stand.answers("问", "前言", "方便吗？", options=("能，用支付宝刷脸", "不能"))
    assert await customer.say("问") == ["前言", "方便吗？\n[能，用支付宝刷脸]\n[不能]"]
    await customer.choose("不能")
    assert stand.said == ["问", "option|不能"]


@pytest.mark.parametrize("labels", [[f"第{n}项" for n in range(11)], ["很长的选项" * 10, "不用"]])
async def test_options_that_fit_into_no_menu_have_numbers(stand: Stand, customer: Customer, labels: list[str]) -> None:
    """Ten lines of 128 bytes each."""
    stand.answers("问", "选哪个？", options=labels)
    (text,) = await customer.say("问")
    assert f"1. {labels[0]}" in text and not customer.service.menus
    await customer.choose(labels[1])
    assert stand.said == ["问", "2"]


async def test_a_question_too_long_for_a_menu_stands_before_it(stand: Stand, customer: Customer) -> None:
    """A menu's head holds 1,024 bytes."""
    question = "请看清楚再选。" * 60
    stand.answers("问", question, options=("能", "不能"))
    assert await customer.say("问") == [question, "请选择：\n[能]\n[不能]"]


async def test_pictures_and_files_come_in_and_go_out(stand: Stand, customer: Customer) -> None:
    """With their names."""
    await customer.send_file("报错.png", b"\x89PNG\r\n\x1a\n picture")
    await customer.send_file("名单.xlsx", b"PK\x03\x04 xl/workbook.xml")
    assert stand.said == ["报错.png", "名单.xlsx"]
    file = await stand.uploads.keep_upload(ME, "回执.pdf", "application/pdf", b"%PDF-1.7")
    stand.answers("取", "给您。", files=[file])
    assert await customer.say("取") == ["给您。"]
    assert await customer.files() == [("回执.pdf", b"%PDF-1.7")]


@pytest.mark.parametrize("kind", ["voice", "video", "location", "link", "business_card", "miniprogram", "hologram"])
async def test_what_cannot_be_read_is_told(stand: Stand, customer: Customer, kind: str) -> None:
    """With what to do instead."""
    customer.service.put(CUSTOMER, kind, {"media_id": "m"})
    await customer.settled()
    assert customer.texts == [f"收到：没有读{stand.unread[0].kind}"]


async def test_what_has_not_its_form_is_passed_over(stand: Stand, customer: Customer) -> None:
    """Whatever the platform adds one day, the next message is answered."""
    plain = {"open_kfid": ACCOUNT, "external_userid": CUSTOMER, "origin": 3, "send_time": 9_999_999_999}
    customer.service.stream += [
        {},
        {**plain, "msgid": "x1", "msgtype": "text", "text": "no object"},
        {**plain, "msgid": "x2", "msgtype": "text", "send_time": "yesterday", "text": {"content": "?"}},
        {"msgid": "x3", "msgtype": "event", "event": ["enter_session"]},
        {"msgid": "x4", "msgtype": "event", "event": {"event_type": "msg_send_fail", "fail_type": "many"}},
        ["no object"],  # type: ignore[list-item]
    ]
    assert (await customer.say("你好"))[-1] == "收到：你好"


async def test_only_customers_are_answered(stand: Stand, customer: Customer) -> None:
    """Neither attendants nor events that concern nobody."""
    customer.service.put(CUSTOMER, "text", {"content": "我是接待人员"}, origin=5)
    customer.service.put_event(CUSTOMER, "user_recall_msg", recall_msgid="x")
    customer.service.put_event(CUSTOMER, "servicer_status_change", status=1)
    await customer.settled()
    assert stand.said == [] and customer.texts == []


# the welcome


async def test_who_opens_the_chat_is_welcomed_in_one_message(stand: Stand, customer: Customer) -> None:
    """With a menu, by the code of the event; without a code there is nothing to say."""
    customer.service.codes.add("CODE")
    customer.service.put_event(CUSTOMER, "enter_session", welcome_code="CODE", scene="1")
    customer.service.put_event(CUSTOMER, "enter_session", scene="1")
    await customer.settled()
    (text,) = customer.service.shown_to("welcomed")
    assert text.startswith(WELCOME.messages[0]) and "[单位账号密码忘记了]" in text
    await customer.choose("单位账号密码忘记了")
    assert stand.said[-1] == "topic|password"


async def test_who_comes_back_finds_the_conversation_as_it_was(stand: Stand, customer: Customer) -> None:
    """A word, no turn."""
    stand.answers("问", "方便吗？", options=("能", "不能"))
    await customer.say("问")
    customer.service.codes.add("CODE")
    customer.service.put_event(CUSTOMER, "enter_session", welcome_code="CODE")
    await customer.settled()
    assert "又见面了" in customer.service.shown_to("welcomed")[0]
    assert stand.said == ["问"]


# the cursor


async def test_pulling_goes_on_where_it_was(stand: Stand, customer: Customer) -> None:
    """The cursor is kept between notices; the notice's token goes along."""
    await customer.say("一")
    await customer.say("二")
    first, second = customer.service.pulls[0], customer.service.pulls[-1]
    assert "cursor" not in first and first["token"].startswith("ENC")
    assert second["cursor"] == "c1" and stand.said == ["一", "二"]


async def test_more_pages_than_one_are_pulled(stand: Stand, customer: Customer) -> None:
    """In order, each message once."""
    customer.service.page = 3
    for number in range(20):
        customer.service.put(CUSTOMER, "text", {"content": str(number)})
    await customer.settled()
    assert stand.said == [str(number) for number in range(20)]


async def test_a_fresh_start_answers_nobody_who_wrote_long_ago(stand: Stand, customer: Customer) -> None:
    """The first pull ever gives three days."""
    customer.service.put(CUSTOMER, "text", {"content": "昨天"}, ago=86_400)
    customer.service.put(CUSTOMER, "text", {"content": "刚才"}, ago=60)
    await customer.settled()
    assert stand.said == ["刚才"]


async def test_after_an_outage_everybody_is_answered(stand: Stand) -> None:
    """Where a cursor was kept, what came meanwhile is answered as soon as the service runs again."""
    service = Service()
    async with played(stand.tools(), service) as customer:
        await customer.say("一")
    service.put(CUSTOMER, "text", {"content": "夜里"}, ago=20_000)
    async with played(stand.tools(), service) as customer:
        running = asyncio.create_task(customer.channel.run())
        while stand.said != ["一", "夜里"]:
            await asyncio.sleep(0.01)
        running.cancel()
    assert "token" not in service.pulls[-1]


async def test_a_store_that_breaks_loses_nothing(stand: Stand, customer: Customer) -> None:
    """The message comes again once the store is there, and what was answered is not answered twice."""
    stand.file_trouble = True
    customer.service.put(CUSTOMER, "text", {"content": "一"})
    media_id = customer.service.put_media("名单.xlsx", b"PK\x03\x04 xl/workbook.xml")
    customer.service.put(CUSTOMER, "file", {"media_id": media_id})
    customer.service.put(CUSTOMER, "text", {"content": "二"})
    await customer.notify()
    await asyncio.sleep(0.3)
    stand.file_trouble = False
    await customer.settled()
    assert stand.said == ["一", "名单.xlsx", "二"]
    assert paragraphs(customer.texts) == ["收到：一", "收到：名单.xlsx", "收到：二"]


async def test_who_dies_before_the_cursor_is_kept_says_nothing_twice(stand: Stand) -> None:
    """Everything is handled and said, the cursor is lost: the next process finds all of it done."""
    service = Service()
    stand.answers("问", "一", "二")
    async with played(stand.tools(), service) as customer:
        await customer.say("问")
    del stand.notes.values[f"wecom_service:{CORP_ID}:{ACCOUNT}:cursor"]
    async with played(stand.tools(), service) as customer:
        await customer.settled()
        assert customer.texts == ["一", "二"]
    assert len(service.pulls) >= 2


@pytest.mark.parametrize("arrived", [0, 1])
async def test_what_got_lost_on_the_way_back_is_not_said_twice(stand: Stand, arrived: int) -> None:
    """A message whose answer was lost may have arrived: its id tells, to the outbox and to another process alike."""
    service = Service(breaks_after=arrived)
    stand.answers("问", "一", "二", "三")
    async with played(stand.tools(), service) as customer:
        await customer.say("问")
        service.breaks_after = None
        ((key, (address, rest)),) = stand.late.items()
        assert address == ME and rest.messages[0] == ["一", "二"][arrived]
        assert await customer.channel.send(ME, Parcel(f"outbox:{key}", "p", rest)) == Delivered()
        assert customer.texts == ["一", "二", "三"]
        # As if the process had died before it noted that the message is done.
        for name in [name for name in stand.notes.values if ":done:" in name or ":cursor" in name]:
            del stand.notes.values[name]
        await customer.settled()
        assert customer.texts == ["一", "二", "三"]
    assert len(stand.assistant.said) == 1


async def test_two_processes_answer_once(stand: Stand) -> None:
    """Both are notified of everything; nothing is doubled, lost or out of order."""
    service = Service(page=5)
    async with played(stand.tools(), service) as one, played(stand.tools(), service) as other:
        for number in range(30):
            service.put(f"customer-{number % 3}", "text", {"content": f"{number}"})
            await asyncio.gather(one.notify(), other.notify())
        await asyncio.gather(one.settled(), other.settled())
    for person in range(3):
        mine = [f"收到：{number}" for number in range(30) if number % 3 == person]
        assert paragraphs(service.shown_to(f"customer-{person}")) == mine


async def test_who_died_while_pulling_holds_nobody_up(stand: Stand, customer: Customer) -> None:
    """Its hold is over after a while."""
    seconds = 1_000_000.0
    stand.notes.now = lambda: seconds
    await stand.notes.first(f"wecom_service:{CORP_ID}:{ACCOUNT}:pulling", timedelta(seconds=10))
    customer.service.put(CUSTOMER, "text", {"content": "一"})
    await customer.notify()
    await asyncio.sleep(0.3)
    assert stand.said == []
    seconds += 11
    await customer.settled()
    assert stand.said == ["一"]


async def test_a_slow_message_holds_up_nobody_else() -> None:
    """While one is worked on, others are pulled and answered; the cursor waits for both."""
    slow = asyncio.Event()

    class Slow(ScriptedAssistant):
        async def turn(self, inbound: Inbound) -> Reply:
            if inbound.text == "慢":
                await slow.wait()
            return await ScriptedAssistant.turn(self, inbound)

    stand = Stand(Slow())
    cursor = f"wecom_service:{CORP_ID}:{ACCOUNT}:cursor"
    async with played(stand.tools()) as customer:
        customer.service.put("slow", "text", {"content": "慢"})
        await customer.notify()
        await asyncio.sleep(0.1)
        customer.service.put("quick", "text", {"content": "快"})
        await customer.notify()
        for _ in range(200):
            if customer.service.shown_to("quick"):
                break
            await asyncio.sleep(0.01)
        assert customer.service.shown_to("quick") == ["收到：快"]
        assert await stand.notes.get(cursor) is None
        slow.set()
        await customer.settled()
        assert await stand.notes.get(cursor) == "c2"


async def test_a_pull_that_fails_is_tried_again(stand: Stand, customer: Customer) -> None:
    """A busy platform, a token that is over."""
    customer.service.refusals["kf/sync_msg"] = [-1]
    assert await customer.say("一") == ["收到：一"]
    customer.service.put(CUSTOMER, "text", {"content": "二"})
    await customer.notify(token="old")
    await customer.settled()
    assert stand.said == ["一", "二"]


async def test_another_account_is_not_served(stand: Stand) -> None:
    """Where the settings name one."""
    async with played(stand.tools(), open_kfid=ACCOUNT) as customer:
        assert await customer.notify(account="wkother") == 200
        assert customer.channel._pullers == {}
        assert await customer.say("一") == ["收到：一"]


# what may be said


async def test_five_messages_at_most(stand: Stand, customer: Customer) -> None:
    """Short texts are joined, so that all of a reply arrives."""
    stand.answers("问", *(f"第{n}条" for n in range(8)), options=("能", "不能"))
    said = await customer.say("问")
    assert len(said) == 5 and said[-1].startswith("第7条\n[能]")
    assert [line for text in said for line in text.splitlines() if line.startswith("第")] == [
        f"第{n}条" for n in range(8)
    ]


async def test_what_is_said_in_a_burst_is_answered_in_few_messages(stand: Stand, customer: Customer) -> None:
    """Twenty messages at once have twenty answers, and five messages to say them in."""
    await customer.say_quickly([f"第{n}句" for n in range(20)])
    assert paragraphs(customer.texts) == [f"收到：第{n}句" for n in range(20)]
    assert stand.late == {}


async def test_what_is_more_than_five_waits_for_the_next_word(stand: Stand, customer: Customer) -> None:
    """The customer is told; then it comes by the outbox."""
    long = [f"{n}" + "很长的一条。" * 100 for n in range(7)]
    stand.answers("问", *long)
    said = await customer.say("问")
    assert said[:4] == long[:4] and len(said) == 5 and "再说句话" in said[4]
    ((key, (address, rest)),) = stand.late.items()
    assert rest.messages == tuple(long[4:])
    waiting = await customer.channel.send(address, Parcel(f"outbox:{key}", "p", rest))
    assert isinstance(waiting, NotNow) and waiting.retry_after is not None
    await customer.say("好")
    assert await customer.channel.send(address, Parcel(f"outbox:{key}", "p", rest)) == Delivered()
    assert customer.texts[-3:] == long[4:]


async def test_what_comes_by_itself_arrives_within_48_hours(stand: Stand, customer: Customer) -> None:
    """And else when the customer says something again."""
    seconds = 1_000_000.0
    stand.notes.now = lambda: seconds
    await customer.say("你好")
    assert await customer.channel.send(ME, LATE) == Delivered()
    seconds += 49 * 3600
    later = Parcel("outbox:review:2", "person", Reply(("又通过了。",)))
    assert isinstance(await customer.channel.send(ME, later), NotNow)
    await customer.say("在吗")
    assert await customer.channel.send(ME, later) == Delivered()
    assert customer.texts == ["收到：你好", "审核通过了。", "可以去打印了。", "收到：在吗", "又通过了。"]


async def test_the_platform_s_own_count_is_believed(stand: Stand, customer: Customer) -> None:
    """Where it says that enough was said, nothing more is tried until the next word."""
    await customer.say("你好")
    customer.service.left[CUSTOMER] = 0
    assert isinstance(await customer.channel.send(ME, LATE), NotNow)
    calls = len(customer.service.calls)
    assert isinstance(await customer.channel.send(ME, LATE), NotNow)
    assert len(customer.service.calls) == calls


async def test_a_try_that_broke_off_is_not_said_twice(stand: Stand, customer: Customer) -> None:
    """A late message of two parts, of which one arrived."""
    await customer.say("你好")
    customer.service.refusals["kf/send_msg"] = [0, 45009]
    assert isinstance(await customer.channel.send(ME, LATE), NotNow)
    assert await customer.channel.send(ME, LATE) == Delivered()
    assert customer.texts == ["收到：你好", "审核通过了。", "可以去打印了。"]


async def test_a_message_that_did_not_arrive_waits(stand: Stand, customer: Customer) -> None:
    """msg_send_fail: it goes into the outbox, and nothing more is said until the next word."""
    await customer.say("你好")
    sent = customer.service.message_ids[-1]
    customer.service.put_event(CUSTOMER, "msg_send_fail", fail_msgid=sent, fail_type=4)
    await customer.settled()
    assert list(stand.late.values()) == [(ME, Reply(("收到：你好",)))]
    assert isinstance(await customer.channel.send(ME, LATE), NotNow)


async def test_who_refuses_us_is_left_alone(stand: Stand, customer: Customer) -> None:
    """fail_type 10."""
    await customer.say("你好")
    customer.service.put_event(CUSTOMER, "msg_send_fail", fail_msgid=customer.service.message_ids[-1], fail_type=10)
    await customer.settled()
    assert stand.late == {}


async def test_while_an_attendant_has_the_session_the_assistant_is_silent(stand: Stand, customer: Customer) -> None:
    """From the event on, or from the first refusal; until the session ends."""
    await customer.say("你好")
    customer.service.put_event(CUSTOMER, "session_status_change", change_type=1)
    assert await customer.say("给人看的") == []
    customer.service.put_event(CUSTOMER, "session_status_change", change_type=3)
    assert await customer.say("我回来了") == ["收到：我回来了"]
    customer.service.attended.add(CUSTOMER)
    assert await customer.say("又有人接了") == []
    assert await customer.say("给人看的") == []
    assert stand.said == ["你好", "我回来了", "又有人接了"] and stand.late == {}
    assert isinstance(await customer.channel.send(ME, LATE), NotNow)


async def test_without_a_trusted_ip_answers_wait(stand: Stand, customer: Customer) -> None:
    """Nothing can be pulled then; once it is mended, everything is answered."""
    customer.service.knows_our_ip = False
    customer.service.put(CUSTOMER, "text", {"content": "一"})
    await customer.notify()
    await asyncio.sleep(0.2)
    customer.service.knows_our_ip = True
    await customer.settled()
    assert customer.texts == ["收到：一"]


async def test_a_mistake_of_ours_is_told(stand: Stand, customer: Customer) -> None:
    """And the next message is served."""
    stand.assistant.trouble = RuntimeError("a mistake")
    assert "出了点问题" in (await customer.say("一"))[0]
    stand.assistant.trouble = StoreTrouble("gone")
    customer.service.put(CUSTOMER, "text", {"content": "二"})
    await customer.notify()
    await asyncio.sleep(0.2)
    stand.assistant.trouble = None
    await customer.settled()
    assert customer.texts[-1] == "收到：二"


# settings and check


async def test_the_check_names_the_accounts(customer: Customer) -> None:
    """Those that the application may manage."""
    assert await customer.channel.check() == "微信客服连得上，账号：参保咨询。"


async def test_the_check_names_the_mend(stand: Stand) -> None:
    """An account that is not there, a secret that is wrong, an address without trust."""
    for more, ip, named in [
        ({"open_kfid": "wknone"}, True, "CANBAO_WECOM_SERVICE_OPEN_KFID"),
        ({"secret": "wrong"}, True, "CANBAO_WECOM_SERVICE_SECRET"),
        ({}, False, "企业可信IP"),
    ]:
        async with played(stand.tools(), Service(knows_our_ip=ip), **more) as customer:
            with pytest.raises(ChannelFault, match=named):
                await customer.channel.check()
            if "open_kfid" not in more:
                with pytest.raises(ChannelFault, match=named):
                    await customer.channel.run()
        stand.notes.values.clear()


def test_the_settings(monkeypatch: pytest.MonkeyPatch, stand: Stand) -> None:
    """None, all of them, or the name of what is missing; the application's own are no part of them."""
    names = {"CORP_ID": CORP_ID, "SECRET": SECRET, "TOKEN": TOKEN, "AES_KEY": AES_KEY}
    monkeypatch.setitem(settings("x").model_config, "env_file", None)
    for name in names:
        monkeypatch.delenv(f"CANBAO_WECOM_SERVICE_{name}", raising=False)
        monkeypatch.setenv(f"CANBAO_WECOM_{name}", "of another channel")
    assert configured() is None
    monkeypatch.setenv("CANBAO_WECOM_SERVICE_CORP_ID", CORP_ID)
    with pytest.raises(ChannelFault, match="CANBAO_WECOM_SERVICE_SECRET、CANBAO_WECOM_SERVICE_TOKEN"):
        configured()
    for name, value in names.items():
        monkeypatch.setenv(f"CANBAO_WECOM_SERVICE_{name}", value)
    opens = configured()
    assert opens is not None and opens(stand.tools()).name == "wecom_service"


def test_the_channel_says_what_it_serves(stand: Stand) -> None:
    """With the address to type in."""
    about = ServiceChannel(settings("http://127.0.0.1"), stand.tools()).about()
    assert "微信客服" in about and "https://canbao.example/wecom_service/callback" in about
