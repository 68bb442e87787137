"""Promises of ``bot.handlers.web``, asked as a browser asks."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientResponse, FormData, web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretBytes, ValidationError

from bot.engine.messages import FileRef, Option, Reply, Unread, UnreadKind
from bot.engine.ports import StoreTrouble
from bot.handlers.web import web_chat
from bot.handlers.web_settings import Rate, WebSettings
from tests.e2e.fakes import KEY, QUESTION, FakeClock, FakeUploads, ScriptedAssistant, intake

Client = TestClient[web.Request, web.Application]
Visit = Callable[..., Awaitable[Client]]

ID = "0b8f3a52-7f0e-4f0c-9d38-2a4f4e0f6a01"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
XLSX = b"PK\x03\x04...[Content_Types].xml...xl/workbook.xml"
NASTY = "<script>alert(1)</script>{{7*7}}' OR 1=1 --\x1b[31m㛃𬭎·"


@dataclass
class House:
    """A web chat with everything around it made by hand."""

    assistant: ScriptedAssistant = field(default_factory=ScriptedAssistant)
    uploads: FakeUploads = field(default_factory=FakeUploads)
    seconds: float = 0.0

    @property
    def clock(self) -> FakeClock:
        return self.assistant.clock

    def app(self, **settings: Any) -> web.Application:
        chosen = WebSettings(**{"key": KEY, **settings})
        assistant = self.assistant
        take_file = intake(assistant, self.uploads).send
        return web_chat(assistant, assistant, self.uploads, take_file, chosen, self.clock, lambda: self.seconds)


@pytest.fixture
def house() -> House:
    return House()


@pytest_asyncio.fixture
async def visit(house: House) -> AsyncIterator[Visit]:
    """Opens the chat as another visitor each time; keyword arguments are settings."""
    opened: list[Client] = []

    async def open_chat(**settings: Any) -> Client:
        client = TestClient(TestServer(house.app(**settings)))
        await client.start_server()
        opened.append(client)
        return client

    yield open_chat
    for client in opened:
        await client.close()


async def ask(client: Client, **message: Any) -> ClientResponse:
    """Sends a message as the page does."""
    return await client.post("/api/chat/turn", json={"id": ID, **message})


async def send(client: Client, name: str, content: bytes, id_: str = ID) -> ClientResponse:
    """Sends a file as the page does."""
    form = FormData({"id": id_}, quote_fields=False)
    form.add_field("file", content, filename=name, content_type="image/png")
    return await client.post("/api/chat/file", data=form, headers={"X-Canbao": "1"})


async def refusal(response: ClientResponse, status: int) -> str:
    """The sentence that a refusal shows; it must be Chinese and have the status."""
    assert response.status == status, await response.text()
    message: str = (await response.json())["error"]["message"]
    assert re.search(r"[\u4e00-\u9fff]", message)
    return message


def cookie(response: ClientResponse, name: str = "canbao") -> str:
    return response.cookies[name].value


# the page


async def test_page_is_chinese_and_names_what_it_is(visit: Visit) -> None:
    """The page says its language, its name and the banner."""
    text = await (await (await visit(banner="演示，不是经办机构")).get("/")).text()
    assert '<html lang="zh-CN">' in text
    assert "<h1>参保助手</h1>" in text
    assert "<p>演示，不是经办机构</p>" in text


async def test_banner_is_text(visit: Visit) -> None:
    """Markup in a setting is shown, not run."""
    text = await (await (await visit(banner=NASTY)).get("/")).text()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


async def test_page_has_nothing_inline_and_nothing_from_outside(visit: Visit) -> None:
    """No inline script, style or handler, and no address of another site."""
    text = await (await (await visit()).get("/")).text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", text)


@pytest.mark.parametrize("path", ["/", "/static/x/chat.css", "/api/chat/history", "/api/chat/nothing", "/nothing"])
async def test_every_answer_is_hardened(visit: Visit, path: str) -> None:
    """Pages, files, JSON and errors carry the security headers."""
    headers = (await (await visit()).get(path)).headers
    policy = set(headers["Content-Security-Policy"].split("; "))
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= policy
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]


async def test_every_file_of_the_page_is_there_and_kept(visit: Visit) -> None:
    """What the page loads exists, is kept for a year, and comes packed."""
    client = await visit()
    addresses = re.findall(r'(?:src|href)="(/static/[^"]+)"', await (await client.get("/")).text())
    assert len(addresses) > 5
    for address in addresses:
        response = await client.get(address)
        assert response.status == 200, address
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Content-Encoding"] == "gzip"


async def test_old_page_gets_present_files_not_to_keep(visit: Visit) -> None:
    """A page of the release before still loads, and browsers do not keep what it got."""
    response = await (await visit()).get("/static/0123456789abcdef/main.js")
    assert response.status == 200
    assert response.headers["Cache-Control"] == "no-cache"


async def test_unchanged_page_is_not_sent_again(visit: Visit) -> None:
    """A browser that has the page is told so."""
    client = await visit()
    etag = (await client.get("/")).headers["ETag"]
    assert (await client.get("/", headers={"If-None-Match": etag})).status == 304


@pytest.mark.parametrize("name", ["nothing.js", "..%2f..%2fweb.py", "chat.html", "%2e%2e"])
async def test_nothing_else_is_served(visit: Visit, name: str) -> None:
    """Only the page's own files are there."""
    assert (await (await visit()).get(f"/static/x/{name}")).status == 404


