"""微信客服: what may be said to customers, in which order, and what waits for their next word."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.engine.messages import Address, Reply
from bot.services.outbox import Delivered, NotNow, Parcel, Refused
from tests.channels.wecom_service_double import ACCOUNT, CUSTOMER, Customer, Service, played
from tests.channels.wecom_stand import Stand

ME = Address("wecom_service", f"{ACCOUNT}/{CUSTOMER}")
LATE = Parcel("outbox:review:1", "person", Reply(("审核通过了。", "可以去打印了。")))
AGAIN = Parcel("outbox:review:2", "person", Reply(("又通过了。",)))


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


async def test_what_is_more_than_five_comes_first_with_the_next_answer(stand: Stand, customer: Customer) -> None:
    """The customer is told to say something; what waited stands before the answer to that."""
    long = [f"{n}" + "很长的一条。" * 100 for n in range(7)]
    stand.answers("问", *long)
    said = await customer.say("问")
    assert said[:4] == long[:4] and len(said) == 5 and "再说句话" in said[4]
    assert await customer.say("好") == [*long[4:], "收到：好"] and stand.late == {}


async def test_numbers_that_waited_do_not_stand_under_a_newer_menu(stand: Stand, customer: Customer) -> None:
    """The last thing that the customer sees is what a number means."""
    stand.answers("问", *(f"{n}" + "很长的一条。" * 100 for n in range(5)), "方便吗？", options=("能", "不能"))
    stand.answers("别的", "哪一个？", options=("甲", "乙"))
    await customer.say("问")
    said = await customer.say("别的")
    assert "1. 能\n2. 不能" in said[-2] and said[-1] == "哪一个？\n[甲]\n[乙]"


async def test_a_number_means_nothing_that_was_not_seen_yet(stand: Stand, customer: Customer) -> None:
    """Once the options are there, it does."""
    stand.answers("问", *(f"{n}" + "很长的一条。" * 100 for n in range(5)), "方便吗？", options=("能", "不能"))
    await customer.say("问")
    said = await customer.say("1")
    assert "1. 能\n2. 不能" in said[-2] and "先不算数" in said[-1]
    await customer.say("1")
    assert stand.said == ["问", "1"]


async def test_more_than_fits_goes_on_waiting(stand: Stand, customer: Customer) -> None:
    """In order, none of it twice, over several words of the customer."""
    long = [f"{n}" + "很长的一条。" * 100 for n in range(12)]
    stand.answers("问", *long)
    await customer.say("问")
    for word in ("好", "还有呢", "好的"):
        await customer.say(word)
    said = [text for text in paragraphs(customer.texts) if "再说句话" not in text]
    assert [text for text in said if "很长" in text] == long
    assert [text for text in said if "收到" in text] == ["收到：好", "收到：还有呢", "收到：好的"]


async def test_what_comes_by_itself_arrives_within_48_hours(stand: Stand, customer: Customer) -> None:
    """And else before the answer to the customer's next word; the outbox is done with it."""
    seconds = 1_000_000.0
    stand.notes.now = lambda: seconds
    await customer.say("你好")
    assert await customer.channel.send(ME, LATE) == Delivered()
    seconds += 49 * 3600
    assert await customer.channel.send(ME, AGAIN) == Delivered()
    assert customer.texts == ["收到：你好", "审核通过了。", "可以去打印了。"]
    assert await customer.say("在吗") == ["又通过了。", "收到：在吗"]


async def test_what_waits_waits_once(stand: Stand, customer: Customer) -> None:
    """A parcel that the outbox gives again, since it could not write down that it was taken."""
    assert [await customer.channel.send(ME, parcel) for parcel in (LATE, AGAIN, LATE)] == [Delivered()] * 3
    assert await customer.say("在吗") == ["审核通过了。", "可以去打印了。", "又通过了。", "收到：在吗"]
    assert await customer.channel.send(ME, AGAIN) == Delivered()
    assert await customer.say("嗯") == ["收到：嗯"]


