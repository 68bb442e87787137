// Draws answers and troubles. Everything from the server is text, never markup.

export function showTrouble(place, message) {
  place.replaceChildren(node("p", "trouble", message));
  place.hidden = false;
}

export function showAnswers(place, answers) {
  const shown = answers.map((answer) => (answer.error ? refused(answer) : result(answer)));
  place.replaceChildren(...shown, raw(answers));
  place.hidden = false;
}

function node(kind, name, ...inside) {
  const made = document.createElement(kind);
  if (name) made.className = name;
  made.append(...inside);
  return made;
}

function refused(answer) {
  return node("article", "", node("h3", "", answer.day ?? ""), node("p", "trouble", answer.error.message));
}

function result(answer) {
  const differs = new Set(answer.differs ?? []);
  const numbers = node("dl", "");
  for (const one of answer.told) {
    const changed = differs.has(one.field.split(".")[0]) ? "changed" : "";
    numbers.append(node("dt", changed, one.label), node("dd", changed, one.text));
  }
  return node(
    "article",
    "",
    node("h3", differs.has("outcome") ? "changed" : "", `${answer.day}　${answer.outcome_label}`),
    node("p", "", answer.headline),
    numbers,
    unfolded("为什么？", node("ul", "because", step(answer.because))),
    ...answer.open_points.map(openPoint),
    node("p", "sources", `出处：${answer.sources.join("；") || "—"}`),
  );
}

function step(because) {
  const item = node("li", "", because.says, because.source ? node("small", "", `（${because.source}）`) : "");
  if (because.parts.length) item.append(node("ul", "", ...because.parts.map(step)));
  return item;
}

function openPoint(point) {
  const readings = node("ul", "", ...point.readings.map((reading) => node("li", "", reading)));
  return node("div", "open", node("p", "", `没有定论：${point.question}`), readings, node("p", "", `请问：${point.ask}`));
}

function unfolded(title, content) {
  return node("details", "", node("summary", "", title), content);
}

function raw(answers) {
  const shown = answers.length === 1 ? answers[0] : answers;
  return unfolded("JSON", node("pre", "", JSON.stringify(shown, null, 2)));
}