# visitors


async def test_visitor_gets_a_guarded_cookie(visit: Visit) -> None:
    """The cookie is out of reach for scripts and other sites, and lasts a year."""
    morsel = (await (await visit()).get("/")).cookies["canbao"]
    assert morsel["httponly"] and morsel["samesite"] == "Lax" and morsel["path"] == "/"
    assert int(morsel["max-age"]) == 365 * 24 * 3600
    assert not morsel["secure"]


async def test_cookie_is_secure_on_https(visit: Visit) -> None:
    """With a public https address the cookie asks for https, and is bound to the host."""
    morsel = (await (await visit(public_url="https://canbao.example")).get("/")).cookies["__Host-canbao"]
    assert morsel["secure"]


async def test_visitor_stays_the_same(visit: Visit, house: House) -> None:
    """The second message comes from the same address, and no new cookie is given."""
    client = await visit()
    await ask(client, text="一")
    response = await ask(client, id="second-message", text="二")
    assert house.assistant.said[0].address == house.assistant.said[1].address
    assert house.assistant.said[0].address.channel == "web"
    assert not response.cookies


def _forgeries(good: str) -> dict[str, str]:
    version, visitor, issued, signature = good.split(".")
    other = ("B" if visitor[0] == "A" else "A") + visitor[1:]
    return {
        "another visitor": ".".join((version, other, issued, signature)),
        "another time": ".".join((version, visitor, str(int(issued) + 1), signature)),
        "no signature": ".".join((version, visitor, issued)),
        "wrong signature": ".".join((version, visitor, issued, "A" * 43)),
        "junk": "%00%ff'; DROP TABLE persons; --",
        "far too long": "v1." + "x" * 3000,
        "empty": "",
    }


@pytest.mark.parametrize("forgery", _forgeries("v1.A.0.s"))
async def test_forged_cookie_makes_a_new_visitor(visit: Visit, house: House, forgery: str) -> None:
    """A forged or rotten cookie is dropped quietly: another visitor, another cookie."""
    client = await visit()
    good = cookie(await client.get("/"))
    await ask(client, text="我是第一位")
    client.session.cookie_jar.clear()
    headers = {"Cookie": f"canbao={_forgeries(good)[forgery]}"}
    body = {"id": "another-message", "text": "我是谁"}
    response = await client.post("/api/chat/turn", json=body, headers=headers)
    assert response.status == 200
    assert cookie(response) != good
    first, second = house.assistant.said
    assert first.address != second.address


async def test_cookie_of_another_key_is_not_believed(house: House, visit: Visit) -> None:
    """A cookie that was signed with another key makes a new visitor."""
    foreign = cookie(await (await visit(key=b"another key of thirty-two bytes!")).get("/"))
    response = await (await visit()).get("/api/chat/history", headers={"Cookie": f"canbao={foreign}"})
    assert cookie(response).split(".")[1] != foreign.split(".")[1]


