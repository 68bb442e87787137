// Option buttons under a reply: numbered; those of older replies stay, greyed, and still work.

import { make } from "./dom.js";

const SHORT = 8;
const KEYS = 9;

/** The options of a reply as a group of buttons; `onChoose` gets the option and the click. */
export function optionGroup(options, onChoose) {
  const group = make("div", "options");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", "可以选择");
  group.classList.toggle("stacked", options.some((option) => option.label.length > SHORT));
  for (const option of options) group.append(optionButton(option, onChoose));
  return group;
}

function optionButton(option, onChoose) {
  const element = make("button", "option", make("span", "number", String(option.number)), make("span", "", option.label));
  element.type = "button";
  element.dataset.id = option.id;
  element.dataset.number = option.number;
  if (option.number <= KEYS) element.setAttribute("aria-keyshortcuts", String(option.number));
  element.addEventListener("click", (event) => onChoose({ id: option.id, label: option.label }, event));
  return element;
}

/** Greys all groups but the last one, and that one, too, where something was said after it. */
export function greyOld(log) {
  const groups = [...log.querySelectorAll(".options")];
  const last = groups.pop();
  for (const group of groups) group.classList.add("old");
  if (!last) return;
  const said = [...log.querySelectorAll(".own:not([data-state=refused])")].pop();
  const isPast = said && last.compareDocumentPosition(said) & Node.DOCUMENT_POSITION_FOLLOWING;
  last.classList.toggle("old", Boolean(isPast));
}

/** Shows which option of the last group was taken. */
export function markChosen(log, label) {
  const group = [...log.querySelectorAll(".options")].pop();
  const taken = [...(group?.children ?? [])].find((element) => element.lastChild.textContent === label);
  taken?.classList.add("chosen");
}

/** The button that a typed digit stands for; none where a second digit could follow. */
export function optionForKey(log, digit) {
  const group = log.querySelector(".options:not(.old)");
  if (!group) return null;
  const longer = [...group.children].some((element) => element.dataset.number.length > 1 && element.dataset.number[0] === digit);
  return longer ? null : group.querySelector(`[data-number="${digit}"]`);
}
