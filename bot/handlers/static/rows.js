// Rows of the conversation: what the person says on the right, what the assistant says on the left.

import { fileAddress } from "./api.js";
import { button, byId, copyText, make, sizeLabel, unseen } from "./dom.js";
import { optionGroup } from "./options.js";
import { DETAILS, parts, sections, shaped } from "./words.js";

const LONG = 500;
const COPIED_MS = 2_000;
const IMAGE = /^image\/(png|jpeg|webp|gif)$/;
const OUR_IMAGE = /^image\/(png|jpeg|webp|svg\+xml)$/;

/** One message of the person's own, and how far it got: sending, sent, failed or refused. */
export class OwnRow {
  constructor(item, { onResend, onEdit }) {
    this.item = item;
    this.onResend = onResend;
    this.onEdit = onEdit;
    this.state = make("span", "state");
    const bubble = item.kind === "file" ? ownFile(item) : ownText(item.text);
    this.element = make("div", "own", unseen("我："), make("div", "out", bubble, this.state));
    this.element.setAttribute("aria-live", "off");
    this.element.dataset.id = item.id;
    this.note = null;
  }

  /** Shows how far the message got; `message` says why it was refused. */
  show(state, message = "") {
    this.element.dataset.state = state;
    this.state.replaceChildren();
    this.note?.remove();
    if (state === "sending") this.state.append(make("span", "spinner"), unseen("正在发送"));
    if (state === "failed") this.state.append(this.resend());
    if (state === "refused") this.explain(message);
    if (state !== "sending") this.element.querySelector("progress")?.remove();
  }

  /** Shows which part of the file has gone out, 0 to 1. */
  progress(part) {
    const bar = this.element.querySelector("progress");
    if (bar) bar.value = part;
  }

  resend() {
    const element = button("resend", "重发", () => this.onResend(this.item));
    element.setAttribute("aria-label", "没有发出，点这里重发");
    return element;
  }

  explain(message) {
    this.note = make("p", "refusal", message);
    if (this.item.kind === "text") this.note.append(button("edit", "改一改", () => this.onEdit(this)));
    this.element.append(this.note);
  }
}

function ownText(text) {
  const bubble = make("div", "bubble", text);
  if (text.length <= LONG) return bubble;
  bubble.classList.add("folded");
  const more = button("unfold", "展开全文", () => {
    const folded = bubble.classList.toggle("folded");
    more.textContent = folded ? "展开全文" : "收起";
  });
  return make("div", "foldable", bubble, more);
}

function ownFile(item) {
  const file = item.file;
  if (!file) return fileCard(item.text, "");
  const bar = make("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", "发送进度");
  const shown = IMAGE.test(file.type) ? thumbnail(file) : fileCard(item.text, sizeLabel(file.size));
  shown.append(bar);
  return shown;
}

/** A small picture of a file on this device; pressing it shows it large. */
function thumbnail(file) {
  return pictureButton(URL.createObjectURL(file), file.name || "图片");
}

function pictureButton(address, name) {
  const picture = make("img");
  picture.src = address;
  picture.alt = name;
  const element = button("picture", picture, () => {
    byId("viewer-image").src = picture.src;
    byId("viewer").showModal();
  });
  element.setAttribute("aria-label", `查看图片 ${picture.alt}`);
  return element;
}

/** A file as a card: its name, its size and the ending of its name. */
export function fileCard(name, size, tag = "div") {
  const ending = (name.match(/\.([A-Za-z0-9]{1,4})$/)?.[1] ?? "文件").toUpperCase();
  const about = make("span", "about", make("span", "name", name), make("span", "size", size));
  const card = make(tag, "bubble file", about, make("span", "ending", ending));
  card.querySelector(".ending").setAttribute("aria-hidden", "true");
  return card;
}

/** A reply: its messages, its files, its options. */
export function replyRow(reply, onChoose) {
  const said = make("div", "said", unseen("参保助手："));
  for (const { text } of reply.messages) {
    for (const part of parts(text)) said.append(part.note ? noteCard(part) : bubble(part.text));
  }
  for (const file of reply.files ?? []) said.append(fileLink(file));
  if (reply.options?.length) said.append(optionGroup(reply.options, onChoose));
  const avatar = make("span", "avatar");
  avatar.setAttribute("aria-hidden", "true");
  return make("div", "reply", avatar, said);
}

/** A message as a bubble; details are folded until somebody wants them. */
function bubble(text) {
  if (!text.startsWith(DETAILS)) return make("div", "bubble", shaped(text));
  const details = text.slice(DETAILS.length).trim();
  const summary = make("summary", "", `更多：${sections(details).join("、") || "细节"}`);
  return make("details", "bubble more", summary, shaped(details));
}

function fileLink(file) {
  if (OUR_IMAGE.test(file.kind)) return pictureButton(fileAddress(file.id), file.name);
  const card = fileCard(file.name, sizeLabel(file.size), "a");
  card.href = fileAddress(file.id);
  card.download = file.name;
  return card;
}

function noteCard({ title, text }) {
  const copy = button("copy", "复制", async () => {
    try {
      await copyText(text);
      copy.textContent = "已复制";
    } catch {
      copy.textContent = "请长按文字复制";
    }
    setTimeout(() => (copy.textContent = "复制"), COPIED_MS);
  });
  copy.setAttribute("aria-live", "polite");
  const head = make("div", "note-head", make("span", "", title || "可以转发的说明"), copy);
  return make("div", "note", head, make("div", "note-text", text));
}

/** The sign that a reply is being written. */
export function typingRow() {
  const avatar = make("span", "avatar");
  avatar.setAttribute("aria-hidden", "true");
  const dots = make("div", "bubble dots", make("i"), make("i"), make("i"), unseen("正在回复…"));
  return make("div", "reply typing", avatar, make("div", "said", dots));
}
