"use strict";
/* Records of the register: dialogs that are filled when they open, changes sent at once, Undo, and narrowing a list. */
(() => {
  const WAIT_MS = 250; // between the last key and the question
  const UNDO_MS = 10000;
  const state = { seq: 1000000, timer: 0 };

  /* The fields are React's: a value set past it would be forgotten. */
  function put(control, value) {
    const kind = control.tagName === "SELECT" ? HTMLSelectElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(control, value);
    control.dispatchEvent(new Event(control.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
  }

  function fill(button) {
    const dialog = document.getElementById(button.dataset.cdDialog);
    for (const [name, value] of Object.entries(JSON.parse(button.dataset.cdFill))) {
      dialog?.querySelectorAll(`[name="${name}"]`).forEach((control) => put(control, value));
      dialog?.querySelectorAll(`[data-cd-said="${name}"]`).forEach((place) => { place.textContent = value; });
    }
  }

  function send(what, form) {
    const record = document.querySelector("[data-cd-sends]");
    if (!record) return;
    state.seq += 1;
    const data = { seq: state.seq, what, ...JSON.parse(record.dataset.cdRecord), form };
    window.dash_clientside.set_props(record.dataset.cdSends, { data });
  }

  // Before the dialog opens, so that it opens filled.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-cd-fill], [data-cd-send]");
    if (button?.dataset.cdFill) fill(button);
    if (button?.dataset.cdSend) {
      const { what, form } = JSON.parse(button.dataset.cdSend);
      send(what, form);
    }
  }, true);

  function narrow(form) {
    const params = new URLSearchParams(window.location.search);
    params.delete("part");
    for (const [name, value] of new FormData(form)) {
      if (value) params.set(name, String(value));
      else params.delete(name);
    }
    const search = params.toString();
    window.dash_clientside.set_props("url", { search: search ? `?${search}` : "" });
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-cd-list]");
    if (!form) return;
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(() => narrow(form), WAIT_MS);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches?.("form[data-cd-list]")) event.preventDefault();
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.caudal_records = {
    /* What was done is said with the way back, or leads to the record that was made. */
    told(answer) {
      window.dash_clientside.caudal_document.answered(answer);
      if (!answer?.ok) return;
      if (answer.href) {
        window.history.pushState({}, "", answer.href);
        window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
      }
      if (!answer.said) return;
      const back = answer.undo ? [{ label: answer.undo_label, run: () => send("undo", { event: String(answer.undo) }) }] : [];
      window.caudal.toast({ title: answer.said, tone: "pos", icon: "check2-circle", actions: back, life: UNDO_MS });
    },
  };
})();