async def test_cookie_lasts_without_being_set_again(visit: Visit, house: House) -> None:
    """A cookie that is in use is left alone for a month."""
    good = cookie(await (await visit()).get("/"))
    house.clock.at += timedelta(days=29)
    assert not (await (await visit()).get("/", headers={"Cookie": f"canbao={good}"})).cookies


@pytest.mark.parametrize(("days", "known"), [(31, True), (364, True), (366, False)])
async def test_cookie_is_renewed_and_ends(visit: Visit, house: House, days: int, known: bool) -> None:
    """A cookie is renewed for the same visitor within a year; after one without use it has ended."""
    good = cookie(await (await visit()).get("/"))
    house.clock.at += timedelta(days=days)
    renewed = cookie(await (await visit()).get("/", headers={"Cookie": f"canbao={good}"}))
    assert (renewed.split(".")[1] == good.split(".")[1]) is known


def test_short_key_is_refused() -> None:
    """A key that could be guessed does not start."""
    with pytest.raises(ValidationError):
        WebSettings(key=SecretBytes(b"short"))


# one message


async def test_reply_has_option_ids(visit: Visit, house: House) -> None:
    """A reply comes with its messages, and options with number, label and id."""
    house.assistant.script["密码忘了"] = QUESTION
    body = await (await ask(await visit(), text="密码忘了")).json()
    assert [message["text"] for message in body["messages"]] == list(QUESTION.messages)
    assert body["options"][0] == {"number": 1, "label": "方便", "id": "answer|run|face|YES"}
    assert body["decision"] == "step"
    assert body["at"] == house.clock.now().isoformat()


async def test_choice_carries_id_and_label(visit: Visit, house: House) -> None:
    """A pressed option reaches the assistant by its id, with the label that was seen."""
    await ask(await visit(), choice="answer|run|face|NO", label="不方便")
    assert house.assistant.said[0].choice == "answer|run|face|NO"
    assert house.assistant.said[0].text == "不方便"


async def test_hello_is_an_empty_text(visit: Visit, house: House) -> None:
    """The first visit asks for a welcome."""
    body = await (await ask(await visit(), hello=True)).json()
    assert house.assistant.said[0].text == ""
    assert body["options"]


async def test_same_id_gives_the_same_reply(visit: Visit, house: House) -> None:
    """A message that comes again counts once."""
    client = await visit()
    first = await (await ask(client, text="一次")).json()
    assert await (await ask(client, text="一次")).json() == first
    assert len(house.assistant.said) == 1


async def test_text_is_data(visit: Visit, house: House) -> None:
    """Markup, templates, SQL, terminal escapes and rare characters go in and out as they are."""
    house.assistant.script[NASTY] = Reply((NASTY,), (Option(NASTY, NASTY),))
    response = await ask(await visit(), text=NASTY)
    assert house.assistant.said[0].text == NASTY
    assert response.content_type == "application/json"
    body = await response.json()
    assert body["messages"] == [{"text": NASTY}]
    assert body["options"] == [{"number": 1, "label": NASTY, "id": NASTY}]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"null",
        b'{"id": "0b8f3a52"}',
        b'{"text": "no id"}',
        b'{"id": "short", "text": "x"}',
        b'{"id": "<script>alert(1)</script>", "text": "x"}',
        b'{"id": "0b8f3a52", "text": 5}',
        b'{"id": "0b8f3a52", "text": "x", "choice": "y"}',
        b'{"id": "0b8f3a52", "choice": ""}',
        b'{"id": "0b8f3a52", "text": "x", "person": "someone else"}',
        b'{"id": "0b8f3a52", "text": "\\ud800"}',
        b"\xff\xfe\x00",
        b"[" * 30_000,
    ],
)
async def test_malformed_message_is_explained(visit: Visit, house: House, body: bytes) -> None:
    """What is not a message is refused in Chinese, and never reaches the assistant."""
    headers = {"Content-Type": "application/json"}
    await refusal(await (await visit()).post("/api/chat/turn", data=body, headers=headers), 400)
    assert house.assistant.calls == 0


