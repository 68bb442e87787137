// The input: text that grows, pictures and files by button, paste and drop.

import { byId, hasMouse, make, sizeLabel } from "./dom.js";

const MOST_BYTES = Number(document.body.dataset.mostFileBytes);

export class Composer {
  /** `on` hears `onText(text)` and `onFile(file)`; `onRefused(message)` a file that is not worth sending. */
  constructor(on) {
    this.on = on;
    this.input = byId("say");
    this.form = byId("composer");
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.input.addEventListener("input", () => this.fit());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    // a tap on 发送 must not close the on-screen keyboard
    byId("send").addEventListener("pointerdown", (event) => event.preventDefault());
    this.offered = [];
    byId("confirm").addEventListener("submit", (event) => this.onConfirm(event));
    byId("confirm").addEventListener("close", () => this.focus());
    this.joinPickers();
    this.joinPaste();
    this.joinDrop();
    this.fit();
  }

  submit(event) {
    event?.preventDefault();
    const text = this.input.value;
    if (!text.trim()) return;
    this.put("");
    this.on.onText(text);
  }

  onKey(event) {
    // 229: Safari ends a composition before it tells of the Enter that ended it
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key === "Enter" && !event.shiftKey && !isComposing) this.submit(event);
  }

  /** Puts text into the input in place of what is there. */
  put(text) {
    this.input.value = text;
    this.fit();
  }

  /** Takes the keyboard, unless that would open one on the screen. */
  focus() {
    if (hasMouse()) this.input.focus();
  }

  fit() {
    this.form.classList.toggle("filled", this.input.value.trim() !== "");
    this.input.style.height = "auto";
    this.input.style.height = `${this.input.scrollHeight}px`;
  }

  joinPickers() {
    for (const [name, picker] of [["pick-image", "image"], ["pick-file", "file"]]) {
      byId(name).addEventListener("click", () => byId(picker).click());
      byId(picker).addEventListener("change", () => {
        for (const file of byId(picker).files) this.take(file);
        byId(picker).value = "";
        this.focus();
      });
    }
  }

  joinPaste() {
    document.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      this.confirm(files);
    });
  }

  joinDrop() {
    const sign = byId("drop");
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    document.addEventListener("dragover", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      sign.hidden = false;
    });
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) sign.hidden = true;
    });
    document.addEventListener("drop", (event) => {
      sign.hidden = true;
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.confirm([...event.dataTransfer.files]);
    });
  }

  /** Shows what was pasted or dropped, and sends it when the person says so. */
  confirm(files) {
    const dialog = byId("confirm");
    if (!files.length || dialog.open) return;
    byId("confirm-files").replaceChildren(...files.map(preview));
    this.offered = files;
    dialog.showModal();
  }

  onConfirm(event) {
    if (event.submitter.value === "yes") this.offered.forEach((file) => this.take(file));
  }

  take(file) {
    if (file.size > MOST_BYTES) {
      const most = Math.floor(MOST_BYTES / 1024 / 1024);
      this.on.onRefused(`“${file.name}”太大，没有收：每个最多${most}MB。请压缩、拆成几份，或者只截要用的部分再发。`);
    } else if (file.size === 0) {
      this.on.onRefused(`“${file.name}”是空的，没有收。请检查一下，把有内容的再发一次。`);
    } else {
      this.on.onFile(file);
    }
  }
}

function preview(file) {
  const about = make("p", "", `${file.name || "图片"} · ${sizeLabel(file.size)}`);
  if (!/^image\/(png|jpeg|webp)$/.test(file.type)) return about;
  const picture = make("img");
  picture.src = URL.createObjectURL(file);
  picture.alt = "";
  picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
  return make("div", "", picture, about);
}