async def test_nothing_new_overtakes_what_waits(stand: Stand, customer: Customer) -> None:
    """A late message behind the rest of an answer that could not be said."""
    customer.service.refusals["kf/send_msg"] = [45009]
    await customer.say("你好")
    ((key, (_, rest)),) = stand.late.items()
    assert await customer.channel.send(ME, LATE) == Delivered()
    assert customer.texts == ["收到：你好", "审核通过了。", "可以去打印了。"]
    assert await customer.channel.send(ME, Parcel(f"outbox:{key}", "p", rest)) == Delivered()
    assert await customer.say("嗯") == ["收到：嗯"]


async def test_an_answer_that_could_not_be_said_comes_without_a_next_word(stand: Stand, customer: Customer) -> None:
    """And before the next one, whichever comes first."""
    customer.service.refusals["kf/send_msg"] = [45009, 45009]
    stand.answers("问", "一", "二")
    assert await customer.say("问") == []
    ((key, (_, rest)),) = stand.late.items()
    parcel = Parcel(f"outbox:{key}", "p", rest)
    assert isinstance(await customer.channel.send(ME, parcel), NotNow)
    assert await customer.channel.send(ME, parcel) == Delivered()
    assert customer.texts == ["一", "二"]


async def test_the_platform_s_own_count_is_believed(stand: Stand, customer: Customer) -> None:
    """Where it says that enough was said, nothing more is tried until the next word."""
    await customer.say("你好")
    customer.service.left[CUSTOMER] = 0
    await customer.channel.send(ME, LATE)
    calls = len(customer.service.calls)
    await customer.channel.send(ME, AGAIN)
    assert len(customer.service.calls) == calls
    assert await customer.say("在吗") == ["审核通过了。", "可以去打印了。", "又通过了。", "收到：在吗"]


async def test_tries_that_failed_use_up_nothing(stand: Stand, customer: Customer) -> None:
    """Five messages are five that arrived."""
    await customer.say("你好")
    customer.service.refusals["kf/send_msg"] = [45009] * 6
    for _ in range(6):
        assert isinstance(await customer.channel.send(ME, LATE), NotNow)
    assert await customer.channel.send(ME, LATE) == Delivered()
    assert customer.texts == ["收到：你好", "审核通过了。", "可以去打印了。"]


@pytest.mark.parametrize("code", [-1, 45009, 45011, 45033, 48002, 60011, 60020, 95000, 95004, 95017, 95099])
async def test_what_was_refused_was_not_said(stand: Stand, customer: Customer, code: int) -> None:
    """However often, and by whatever number: after a refusal nothing counts as arrived."""
    await customer.say("你好")
    customer.service.refusals["kf/send_msg"] = [code, code]
    for _ in range(2):
        assert isinstance(await customer.channel.send(ME, AGAIN), NotNow)
    assert await customer.channel.send(ME, AGAIN) == Delivered()
    assert customer.texts == ["收到：你好", "又通过了。"]


@pytest.mark.parametrize("code", [-1, 45009, 45033, 48002, 95017])
async def test_a_refusal_with_a_meaning_of_its_own_is_no_sign_that_it_arrived(stand: Stand, code: int) -> None:
    """Not even after a try that broke off before it reached anybody."""
    service = Service()
    async with played(stand.tools(), service) as customer:
        await customer.say("你好")
        service.is_cut_off = True
        assert isinstance(await customer.channel.send(ME, AGAIN), NotNow)
        service.is_cut_off = False
        service.refusals["kf/send_msg"] = [code]
        assert isinstance(await customer.channel.send(ME, AGAIN), NotNow)
        assert await customer.channel.send(ME, AGAIN) == Delivered()
        assert customer.texts == ["收到：你好", "又通过了。"]


async def test_a_try_that_broke_off_is_not_said_twice(stand: Stand, customer: Customer) -> None:
    """A late message of two parts, of which one arrived."""
    await customer.say("你好")
    customer.service.refusals["kf/send_msg"] = [0, 45009]
    assert isinstance(await customer.channel.send(ME, LATE), NotNow)
    assert await customer.channel.send(ME, LATE) == Delivered()
    assert customer.texts == ["收到：你好", "审核通过了。", "可以去打印了。"]


