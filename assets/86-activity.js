"use strict";
/* Activities: one dialog for every page: asked for by a button, sent once, told what became of it, undone by a toast. */
(() => {
  const { caudal } = window;
  const state = { seq: 0, sent: 0, origin: null, key: "" };
  const byId = (id) => document.getElementById(id);
  const dialog = () => byId("activity-dialog");
  const form = () => dialog()?.querySelector("form");
  const number = (text) => (text ? Number(text) : null);
  const newKey = () => [...window.crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const set = (store, data) => window.dash_clientside.set_props(store, { data });

  function ask(button, mode) {
    const { cdActivity, cdOpportunity, cdContact, cdType, cdOn } = button.dataset;
    if (!button.closest("dialog")) state.origin = button.id ? `#${button.id}` : originOf(button);
    state.seq += 1;
    set("activity-ask", {
      seq: state.seq, mode, activity: number(cdActivity), opportunity: number(cdOpportunity), contact: number(cdContact),
      type: number(cdType), on: cdOn || null,
    });
  }

  /* The page may be drawn anew meanwhile: the button is found again by what it says. */
  function originOf(button) {
    const names = ["data-cd-dialog", "data-cd-type", "data-cd-activity", "data-cd-act", "data-cd-on"];
    return names.filter((name) => button.hasAttribute(name)).map((name) => `[${name}="${CSS.escape(button.getAttribute(name))}"]`).join("");
  }

  function close() {
    if (dialog()?.open) dialog().close();
    const target = state.origin && document.querySelector(state.origin);
    (target || byId("content"))?.focus({ preventScroll: true });
  }

  function arrange() {
    form().querySelectorAll("[data-cd-when]").forEach((part) => {
      part.hidden = !form().querySelector(`[name="${part.dataset.cdWhen}"]`)?.checked;
    });
  }

  function problem(text) {
    const line = form()?.querySelector(".cd-actproblem");
    if (!line) return;
    line.textContent = text;
    line.hidden = !text;
  }

  function busy(is) {
    form()?.querySelectorAll(".modal-footer button").forEach((button) => { button.disabled = is; });
  }

  function fields() {
    const values = {};
    for (const [name, value] of new FormData(form())) values[name] = String(value);
    return values;
  }

  /* Sends what is to be done; every sending of an open form carries the same key, so that it is done once. */
  function act(what, parts) {
    state.seq += 1;
    state.sent = state.seq;
    set("activity-action", { seq: state.seq, what, activity: null, version: 0, opportunity: null, contact: null, event_id: null, on: null, form: {}, request_key: newKey(), ...parts });
  }

  function submit(what) {
    const known = form().dataset;
    problem("");
    busy(true);
    const place = JSON.parse(known.cdPlace || "{}");
    act(what, { request_key: state.key, activity: number(known.cdId), version: number(known.cdVersion) || 0, ...place, form: fields() });
  }

  const MODES = { "log-activity": "log", "plan-activity": "plan" };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-cd-dialog], [data-cd-act], [data-cd-only]");
    if (!button) return;
    const { cdDialog, cdAct, cdOnly } = button.dataset;
    if (MODES[cdDialog]) ask(button, MODES[cdDialog]);
    else if (cdAct === "open" || cdAct === "complete") ask(button, cdAct);
    else if (cdAct === "close") close();
    else if (cdAct === "delete") submit("delete");
    else if (cdOnly !== undefined) only(button, cdOnly);
  });

  document.addEventListener("pointerdown", (event) => {
    if (event.target === dialog()) close();
  });

  document.addEventListener("change", (event) => {
    if (!event.target.closest?.("#activity-dialog")) return;
    if (event.target.name === "type") renamed(event.target);
    arrange();
  });

  document.addEventListener("input", (event) => {
    if (event.target.closest?.("#activity-dialog")) problem("");
  });

  /* A subject that only named the kind goes on naming it. */
  function renamed(select) {
    const subject = form().querySelector('[name="subject"]');
    const names = [...select.options].map((option) => option.text);
    if (subject && names.includes(subject.value)) subject.value = select.selectedOptions[0].text;
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.closest("#activity-dialog")) return;
    event.preventDefault();
    if (!form().querySelector('[type="submit"]')?.disabled) submit(form().dataset.cdWhat);
  });

  /* A timeline shows one kind alone; headings without entries go with them. */
  function only(button, kind) {
    button.parentElement.querySelectorAll("[data-cd-only]").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    const list = button.closest(".cd-acts").querySelector(".cd-tl");
    let heading = null;
    for (const item of list.children) {
      if (item.matches(".cd-tl__m")) {
        heading = item;
        heading.hidden = Boolean(kind);
      } else {
        item.hidden = Boolean(kind) && item.dataset.cdKind !== kind;
        if (!item.hidden && heading) heading.hidden = false;
      }
    }
  }

  function refresh() {
    const store = document.querySelector("[data-cd-activity-refresh]")?.dataset.cdActivityRefresh;
    if (store) set(store, { seq: (state.seq += 1) });
  }

  function tell(answer) {
    const undo = { label: dialog().dataset.undo, run: () => act("undo", { event_id: answer.event_id }) };
    caudal.toast({ title: answer.title, text: answer.text, tone: "pos", icon: "check2-circle", actions: answer.event_id ? [undo] : [] });
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.caudal_activity = {
    /* The form stands in the dialog a moment after it is told. */
    arrived(children) {
      if (!children) return;
      window.requestAnimationFrame(() => window.requestAnimationFrame(() => {
        state.key = newKey();
        arrange();
        if (!dialog().open) dialog().showModal();
        const first = dialog().querySelector('[name="outcome"], [name="subject"]') || dialog().querySelector("button");
        first.focus();
        if (first.select && first.name === "subject") first.select();
      }));
    },
    answered(answer) {
      if (!answer || answer.seq !== state.sent) return;
      document.dispatchEvent(new CustomEvent("cd-activity-answered", { detail: answer }));
      if (answer.ok || answer.stale) {
        if (dialog().open) close();
        refresh();
      }
      if (answer.ok) tell(answer);
      else if (dialog().open) {
        busy(false);
        problem(answer.message);
      } else caudal.toast({ title: dialog().dataset.refused, text: answer.message, tone: "warn", icon: "exclamation-triangle" });
    },
  };
  caudal.activities = { act, ask };
})();
