"use strict";
/* Files: chosen or dropped, sent one after another with their progress, looked at, deleted and brought back. */
(() => {
  const { caudal } = window;
  const UNDO_MS = 10000;
  const state = { seq: 0 };
  const pane = () => document.querySelector("[data-cd-files]");
  const token = () => document.querySelector('input[name="csrf_token"]')?.value || "";

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function refresh() {
    state.seq += 1;
    if (pane()) window.dash_clientside.set_props(pane().dataset.cdFilesRefresh, { data: { seq: state.seq } });
  }

  const refused = (text) => caudal.toast({ title: pane()?.dataset.refused || "", text, tone: "warn", icon: "exclamation-triangle" });

  function row(file) {
    const item = element("li");
    const bar = element("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    const said = element("span", "cd-mut cd-small");
    item.append(element("span", "cd-trunc", file.name), bar, said);
    pane().querySelector("[data-cd-going]").append(item);
    return { item, bar, said };
  }

  function failed(shown, text) {
    shown.bar.hidden = true;
    shown.said.textContent = text;
    shown.said.className = "cd-late cd-small";
    const close = element("button", "cd-iconbtn cd-iconbtn--sm");
    close.type = "button";
    close.setAttribute("aria-label", pane().dataset.close);
    const cross = element("i", "bi bi-x-lg");
    cross.setAttribute("aria-hidden", "true");
    close.append(cross);
    close.addEventListener("click", () => shown.item.remove());
    shown.item.append(close);
  }

  function answerOf(request) {
    try {
      return JSON.parse(request.responseText);
    } catch {
      return {};
    }
  }

  /* What was refused stays to be read when the list is drawn anew. */
  function keep(refusals) {
    if (!refusals.length) return;
    new MutationObserver((_changes, watcher) => {
      watcher.disconnect();
      pane()?.querySelector("[data-cd-going]")?.append(...refusals);
    }).observe(pane().parentElement, { childList: true, subtree: true });
  }

  /* The bytes go up as they are; the address says what they are called and where they belong. */
  function send(file, about, type) {
    const shown = row(file);
    if (file.size > Number(pane().dataset.cdMost)) return Promise.resolve(failed(shown, pane().dataset.tooLarge));
    const query = new URLSearchParams([about.split("="), ["name", file.name], ...(type ? [["type", type]] : [])]);
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", `/files?${query}`);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.setRequestHeader("X-CSRFToken", token());
      request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) shown.bar.value = event.loaded / event.total; });
      request.addEventListener("load", () => {
        const answer = answerOf(request);
        if (request.status === 401) window.location.assign(`/sign-in?next=${encodeURIComponent(window.location.pathname)}`);
        else if (request.status === 200) {
          shown.item.remove();
          caudal.say(answer.said);
        } else failed(shown, answer.error || pane().dataset.failed);
        done();
      });
      request.addEventListener("error", () => done(failed(shown, pane().dataset.failed)));
      request.send(file);
    });
  }

  async function sendAll(files) {
    if (!files.length || !pane()) return;
    const about = pane().dataset.cdFiles;
    const type = pane().querySelector('[name="file_type"]')?.value || "";
    for (const file of files) await send(file, about, type);
    const refusals = [...(pane()?.querySelectorAll("[data-cd-going] > li") || [])];
    if (refusals.length === files.length || !pane()) return;
    keep(refusals);
    refresh();
  }

  function choose() {
    const field = element("input");
    field.type = "file";
    field.multiple = true;
    field.addEventListener("change", () => sendAll([...field.files]));
    field.click();
  }

  async function change(id, verb) {
    const answer = await window.fetch(`/files/${id}/${verb}`, { method: "POST", body: "{}", headers: { "Content-Type": "application/json" } });
    const said = await answer.json();
    if (!answer.ok) return refused(said.error);
    refresh();
    return said;
  }

  async function remove(button) {
    const words = { ...pane().dataset };
    const said = await change(button.dataset.cdId, "delete");
    if (!said) return;
    pane()?.querySelector('[data-cd-file="choose"]')?.focus();
    const undo = { label: words.undo, run: () => change(said.id, "restore") };
    caudal.toast({ title: words.deleted, text: said.name, icon: "trash", actions: [undo], life: UNDO_MS });
  }

  function look(button) {
    const dialog = element("dialog", "cd-modal cd-lookat");
    dialog.setAttribute("aria-label", button.dataset.cdName);
    const box = element("div", "modal-content cd-modal__box");
    const close = element("button", "cd-iconbtn");
    close.type = "button";
    close.setAttribute("aria-label", pane().dataset.close);
    const cross = element("i", "bi bi-x-lg");
    cross.setAttribute("aria-hidden", "true");
    close.append(cross);
    const head = element("div", "modal-header");
    head.append(element("h2", "cd-trunc", button.dataset.cdName), close);
    const image = element("img");
    image.src = button.dataset.cdSrc;
    image.alt = button.dataset.cdName;
    box.append(head, image);
    dialog.append(box);
    document.body.append(dialog);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("pointerdown", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => {
      dialog.remove();
      button.focus();
    });
    dialog.showModal();
  }

  const acts = { choose, delete: remove, look };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-cd-file]");
    if (button) acts[button.dataset.cdFile]?.(button);
  });

  // ── Dropping ────────────────────────────────────────────────────────────────────────────────────
  const carriesFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  const target = () => pane()?.querySelector(".cd-filesdrop");

  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event) || !pane()) return;
    event.preventDefault(); // a file dropped beside it must not replace the page
    const over = Boolean(event.target.closest?.("[data-cd-files]")) && Boolean(target());
    event.dataTransfer.dropEffect = over ? "copy" : "none";
    target()?.classList.toggle("is-over", over);
  });

  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) target()?.classList.remove("is-over");
  });

  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event) || !pane()) return;
    event.preventDefault();
    target()?.classList.remove("is-over");
    if (target() && event.target.closest?.("[data-cd-files]")) sendAll([...event.dataTransfer.files]);
  });
})();
