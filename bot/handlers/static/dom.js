// Small helpers for building the page. Text only ever becomes a text node.

/** An element with a class and children; strings become text nodes. */
export function make(tag, className = "", ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** A button that does something. */
export function button(className, label, onClick) {
  const element = make("button", className, label);
  element.type = "button";
  element.addEventListener("click", onClick);
  return element;
}

/** Text for screen readers alone. */
export const unseen = (text) => make("span", "unseen", text);

export const byId = (id) => document.getElementById(id);

/** Whether the person asked for a page that does not move. */
export const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Whether there is a mouse, and with it most likely a keyboard. */
export const hasMouse = () => matchMedia("(hover: hover) and (pointer: fine)").matches;

/** A size as people read it. */
export function sizeLabel(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** Puts text on the clipboard; works without https, too. */
export async function copyText(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = make("textarea", "unseen");
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("not copied");
}
