// Tries a rule: the form's answers go out as JSON, the result is shown below it.
import { showAnswers, showTrouble } from "./docs_shown.js";

const NO_LINE = "没有连上服务器，请检查网络后再试。";

for (const form of document.querySelectorAll("form[data-rule]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    const place = form.parentElement.querySelector(".result");
    button.disabled = true;
    try {
      const answer = await ask(form);
      if (answer.error) showTrouble(place, answer.error.message);
      else showAnswers(place, [answer].flat());
    } catch {
      showTrouble(place, NO_LINE);
    }
    button.disabled = false;
  });
}

async function ask(form) {
  const given = {};
  for (const field of form.querySelectorAll("[name]")) {
    if (field.value.trim()) given[field.name] = field.value;
  }
  const days = (form.querySelector("[data-whatif]")?.value ?? "").split(/[,，、;；\s]+/).filter(Boolean);
  const response = await fetch(`/api/rules/${form.dataset.rule}`, {
    method: "POST",
    credentials: "omit",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ given, whatif: days }),
  });
  return response.json();
}

function openNamed() {
  const named = document.getElementById(location.hash.slice(1));
  if (named instanceof HTMLDetailsElement) named.open = true;
}

addEventListener("hashchange", openNamed);
openNamed();
