// The page's one place where everything is joined.

import { history } from "./api.js";
import { Composer } from "./composer.js";
import { byId, hasMouse } from "./dom.js";
import { joinKeys } from "./keys.js";
import { Late } from "./late.js";
import { Log } from "./log.js";
import { Outbox, newId } from "./outbox.js";

const TURNS = 50;
const MOST_TURNS = 200;
const TYPING_AFTER_MS = 300;
const DOUBLE_TAP_MS = 800;
const NOTICE_MS = 8_000;
const RECONNECT_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

const rows = new Map();
let isReady = false;
let typingTimer = 0;
let noticeTimer = 0;
let deliveries = 0;
let lastTap = { what: "", at: 0 };

const outbox = new Outbox({
  sending(item) {
    rows.get(item.id)?.show("sending");
    clearTimeout(typingTimer);
    typingTimer = setTimeout(() => log.setTyping(true), TYPING_AFTER_MS);
  },
  progress(item, part) {
    rows.get(item.id)?.progress(part);
  },
  delivered(item, reply) {
    settle();
    notice("");
    deliveries += 1;
    tabs.postMessage(item.id);
    const row = rows.get(item.id);
    rows.delete(item.id);
    row?.show("sent");
    if (item.isOld) {
      if (isReady) showHistory();
      return;
    }
    log.addReply(reply, row);
    if (reply.decision === "trouble" && row) {
      rows.set(item.id, row);
      row.show("failed");
    }
  },
  refused(item, message) {
    settle();
    notice("");
    rows.get(item.id)?.show("refused", message);
    rows.delete(item.id);
    log.grey();
  },
  retrying(item, trouble) {
    settle();
    if (trouble.waitMs) notice(trouble.message);
    else if (navigator.onLine === false) notice("网络断开了，恢复后会自动发出。");
    else notice("网络不稳定，正在重试…");
  },
  failed(items) {
    settle();
    for (const item of items) rows.get(item.id)?.show("failed");
    notice("消息没有发出，请检查网络后点“重发”。");
  },
});

const log = new Log({ onChoose: choose, onResend: resend, onEdit: edit });
const late = new Late((reply) => {
  deliveries += 1;
  log.addLate(reply);
});
// What is said in one tab stands in the others, too: a number typed there means what is seen there.
const tabs = new BroadcastChannel("canbao");
tabs.addEventListener("message", () => {
  if (isReady && !outbox.items.length) showHistory();
});
const composer = new Composer({
  onText: (text) => say({ kind: "text", text }),
  onFile: (file) => say({ kind: "file", text: file.name || "图片.png", file }),
  onRefused: (message) => notice(message, NOTICE_MS),
});

function settle() {
  clearTimeout(typingTimer);
  log.setTyping(false);
}

function say(message) {
  const item = { ...message, id: newId(), at: Date.now(), isOld: !isReady };
  rows.set(item.id, log.addOwn(item));
  outbox.put(item);
}

function choose(option, click) {
  if (isDoubleTap(option.id)) return;
  click.currentTarget.classList.add("chosen");
  say({ kind: "choice", choice: option.id, text: option.label });
  if (click.detail) composer.focus();
}

function command(text, click) {
  if (isDoubleTap(text)) return;
  say({ kind: "text", text });
  if (click.detail) composer.focus();
}

function isDoubleTap(what) {
  const now = Date.now();
  const isSame = lastTap.what === what && now - lastTap.at < DOUBLE_TAP_MS;
  lastTap = { what, at: now };
  return isSame || outbox.has((item) => (item.choice ?? item.text) === what);
}

function resend(item) {
  if (outbox.has((other) => other === item)) {
    outbox.retry();
  } else {
    rows.get(item.id).show("sending");
    outbox.put(item);
  }
}

function edit(row) {
  row.element.remove();
  composer.put(row.item.text);
  composer.input.focus();
}

/** Says something under the header; `ms` is how long, 0 until something else is said. */
function notice(text, ms = 0) {
  clearTimeout(noticeTimer);
  byId("notice").textContent = text;
  if (ms) noticeTimer = setTimeout(() => notice(""), ms);
}

/** Shows what was said before, as the server has it; tries until it is there. */
async function showHistory(limit = TURNS, stay = false) {
  for (let attempt = 0; ; attempt += 1) {
    const before = deliveries;
    try {
      const { turns, more, now, late: newest } = await history(limit);
      // what arrived meanwhile may be missing in it
      if (deliveries !== before) continue;
      log.now = now;
      log.showPast(turns, stay);
      late.know(turns);
      late.begin(newest);
      byId("earlier").hidden = !more || limit >= MOST_TURNS;
      if (attempt) notice("");
      return;
    } catch (trouble) {
      notice("连不上服务器，正在重试…");
      await pause(trouble.waitMs || RECONNECT_MS[Math.min(attempt, RECONNECT_MS.length - 1)]);
    }
  }
}

function pause(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
    addEventListener("online", resolve, { once: true });
  });
}

/** Sends what an earlier page left unsent, so that the history then has it; a file did not outlive its page. */
async function sendLeft() {
  for (const item of outbox.restore()) {
    item.isOld = true;
    const row = log.addOwn(item);
    rows.set(item.id, row);
    if (item.kind !== "file") continue;
    outbox.drop(item);
    row.show("refused", "页面关闭前文件没有发完，请重新选择。");
  }
  if (outbox.items.length) await outbox.run();
}

function keepAboveKeyboard() {
  const seen = window.visualViewport;
  if (!seen) return;
  seen.addEventListener("resize", () => {
    const isZoomed = seen.scale > 1.01;
    document.documentElement.style.setProperty("--seen-height", isZoomed ? "" : `${seen.height}px`);
    if (!isZoomed) scrollTo(0, 0);
  });
}

async function start() {
  keepAboveKeyboard();
  joinKeys(composer);
  for (const element of byId("commands").children) {
    element.addEventListener("click", (click) => command(element.textContent, click));
  }
  byId("earlier").addEventListener("click", () => showHistory(MOST_TURNS, true));
  if (hasMouse()) composer.input.focus();
  if (!navigator.cookieEnabled) notice("请允许本站使用 Cookie，否则办到一半的事情记不住。");
  await sendLeft();
  await showHistory();
  isReady = true;
  if (log.isEmpty) outbox.put({ id: newId(), kind: "hello", text: "", at: Date.now() });
}

start();
