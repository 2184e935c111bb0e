"use strict";
/* The deal: buttons that do something at once, dialogs that are asked for, and what became of it; on an opportunity
   and on a quote. Dialogs are sent and closed by 65-document.js. */
(() => {
  const UNDO_MS = 10000;
  const WAIT_MS = 15000;
  const AS_BUTTONS = "form-check-input";
  const state = { seq: 0, busy: 0, opener: null, shown: "" };
  const place = () => document.querySelector("[data-cd-wire]");
  const record = () => JSON.parse(document.querySelector(".cd-opp[data-cd-record]").dataset.cdRecord);
  const formOf = (node) => (node.dataset.cdForm ? JSON.parse(node.dataset.cdForm) : {});
  const isBusy = () => Date.now() < state.busy;

  function send(store, data) {
    state.seq += 1;
    window.dash_clientside.set_props(`${place().dataset.cdWire}-deal-${store}`, { data: { seq: state.seq, ...data } });
  }

  /* A control is found again by what it says, also after the page was drawn anew. */
  function remember(node) {
    const { cdDeal, cdDo, cdForm } = node.dataset;
    state.opener = (one) => (node.id ? one.id === node.id : one.dataset.cdDeal === cdDeal && one.dataset.cdDo === cdDo && one.dataset.cdForm === cdForm);
  }

  function ask(node) {
    const before = document.querySelector("dialog[open]");
    if (isBusy() || (before && !before.contains(node))) return;
    if (before) before.close();
    else remember(node);
    send("ask", { what: node.dataset.cdDeal, id: record().id, form: formOf(node) });
  }

  /* The same click twice bears the same key, so that it is one change. */
  function act(what, form) {
    if (isBusy()) return;
    state.busy = Date.now() + WAIT_MS;
    const { id, version, request_key: key } = record();
    const about = form.task_id || form.quote_id || form.event_id || "";
    send("action", { what, id, version, request_key: `${key}-${what}-${about}`, form });
  }

  /* A few reasons stand side by side. */
  function spreadReasons(dialog) {
    const shelf = dialog.querySelector("[data-cd-reasons]");
    if (!shelf) return;
    shelf.replaceChildren(...JSON.parse(shelf.dataset.cdReasons).map(([value, text]) => {
      const label = document.createElement("label");
      const [radio, words] = ["input", "span"].map((tag) => label.appendChild(document.createElement(tag)));
      label.className = "cd-reason";
      Object.assign(radio, { type: "radio", name: "reason", value, className: AS_BUTTONS });
      words.textContent = text;
      return label;
    }));
  }

  function show() {
    const dialog = place().querySelector("dialog");
    state.shown = keyOf(dialog);
    if (dialog.open) return;
    spreadReasons(dialog);
    dialog.addEventListener("close", () => window.setTimeout(focusBack, 0), { once: true });
    dialog.showModal();
    dialog.querySelector(".modal-body :is(input:not([type=hidden]), select, textarea)")?.focus();
  }

  function focusBack() {
    const heading = document.querySelector(".cd-opp h1");
    const button = state.opener && [...document.querySelectorAll("[data-cd-deal], [data-cd-do]")].find(state.opener);
    const menu = button?.closest(".cd-pop");
    const opener = menu ? document.querySelector(`[data-cd-pop="${menu.id}"]`) : button;
    if (!opener && heading) heading.tabIndex = -1;
    (opener || heading)?.focus({ preventScroll: true });
  }

  /* Dash tells of the children a moment before they stand in the document, in place of those before. */
  const keyOf = (dialog) => dialog.closest("[data-cd-record]").dataset.cdRecord;
  function whenThere(frames = 60) {
    const dialog = place()?.querySelector("dialog");
    if (dialog && keyOf(dialog) !== state.shown) show();
    else if (frames > 0) window.requestAnimationFrame(() => whenThere(frames - 1));
  }

  function tell({ toast, undo, ok, stale, message }) {
    const refusedInDialog = message && document.querySelector("dialog.cd-docmodal[open]");
    if (!toast || (!ok && !stale && refusedInDialog)) return;
    const actions = [...toast.actions];
    if (undo) {
      const form = { event_id: String(undo.event_id), entity: undo.entity };
      actions.unshift({ label: undo.label, run: () => act("undo", form) });
    }
    window.caudal.toast({ ...toast, actions, life: UNDO_MS });
  }

  document.addEventListener("click", (event) => {
    const asking = event.target.closest("[data-cd-deal]");
    const doing = event.target.closest("[data-cd-do]");
    if (asking && place()) ask(asking);
    else if (doing && place()) {
      remember(doing);
      act(doing.dataset.cdDo, formOf(doing));
    }
  });

  document.addEventListener("dblclick", (event) => {
    const row = event.target.closest("[data-cd-opens]");
    if (row && !event.target.closest("button, a")) row.querySelector(`a[href="${row.dataset.cdOpens}"]`)?.click();
  });

  /* W wins, L loses, as on the boards. */
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !place()) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog, [role=dialog]")) return;
    const what = { w: "win", l: "lose" }[event.key.toLowerCase()];
    const button = what && document.querySelector(`.cd-opp [data-cd-deal="${what}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  /* ── the log: what the reader chose ── */
  function wish(page) {
    const shelf = document.querySelector("[data-cd-log]");
    const chosen = (name) => shelf.querySelector(`[name="${name}"]`).value;
    state.seq += 1;
    const data = { seq: state.seq, kind: chosen("kind"), person: chosen("person"), page };
    window.dash_clientside.set_props(shelf.dataset.cdLog, { data });
  }

  document.addEventListener("change", (event) => {
    if (event.target.closest?.("[data-cd-log]")) wish(1);
  });

  document.addEventListener("click", (event) => {
    const turn = event.target.closest("[data-cd-log-page]");
    if (turn) wish(Number(turn.dataset.cdLogPage));
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.caudal_deal = {
    opened() {
      whenThere();
    },
    answered(answer) {
      if (!answer) return;
      state.busy = 0;
      tell(answer);
      window.dash_clientside.caudal_document.answered(answer);
      if (answer.message) document.querySelector("dialog.cd-docmodal[open] [type=submit]")?.focus();
    },
  };
})();
