// The requests that the page makes, and what can go wrong with them.

const TURN = "/api/chat/turn";
const FILE = "/api/chat/file";
const TURN_MS = 30_000;
const FILE_MS = 180_000;
const FINAL = new Set([400, 403, 404, 405, 413, 415]);
const SAID_BY_STATUS = {
  403: "请求被拒绝，请刷新页面后再试。",
  413: "内容太大了，请缩短或压缩后再发。",
};

/** A request that was not served. `final`: trying again is of no use. `waitMs`: when to try again. */
export class NotServed extends Error {
  constructor(message, { final = false, waitMs = 0 } = {}) {
    super(message);
    this.final = final;
    this.waitMs = waitMs;
  }
}

/** Sends a message or a file, and gives the reply. `onProgress` hears which part of a file has gone out, 0 to 1. */
export function send(item, onProgress) {
  if (item.kind === "file") return sendFile(item, onProgress);
  const body = { id: item.id };
  if (item.kind === "hello") body.hello = true;
  else if (item.kind === "choice") Object.assign(body, { choice: item.choice, label: item.text });
  else body.text = item.text;
  return request(TURN, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** What was said before: `turns`, and whether there are `more`. */
export const history = (limit) => request(`/api/chat/history?limit=${limit}`, {});

/** Where a file of a reply lies. */
export const fileAddress = (id) => `/api/chat/files/${encodeURIComponent(id)}`;

async function request(address, options) {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), TURN_MS);
  let response;
  let body;
  try {
    response = await fetch(address, { ...options, cache: "no-store", redirect: "error", signal: limit.signal });
    body = await response.text();
  } catch {
    throw new NotServed("网络不通，消息没有发出。");
  } finally {
    clearTimeout(timer);
  }
  return read(response.status, body, response.headers.get("Retry-After"));
}

// fetch cannot tell how much of a file has gone out
function sendFile(item, onProgress) {
  const form = new FormData();
  form.append("id", item.id);
  form.append("file", item.file, item.file.name || "图片.png");
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", FILE);
    sending.timeout = FILE_MS;
    sending.setRequestHeader(document.body.dataset.fileHeader, "1");
    sending.upload.addEventListener("progress", (event) => onProgress(event.loaded / event.total));
    sending.addEventListener("load", () => {
      try {
        resolve(read(sending.status, sending.responseText, sending.getResponseHeader("Retry-After")));
      } catch (trouble) {
        reject(trouble);
      }
    });
    for (const kind of ["error", "timeout", "abort"]) {
      sending.addEventListener(kind, () => reject(new NotServed("网络不通，文件没有发出。")));
    }
    sending.send(form);
  });
}

function read(status, text, retryAfter) {
  let body = null;
  try {
    body = JSON.parse(text);
  } catch {
    // a proxy's own error page
  }
  if (status === 200 && body) return body;
  const message = body?.error?.message ?? SAID_BY_STATUS[status] ?? "系统暂时没有回应，请稍后重发。";
  throw new NotServed(message, { final: FINAL.has(status), waitMs: 1000 * (Number(retryAfter) || 0) });
}