@pytest.mark.parametrize("code", [40058, 45002])
async def test_what_is_refused_for_good_holds_up_nothing(stand: Stand, customer: Customer, code: int) -> None:
    """The rest is said; the outbox keeps it among what could not be delivered."""
    await customer.say("你好")
    customer.service.refusals["kf/send_msg"] = [code]
    assert isinstance(await customer.channel.send(ME, LATE), Refused)
    assert await customer.channel.send(ME, AGAIN) == Delivered()
    assert customer.texts == ["收到：你好", "可以去打印了。", "又通过了。"]


async def test_a_message_that_did_not_arrive_waits(stand: Stand, customer: Customer) -> None:
    """msg_send_fail: it waits, and all that comes later behind it, until the next word."""
    await customer.say("你好")
    sent = customer.service.message_ids[-1]
    customer.service.put_event(CUSTOMER, "msg_send_fail", fail_msgid=sent, fail_type=4)
    await customer.settled()
    ((key, (_, lost)),) = stand.late.items()
    assert lost == Reply(("收到：你好",))
    await customer.channel.send(ME, Parcel(f"outbox:{key}", "p", lost))
    await customer.channel.send(ME, AGAIN)
    assert customer.texts == ["收到：你好"]
    assert await customer.say("在吗") == ["收到：你好", "又通过了。", "收到：在吗"]


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


async def test_an_attendant_who_left_without_a_word_makes_nobody_deaf(stand: Stand, customer: Customer) -> None:
    """WeCom tells of no end of a queue: after a few minutes it is asked."""
    seconds = 1_000_000.0
    stand.notes.now = lambda: seconds
    customer.service.attended.add(CUSTOMER)
    assert await customer.say("有人吗") == []
    seconds += 301
    assert await customer.say("给人看的") == []
    customer.service.attended.clear()
    seconds += 301
    assert await customer.say("我回来了") == ["收到：我回来了"]
    assert stand.said == ["有人吗", "我回来了"]


async def test_after_the_end_of_a_session_the_answer_waits(stand: Stand, customer: Customer) -> None:
    """The same refusal, and no attendant: the next word is heard, and what waits comes with its answer."""
    customer.service.put(CUSTOMER, "text", {"content": "最后一句"})
    customer.service.over.add(CUSTOMER)
    await customer.settled()
    assert customer.texts == [] and await customer.channel.send(ME, AGAIN) == Delivered()
    assert await customer.say("在吗") == ["收到：最后一句", "又通过了。", "收到：在吗"]


async def test_what_may_have_arrived_is_not_said_again_with_more_that_waits(stand: Stand, customer: Customer) -> None:
    """Much waits, so that it is joined with what is new; what broke off stays what it was to WeCom."""
    long = [f"{n}" + "很长的一条。" * 100 for n in range(7)]
    for text in long:
        assert await customer.channel.send(ME, Parcel(f"outbox:{text[0]}", "p", Reply((text,)))) == Delivered()
    customer.service.breaks_after = 0
    await customer.say("在吗")
    customer.service.breaks_after = None
    for word in ("好", "还有呢", "好的"):
        await customer.say(word)
    assert [text for text in paragraphs(customer.texts) if "很长" in text] == long


async def test_what_waited_and_was_said_before_a_parcel_that_was_not_waits_no_more(
    stand: Stand, customer: Customer
) -> None:
    """Days later nobody knows any more that it was said."""
    seconds = 1_000_000.0
    stand.notes.now = lambda: seconds
    customer.service.refusals["kf/send_msg"] = [45009]
    assert await customer.say("你好") == []
    customer.service.refusals["kf/send_msg"] = [0, 45009]
    assert isinstance(await customer.channel.send(ME, AGAIN), NotNow)
    assert customer.texts == ["收到：你好"]
    seconds += 4 * 24 * 3600
    assert await customer.say("在吗") == ["收到：在吗"]