async def test_other_content_type_is_refused(visit: Visit) -> None:
    """A form of another site cannot pass for a message."""
    body, headers = b'{"id": "0b8f3a52", "text": "x"}', {"Content-Type": "text/plain"}
    response = await (await visit()).post("/api/chat/turn", data=body, headers=headers)
    await refusal(response, 400)


async def test_large_message_is_refused(visit: Visit, house: House) -> None:
    """A message over 64 KiB is refused with its limit; one just below is taken."""
    client = await visit()
    assert "64 KB" in await refusal(await ask(client, text="x" * 65_536), 413)
    assert (await ask(client, text="x" * 65_000)).status == 200
    assert house.assistant.calls == 1


async def test_large_message_without_a_length_is_refused(visit: Visit) -> None:
    """A body that does not tell its length is cut off at the limit, too."""

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(160):
            yield b"x" * 65_536

    headers = {"Content-Type": "application/json"}
    await refusal(await (await visit()).post("/api/chat/turn", data=endless(), headers=headers), 413)


async def test_our_mistake_is_told_without_details(visit: Visit, house: House) -> None:
    """When something breaks the person learns that nothing was done, and no more."""
    house.assistant.trouble = RuntimeError("secret detail")
    assert "secret" not in await refusal(await ask(await visit(), text="x"), 500)


# the same origin


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://[bad"},
    ],
)
async def test_other_sites_cannot_post(visit: Visit, house: House, headers: dict[str, str]) -> None:
    """A request that another site makes in the visitor's name is refused."""
    client = await visit()
    await refusal(await client.post("/api/chat/turn", json={"id": ID, "text": "x"}, headers=headers), 403)
    assert house.assistant.calls == 0


async def test_own_page_may_post_behind_a_proxy(visit: Visit) -> None:
    """The public address counts as our own, whatever host the proxy names."""
    client = await visit(public_url="https://canbao.example")
    headers = {"Origin": "https://canbao.example", "Sec-Fetch-Site": "same-origin"}
    response = await client.post("/api/chat/turn", json={"id": ID, "text": "x"}, headers=headers)
    assert response.status == 200


async def test_file_needs_the_page_s_header(visit: Visit, house: House) -> None:
    """A plain form of another site cannot send a file."""
    form = FormData({"id": ID})
    form.add_field("file", PNG, filename="a.png")
    await refusal(await (await visit()).post("/api/chat/file", data=form), 403)
    assert not house.uploads.files


# files


