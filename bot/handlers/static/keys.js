// The keyboard: digits choose an option, Escape leaves the input.

import { byId, hasMouse } from "./dom.js";
import { optionForKey } from "./options.js";

// long enough to type the second digit of an identity number
const SECOND_DIGIT_MS = 700;

/** Joins the keys. In the empty input a digit is shown first, and chooses once no second one follows. */
export function joinKeys(composer) {
  const { input } = composer;
  let timer = 0;
  input.addEventListener("input", () => clearTimeout(timer));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) byId("log").focus();
    const option = isDigit(event) && input.value === "" && hasMouse() ? optionForKey(byId("log"), event.key) : null;
    if (!option) return;
    requestAnimationFrame(() => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (input.value !== event.key) return;
        composer.put("");
        option.click();
      }, SECOND_DIGIT_MS);
    });
  });
  document.addEventListener("keydown", (event) => {
    if (!isDigit(event) || event.target.closest("textarea, input, dialog")) return;
    optionForKey(byId("log"), event.key)?.click();
  });
}

function isDigit(event) {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && event.keyCode !== 229;
  return isPlain && /^[1-9]$/.test(event.key);
}
