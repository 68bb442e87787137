// Messages that come by themselves: a stream that the page holds while it is seen, each shown once.

const ADDRESS = "/api/chat/late";
const AGAIN_MS = [2_000, 5_000, 15_000, 60_000];

/** Hears late messages. `onLate(reply)` gets each that is neither in the history nor was shown before. */
export class Late {
  constructor(onLate) {
    this.onLate = onLate;
    this.shown = new Set();
    this.after = null;
    this.source = null;
    this.failures = 0;
    // a hidden tab holds no line: browsers have few to one server, and all tabs share them
    document.addEventListener("visibilitychange", () => (document.hidden ? this.close() : this.open()));
    addEventListener("pagehide", () => this.close());
    addEventListener("online", () => this.open());
  }

  /** Notes which late messages a history shows. */
  know(turns) {
    for (const { late } of turns) if (late) this.shown.add(late);
  }

  /** Wants what comes after this number; only the first one counts, since the page knows best what it has. */
  begin(after) {
    if (this.after !== null || after === undefined) return;
    this.after = after;
    this.open();
  }

  open() {
    if (this.source || this.after === null || document.hidden) return;
    clearTimeout(this.timer);
    this.source = new EventSource(`${ADDRESS}?after=${this.after}`);
    this.source.addEventListener("open", () => (this.failures = 0));
    this.source.addEventListener("late", (event) => this.hear(event));
    this.source.addEventListener("error", () => this.onError());
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  hear(event) {
    const { late, reply } = JSON.parse(event.data);
    this.after = Math.max(this.after, late);
    if (this.shown.has(late)) return;
    this.shown.add(late);
    this.onLate(reply);
  }

  /** A line that broke comes back by itself; one that was refused is asked for again later. */
  onError() {
    if (this.source?.readyState !== EventSource.CLOSED) return;
    this.close();
    const pause = AGAIN_MS[Math.min(this.failures, AGAIN_MS.length - 1)];
    this.failures += 1;
    this.timer = setTimeout(() => this.open(), pause);
  }
}
