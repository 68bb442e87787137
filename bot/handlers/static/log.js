// The conversation on the screen: rows, times, the sign that a reply is coming, and where the eye is led.

import { byId, isCalm, make } from "./dom.js";
import { greyOld, markChosen } from "./options.js";
import { OwnRow, replyRow, typingRow } from "./rows.js";
import { PAUSE_MS, timeLabel } from "./times.js";

const NEAR_END = 40;
const FAR_FROM_END = 160;
const ABOVE_FIRST = 12;

export class Log {
  /** `on` hears `onChoose(option, click)`, `onResend(item)`, `onEdit(row)`. */
  constructor(on) {
    this.on = on;
    this.box = byId("log");
    this.past = byId("past");
    this.live = byId("live");
    this.lastAt = 0;
    this.lastTop = 0;
    this.follows = true;
    this.skew = 0;
    this.typing = typingRow();
    this.box.addEventListener("scroll", () => this.noteScroll(), { passive: true });
    new ResizeObserver(() => this.follows && this.toEnd("instant")).observe(this.box);
    byId("to-end").addEventListener("click", () => this.toEnd());
  }

  /** Takes the server's time for ours, since clocks on devices may be off. */
  set now(text) {
    this.skew = Date.parse(text) - Date.now();
  }

  /**
   * Shows the turns of the past in place of all that was shown before but unsent messages.
   * `stay` keeps what is seen where it is.
   */
  showPast(turns, stay = false) {
    const fromEnd = this.box.scrollHeight - this.box.scrollTop;
    const unsent = [...this.live.querySelectorAll(".own:not([data-state=sent])")];
    this.box.setAttribute("aria-live", "off");
    this.past.replaceChildren();
    this.lastAt = 0;
    for (const turn of turns) this.addTurn(turn);
    this.live.replaceChildren(...unsent);
    this.grey();
    this.box.scrollTop = stay ? this.box.scrollHeight - fromEnd : this.box.scrollHeight;
    requestAnimationFrame(() => this.box.setAttribute("aria-live", "polite"));
  }

  addTurn({ said, reply }) {
    this.addTime(this.past, new Date(reply.at));
    if (said) {
      markChosen(this.past, said);
      const row = new OwnRow({ id: "", kind: "past", text: said }, this.on);
      row.show("sent");
      this.past.append(row.element);
    }
    this.past.append(replyRow(reply, this.on.onChoose));
  }

  addTime(place, at) {
    if (at - this.lastAt > PAUSE_MS) {
      const time = make("time", "", timeLabel(at, new Date(Date.now() + this.skew)));
      time.dateTime = at.toISOString();
      place.append(time);
    }
    this.lastAt = Number(at);
  }

  /** Shows a message of the person's own at once, on its way. */
  addOwn(item) {
    this.addTime(this.live, new Date(item.at + this.skew));
    const row = new OwnRow(item, this.on);
    this.live.append(row.element);
    row.show("sending");
    this.grey();
    this.toEnd();
    return row;
  }

  /** Shows a reply after the message that it answers, and leads the eye to its first message. */
  addReply(reply, answered) {
    this.setTyping(false);
    this.now = reply.at;
    const row = replyRow(reply, this.on.onChoose);
    if (answered) {
      answered.element.after(row);
    } else {
      this.addTime(this.live, new Date(reply.at));
      this.live.append(row);
    }
    this.grey();
    this.scrollTo(row.offsetTop - ABOVE_FIRST);
  }

  /** Shows a reply that nobody asked for, and leads the eye there only where it is at the end already. */
  addLate(reply) {
    const followed = this.follows;
    this.now = reply.at;
    this.addTime(this.live, new Date(reply.at));
    const row = replyRow(reply, this.on.onChoose);
    if (this.typing.isConnected) this.typing.before(row);
    else this.live.append(row);
    this.grey();
    if (followed) this.scrollTo(row.offsetTop - ABOVE_FIRST);
    else this.noteScroll();
  }

  /** Shows or hides the sign that a reply is being written. */
  setTyping(on) {
    if (on && !this.typing.isConnected) {
      this.live.append(this.typing);
      if (this.follows) this.toEnd();
    } else if (!on) {
      this.typing.remove();
    }
  }

  /** Greys the options that are not the last reply's. */
  grey() {
    greyOld(this.box);
  }

  get isEmpty() {
    return !this.past.hasChildNodes() && !this.live.hasChildNodes();
  }

  toEnd(behavior) {
    this.scrollTo(this.box.scrollHeight, behavior);
  }

  scrollTo(top, behavior = isCalm() ? "instant" : "smooth") {
    const target = Math.max(0, Math.min(top, this.end));
    this.follows = target >= this.end - NEAR_END;
    this.box.scrollTo({ top: target, behavior });
    this.noteScroll();
  }

  get end() {
    return this.box.scrollHeight - this.box.clientHeight;
  }

  /** The end is followed once it was reached, until the person scrolls up. */
  noteScroll() {
    const top = this.box.scrollTop;
    const left = this.end - top;
    if (left < NEAR_END) this.follows = true;
    else if (top < this.lastTop) this.follows = false;
    this.lastTop = top;
    byId("to-end").hidden = left < FAR_FROM_END;
  }
}
