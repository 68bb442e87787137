// Messages on their way out: in order, each until it has arrived, each under one id, so that none counts twice.

import { NotServed, send } from "./api.js";

const PREFIX = "canbao.unsent.";
const KEPT_MS = 24 * 60 * 60 * 1000;
const DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
const OFFLINE_MS = 60_000;

/** A new message id; `crypto.randomUUID` is missing on pages without https. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Sends items `{id, kind, text, choice, file, at}` one after another. Unsent ones are kept in the browser until they
 * have arrived, at most a day. `on` hears: `sending(item)`, `progress(item, part)`, `delivered(item, reply)`,
 * `refused(item, message)`, `retrying(item, trouble)`, `failed(items)`.
 */
export class Outbox {
  constructor(on) {
    this.on = on;
    this.items = [];
    this.running = null;
    this.stuck = false;
    this.wake = () => {};
    addEventListener("online", () => this.retry());
  }

  /** What was left unsent when the page was closed, oldest first. */
  restore() {
    this.items = kept().sort((one, other) => one.at - other.at);
    return [...this.items];
  }

  /** Takes a message; it is on its way from here on. */
  put(item) {
    if (item.kind !== "hello") keep(item);
    this.items.push(item);
    if (this.stuck) this.retry();
    else this.run();
  }

  /** Tries again now. */
  retry() {
    this.stuck = false;
    for (const item of this.items) item.tries = 0;
    this.wake();
    this.run();
  }

  /** Drops a message that was not sent. */
  drop(item) {
    this.items = this.items.filter((other) => other !== item);
    forget(item);
  }

  /** Whether a message is still on its way that `test` finds. */
  has(test) {
    return this.items.some(test);
  }

  /** Sends what is there; ends when all has arrived or nothing gets through. */
  run() {
    this.running ??= this.sendAll().finally(() => {
      this.running = null;
      if (this.items.length && !this.stuck) this.run();
    });
    return this.running;
  }

  async sendAll() {
    while (this.items.length && !this.stuck) {
      const item = this.items[0];
      this.on.sending(item);
      try {
        const reply = await send(item, (part) => this.on.progress(item, part));
        this.drop(item);
        this.on.delivered(item, reply);
      } catch (trouble) {
        if (!(trouble instanceof NotServed)) throw trouble;
        await this.afterTrouble(item, trouble);
      }
    }
  }

  async afterTrouble(item, trouble) {
    if (trouble.final) {
      this.drop(item);
      this.on.refused(item, trouble.message);
      return;
    }
    const offline = navigator.onLine === false;
    if (!trouble.waitMs && !offline) item.tries = (item.tries ?? 0) + 1;
    const delay = DELAYS_MS[(item.tries || 1) - 1];
    if (delay === undefined) {
      this.stuck = true;
      this.on.failed(this.items);
      return;
    }
    this.on.retrying(item, trouble);
    await this.pause(trouble.waitMs || (offline ? OFFLINE_MS : delay));
  }

  pause(ms) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function kept() {
  const items = [];
  try {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
      const item = parsed(localStorage.getItem(key));
      if (item?.id && Date.now() - item.at < KEPT_MS) items.push(item);
      else localStorage.removeItem(key);
    }
  } catch {
    // forbidden: nothing was kept
  }
  return items;
}

function keep({ id, kind, text, choice, at }) {
  try {
    localStorage.setItem(PREFIX + id, JSON.stringify({ id, kind, text, choice, at }));
  } catch {
    // full or forbidden: the message is still sent, it only does not outlive the page
  }
}

function forget(item) {
  try {
    localStorage.removeItem(PREFIX + item.id);
  } catch {
    // forbidden
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