async def test_file_is_kept_and_told(visit: Visit, house: House) -> None:
    """A file is kept for its person, its kind read from its bytes, and the assistant gets a reference."""
    response = await send(await visit(), "报错截图.png", PNG)
    assert (await response.json())["messages"] == [{"text": "收到：报错截图.png"}]
    (inbound,) = house.assistant.said
    assert inbound.file == FileRef("file-0", "报错截图.png", len(PNG), "image/png")
    assert house.uploads.files[inbound.address, "file-0"][1] == PNG


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"GIF89a....", "image/gif"),
        (b"BM\x46\x00\x00\x00\x00\x00\x00\x00", "image/bmp"),
        (b"%PDF-1.7 ...", "application/pdf"),
        (XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
async def test_kind_is_read_from_the_bytes(visit: Visit, house: House, content: bytes, kind: str) -> None:
    """The claimed kind does not count."""
    await send(await visit(), "文件", content)
    assert house.assistant.said[0].file is not None
    assert house.assistant.said[0].file.kind == kind


@pytest.mark.parametrize(
    "content",
    [b"MZ\x90\x00", b"<svg onload=alert(1)>", b"PK\x03\x04 zip", b"\xd0\xcf\x11\xe0", b"BM no bitmap", b"text"],
)
async def test_a_file_of_no_use_is_told_in_the_conversation(visit: Visit, house: House, content: bytes) -> None:
    """As on every channel: the assistant says why, and nothing is kept."""
    house.assistant.wants_files = False
    await send(await visit(), "工具.exe", content)
    assert [inbound.unread for inbound in house.assistant.said] == [Unread(UnreadKind.DOCUMENT, "工具.exe")]
    assert not house.uploads.files


async def test_an_empty_file_is_told_in_the_conversation(visit: Visit, house: House) -> None:
    """By its name."""
    await send(await visit(), "空.pdf", b"")
    assert house.assistant.said[0].unread == Unread(UnreadKind.EMPTY, "空.pdf")


async def test_large_file_is_refused(visit: Visit, house: House) -> None:
    """A file over the limit is refused with the limit, told or untold its length."""
    client = await visit(most_file_bytes=2 * 1024**2)
    assert "2MB" in await refusal(await send(client, "大.png", PNG + b"x" * 2 * 1024**2), 413)
    assert "2MB" in await refusal(await send(client, "更大.png", PNG + b"x" * 3 * 1024**2), 413)
    assert not house.uploads.files


async def test_file_of_ten_megabytes_is_taken(visit: Visit) -> None:
    """The usual limit is 10 MB."""
    client = await visit()
    assert (await send(client, "a.png", PNG + b"x" * (10 * 1024**2 - len(PNG)))).status == 200
    await refusal(await send(client, "b.png", PNG + b"x" * 10 * 1024**2, "another-message"), 413)


async def test_file_that_comes_again_is_kept_once(visit: Visit, house: House) -> None:
    """After a broken line the page sends the file again; it is kept once and counts once."""
    client = await visit()
    first = await (await send(client, "a.png", PNG)).json()
    assert await (await send(client, "a.png", PNG)).json() == first
    assert len(house.uploads.files) == len(house.assistant.said) == 1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("..\\..\\etc\\passwd.png", "passwd.png"),
        ("a\u202egnp.exe\u200b.png", "agnp.exe.png"),
        ("<b>.png", "b.png"),
        ("长" * 300 + ".png", "长" * 99 + "…" + "长" * 16 + ".png"),
        ("...", "未命名文件"),
    ],
)
async def test_file_name_is_tidied(visit: Visit, house: House, name: str, kept: str) -> None:
    """Folders, control and direction signs leave the name; a long one keeps its ending."""
    await send(await visit(), name, PNG)
    assert house.assistant.said[0].file is not None
    assert house.assistant.said[0].file.name == kept


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b"no boundary here"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\ncut'),
        ("application/json", b"{}"),
        ("multipart/form-data; boundary=x", b"--x--\r\n"),
    ],
)
async def test_broken_form_is_explained(visit: Visit, content_type: str, body: bytes) -> None:
    """A form that did not arrive whole is refused in Chinese."""
    headers = {"Content-Type": content_type, "X-Canbao": "1"}
    await refusal(await (await visit()).post("/api/chat/file", data=body, headers=headers), 400)


async def test_file_name_that_is_no_text_is_kept_as_text(visit: Visit, house: House) -> None:
    """A name of bytes that mean nothing becomes one that can be kept and shown."""
    body = b"".join(
        (
            b'--x\r\nContent-Disposition: form-data; name="id"\r\n\r\n' + ID.encode() + b"\r\n",
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="\xff\xfe.png"\r\n\r\n' + PNG,
            b"\r\n--x--\r\n",
        )
    )
    headers = {"Content-Type": "multipart/form-data; boundary=x", "X-Canbao": "1"}
    response = await (await visit()).post("/api/chat/file", data=body, headers=headers)
    assert response.status == 200
    assert house.assistant.said[0].file is not None
    assert house.assistant.said[0].file.name.encode().endswith(b".png")


async def test_own_file_comes_back(visit: Visit, house: House) -> None:
    """A person gets the own file, never run by the browser."""
    client = await visit()
    await send(client, "表 1.xlsx", XLSX)
    response = await client.get("/api/chat/files/file-0")
    assert await response.read() == XLSX
    assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%E8%A1%A8%201.xlsx"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_another_s_file_is_not_there(visit: Visit) -> None:
    """Nobody else gets the file, and is told no more than that it is not there."""
    await send(await visit(), "a.png", PNG)
    await refusal(await (await visit()).get("/api/chat/files/file-0"), 404)


# history


async def test_history_is_one_s_own(visit: Visit) -> None:
    """The past comes back oldest first with option ids, to its person alone."""
    client = await visit()
    await ask(client, text="第一句")
    await ask(client, id="second-message", hello=True)
    turns = (await (await client.get("/api/chat/history")).json())["turns"]
    assert [turn["said"] for turn in turns] == ["第一句", ""]
    assert turns[1]["reply"]["options"][0]["id"] == "topic|password"
    assert (await (await (await visit()).get("/api/chat/history")).json())["turns"] == []


