"use strict";
/* The dialogs of an order or an invoice: opened by their button, sent once, told what would come of them and what did. */
(() => {
  const WAIT_MS = 250; // between the last key and the question what it would do
  const DRAWN_WITHIN_FRAMES = 120;
  const state = { seq: 0, timer: 0, button: null, sent: null };
  const openDialog = () => document.querySelector("dialog.cd-docmodal[open]");

  function fieldsOf(dialog) {
    const form = {};
    for (const [name, value] of new FormData(dialog.querySelector("form"))) form[name] = String(value);
    return form;
  }

  function message(dialog) {
    const record = JSON.parse(dialog.closest("[data-cd-record]").dataset.cdRecord);
    state.seq += 1;
    return { seq: state.seq, what: dialog.dataset.cdWhat, ...record, form: fieldsOf(dialog) };
  }

  /* Only the field of the chosen way is shown. */
  function arrange(dialog) {
    const mode = dialog.querySelector('[name="mode"]')?.value;
    dialog.querySelectorAll("[data-cd-mode]").forEach((part) => { part.hidden = part.dataset.cdMode !== mode; });
    dialog.querySelectorAll("[data-cd-when]").forEach((part) => {
      part.hidden = !dialog.querySelector(`[name="${part.dataset.cdWhen}"]`)?.checked;
    });
  }

  function problem(dialog, text) {
    const line = dialog.querySelector(".cd-docproblem");
    line.textContent = text;
    line.hidden = !text;
  }

  function busy(dialog, is) {
    dialog.querySelector('[type="submit"]').disabled = is;
  }

  function ask(dialog) {
    if (!dialog.dataset.cdAsk) return;
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(() => {
      if (dialog.open) window.dash_clientside.set_props(dialog.dataset.cdAsk, { data: message(dialog) });
    }, WAIT_MS);
  }

  /* One field per line that has something open, filled with all of it. */
  function spreadLines(dialog) {
    const place = dialog.querySelector("[data-cd-lines]");
    if (!place) return;
    place.replaceChildren(...JSON.parse(place.dataset.cdLines).map(([name, words, open, typed]) => {
      const row = document.createElement("label");
      const [said, left, field] = ["span", "span", "input"].map((tag) => row.appendChild(document.createElement(tag)));
      said.className = "cd-trunc";
      said.textContent = words;
      left.className = "cd-mut cd-n cd-small";
      left.textContent = open;
      Object.assign(field, { name, value: typed, type: "text", inputMode: "decimal", autocomplete: "off", maxLength: 40 });
      field.className = "form-control cd-n";
      return row;
    }));
  }

  function open(button) {
    const dialog = document.getElementById(button.dataset.cdDialog);
    if (!dialog || dialog.open) return;
    state.button = button.dataset.cdDialog;
    problem(dialog, "");
    busy(dialog, false);
    spreadLines(dialog);
    arrange(dialog);
    dialog.showModal();
    dialog.querySelector(".modal-body :is(input, select):not([hidden])")?.focus();
    ask(dialog);
  }

  function close(dialog) {
    window.clearTimeout(state.timer);
    if (dialog?.open) dialog.close();
    giveFocusBack();
  }

  /* The page may have been drawn anew, so the button is looked up again; when it is gone the heading takes the focus. */
  function giveFocusBack() {
    const button = document.querySelector(`[data-cd-dialog="${state.button}"]`);
    const heading = document.querySelector(".cd-docpage h1");
    if (!button && heading) heading.tabIndex = -1;
    (button || heading)?.focus();
  }

  const shownRecord = () => document.querySelector("[data-cd-record]")?.dataset.cdRecord;

  /* Dash draws the page a moment after its answer is told. */
  function whenDrawn(former, then, frames = DRAWN_WITHIN_FRAMES) {
    if (shownRecord() !== former || frames === 0) return then();
    return window.requestAnimationFrame(() => whenDrawn(former, then, frames - 1));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-cd-dialog]");
    if (button) open(button);
    else if (event.target.closest("[data-cd-dialog-close]")) close(event.target.closest("dialog"));
  });

  document.addEventListener("pointerdown", (event) => {
    if (event.target.matches?.("dialog.cd-docmodal")) close(event.target);
  });

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => {
      const dialog = event.target.closest?.("dialog.cd-docmodal");
      if (!dialog) return;
      problem(dialog, "");
      arrange(dialog);
      ask(dialog);
    });
  }

  document.addEventListener("submit", (event) => {
    const dialog = event.target.closest("dialog.cd-docmodal");
    if (!dialog) return;
    event.preventDefault();
    if (dialog.querySelector('[type="submit"]').disabled) return;
    window.clearTimeout(state.timer);
    problem(dialog, "");
    busy(dialog, true);
    state.sent = shownRecord();
    window.dash_clientside.set_props(dialog.dataset.cdAction, { data: message(dialog) });
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.caudal_document = {
    /* What was sent is done, refused, or came too late; a refusal is said where the fields are. */
    answered(answer) {
      if (!answer) return;
      if (answer.ok || answer.stale) {
        whenDrawn(state.sent, () => close(openDialog()));
        return;
      }
      const dialog = openDialog();
      if (!dialog) return;
      busy(dialog, false);
      problem(dialog, answer.message);
    },
    /* What it would do; an older answer than the last question is not shown. */
    previewed(said) {
      const dialog = openDialog();
      const line = dialog?.querySelector("[data-cd-preview]");
      if (!said || !line || said.seq !== state.seq) return;
      line.textContent = said.text;
      line.classList.toggle("cd-late", !said.ok);
    },
  };
})();
