// A message's text as nodes: sections, steps and links are set apart; every character stays as written.

import { make } from "./dom.js";

const URL_IN_TEXT = /https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+/g;
const AFTER_URL = /[.,;:!?'")\]]+$/;
const SECTIONS = [
  ..."谁来办 谁办 在哪里点 怎么点 点击路径 操作路径 要准备 准备材料 怎么办 这样办 说明 注意 提醒 原因".split(" "),
  ..."资料没写明的 后来的变化 见于 依据 来源 另见 相关".split(" "),
].join("|");
const SECTION = new RegExp(`^(\u3010[^\u3011]{2,12}\u3011|(?:${SECTIONS})[\uff1a:])(.*)$`);
const QUIET = /^\u3010?(?:后来的变化|见于|依据|来源|另见|相关)/;
const STEP = /^(\s*(?:\d{1,2}[.\u3001\uff0e)\uff09](?!\d)|[①-⑳]|[-–•·●*](?=\s))\s*)(\S.*)$/;
const LABELED = /^([\u4e00-\u9fff\u3001/\uff08\uff09()]{2,10}[\uff1a:])(.+)$/;
const NOTE = "【可转发】";

/** What a message begins with whose text is shown when it is asked for. */
export const DETAILS = "【细节】";

/** The parts of a message: plain text, and notes to forward with their title. */
export function parts(text) {
  const found = [];
  for (const line of text.split("\n")) {
    const last = found.at(-1);
    if (line.startsWith(NOTE)) {
      found.push({ note: true, title: line.slice(NOTE.length).trim(), lines: [] });
    } else if (last) {
      last.lines.push(line);
    } else {
      found.push({ note: false, title: "", lines: [line] });
    }
  }
  return found
    .map(({ note, title, lines }) => ({ note, title, text: lines.join("\n").trim() }))
    .filter((part) => part.text || part.note);
}

/** The names of the sections in a text, in order. */
export function sections(text) {
  const found = text.split("\n").map((line) => line.match(SECTION)?.[1].replace(/[\uff1a:]$/, ""));
  return found.filter(Boolean);
}

/** A text as blocks for the eye. */
export function shaped(text) {
  const root = make("div", "text");
  const lines = text.split("\n");
  let block = root;
  let gap = false;
  for (const line of lines) {
    if (!line.trim()) {
      gap = true;
      continue;
    }
    const section = line.match(SECTION);
    if (section) {
      block = make("div", QUIET.test(line) ? "section quiet" : "section");
      root.append(block);
    } else if (gap) {
      block = root;
    }
    const element = section ? labeled(section[1], section[2]) : shapedLine(line);
    const isPath = !section && line.includes(" → ") && element.className === "line";
    if (isPath && block.lastChild?.matches(".step")) element.classList.add("under-step");
    if (gap && !section) element.classList.add("after-gap");
    block.append(element);
    gap = false;
  }
  return root;
}

function shapedLine(line) {
  const step = line.match(STEP);
  if (!step) return make("div", "line", ...linked(line));
  const body = step[2].match(LABELED);
  const text = body ? [make("b", "", body[1]), ...linked(body[2])] : linked(step[2]);
  return make("div", "step", make("span", "mark", step[1]), make("span", "", ...text));
}

const labeled = (label, rest) => make("div", "line", make("b", "", label), ...linked(rest));

/** The text with its addresses as links that tell the other side nothing. */
export function linked(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(URL_IN_TEXT)) {
    const address = match[0].replace(AFTER_URL, "");
    if (!isAddress(address)) continue;
    nodes.push(text.slice(end, match.index), link(address));
    end = match.index + address.length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

function isAddress(text) {
  try {
    return new URL(text).hostname !== "";
  } catch {
    return false;
  }
}

function link(address) {
  const element = make("a", "", address);
  element.href = address;
  element.target = "_blank";
  element.rel = "noopener noreferrer nofollow";
  return element;
}