@pytest.mark.parametrize(
    ("limit", "shown", "more"), [("2", 2, True), ("0", 1, True), ("-5", 1, True), ("999", 3, False)]
)
async def test_history_is_limited(visit: Visit, limit: str, shown: int, more: bool) -> None:
    """The limit is kept within bounds, and the page learns whether there may be more."""
    client = await visit()
    for number in range(3):
        await ask(client, id=f"message-{number}", text=str(number))
    body = await (await client.get("/api/chat/history", params={"limit": limit})).json()
    assert (len(body["turns"]), body["more"]) == (shown, more)


async def test_bad_limit_is_explained(visit: Visit) -> None:
    """A limit that is no number is refused."""
    await refusal(await (await visit()).get("/api/chat/history?limit=all"), 400)


async def test_outage_is_told_with_when_to_come_again(visit: Visit, house: House) -> None:
    """With the database gone the page learns that it should ask again."""
    house.assistant.trouble = StoreTrouble()
    response = await (await visit()).get("/api/chat/history")
    await refusal(response, 503)
    assert int(response.headers["Retry-After"]) > 0


async def test_answers_are_not_kept_by_caches(visit: Visit) -> None:
    """What is personal is never kept on the way."""
    assert (await (await visit()).get("/api/chat/history")).headers["Cache-Control"] == "no-store"


# limits


async def test_visitor_is_slowed_down(visit: Visit, house: House) -> None:
    """Too many messages at once are refused with when to come again; then they pass."""
    client = await visit(visitor_rate=Rate(per_second=0.5, burst=2))
    for number in range(2):
        assert (await ask(client, id=f"message-{number}", text="x")).status == 200
    response = await ask(client, text="x")
    await refusal(response, 429)
    assert response.headers["Retry-After"] == "2"
    house.seconds += 2
    assert (await ask(client, text="x")).status == 200


async def test_visitors_do_not_slow_each_other(visit: Visit) -> None:
    """The limit of one visitor leaves the others alone."""
    server = TestServer((await visit(visitor_rate=Rate(per_second=1, burst=1))).app)
    async with TestClient(server) as one, TestClient(server) as other:
        for client in (one, other):
            await client.get("/")
            assert (await ask(client, text="x")).status == 200


async def test_address_is_slowed_down(visit: Visit) -> None:
    """Dropping the cookie does not help against the limit of the network address."""
    client = await visit(address_rate=Rate(per_second=1, burst=2))
    statuses = []
    for _ in range(3):
        client.session.cookie_jar.clear()
        statuses.append((await client.get("/api/chat/history")).status)
    assert statuses == [200, 200, 429]


@pytest.mark.parametrize(
    ("proxies", "senders", "last"),
    [
        (0, ["198.51.100.1", "198.51.100.2"], 429),
        (1, ["198.51.100.1", "198.51.100.2"], 200),
        (1, ["203.0.113.5, 198.51.100.1", "203.0.113.6, 198.51.100.1"], 429),
        (1, ["2001:db8:1:2::5", "2001:db8:1:2::6"], 429),
        (1, ["2001:db8:1:2::5", "2001:db8:1:3::5"], 200),
        (1, ["not an address", "another one"], 429),
        (2, ["198.51.100.1, 10.0.0.1", "198.51.100.2, 10.0.0.1"], 200),
    ],
)
async def test_forwarded_address_counts_only_from_our_proxies(
    visit: Visit, proxies: int, senders: list[str], last: int
) -> None:
    """X-Forwarded-For is believed as far as our own proxies wrote it; an IPv6 household is one sender."""
    client = await visit(proxies=proxies, address_rate=Rate(per_second=1, burst=1))
    for sender in senders:
        response = await client.get("/api/chat/history", headers={"X-Forwarded-For": sender})
    assert response.status == last


async def test_limits_may_be_switched_off(visit: Visit) -> None:
    """Without rates everything passes, as a measurement needs it."""
    client = await visit(visitor_rate=None, address_rate=None)
    for number in range(150):
        assert (await ask(client, id=f"message-{number}", text="x")).status == 200
