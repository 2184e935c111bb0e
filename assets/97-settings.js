"use strict";
/* The page of a list of the settings: opens forms, keeps the order by buttons, keys and drag, and says what became of it. */
(() => {
  const { board, settings } = window.caudal;
  const { el } = board;
  const { say } = settings;
  const state = { seq: Date.now(), step: null };
  const root = () => document.querySelector("[data-cd-lookup]");
  const rowsOf = (place) => [...place.querySelectorAll("tbody tr[data-cd-id]")];
  const nextSeq = () => (state.seq = Math.max(state.seq + 1, Date.now()));

  function place() {
    const { cdLookup, cdParent } = root().dataset;
    return { lookup: cdLookup, parent: cdParent ? Number(cdParent) : null };
  }

  function send(message) {
    window.dash_clientside.set_props("settings-action", { data: { ...place(), ...message, seq: nextSeq() } });
  }

  function ask(id) {
    window.dash_clientside.set_props("settings-ask", { data: { ...place(), seq: nextSeq(), id: id ? Number(id) : null } });
  }

  settings.focus = (id) => root()?.querySelector(`[data-cd-row="${id ?? ""}"]`)?.focus();

  /* ── order ── */
  function sendOrder(place, moved, way) {
    state.step = { id: moved.dataset.cdId, way };
    send({ what: "order", ids: rowsOf(place).map((row) => Number(row.dataset.cdId)) });
  }

  function step(row, way) {
    const other = way === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (way === "up") other.before(row);
    else other.after(row);
    sendOrder(root(), row, way);
  }

  function sortable(place) {
    const body = place.querySelector(".cd-settings__order button") && place.querySelector(".cd-settings__table tbody");
    if (!body || !window.Sortable) return;
    window.Sortable.create(body, {
      animation: 120, filter: "a, input", preventOnFilter: false, delay: 150, delayOnTouchOnly: true,
      onEnd: (event) => { if (event.oldIndex !== event.newIndex) sendOrder(root(), event.item, ""); },
    });
  }

  /* ── moves ── */
  function boxes(place) {
    place.querySelectorAll("[data-cd-pair]").forEach((spot) => {
      const box = el("input", { type: "checkbox", class: "form-check-input", "aria-label": spot.dataset.cdLabel, title: spot.dataset.cdLabel });
      box.checked = spot.dataset.cdTicked === "true";
      spot.replaceChildren(box);
    });
  }

  function sendMoves(section) {
    const ticked = [...section.querySelectorAll("[data-cd-pair]")].filter((spot) => spot.querySelector("input").checked);
    send({ what: "moves", seen: section.dataset.cdSeen, moves: ticked.map((spot) => spot.dataset.cdPair.split("-").map(Number)) });
  }

  /* ── search in the list ── */
  function narrow(place, letters) {
    const wanted = letters.trim().toLocaleLowerCase();
    rowsOf(place).forEach((row) => { row.hidden = Boolean(wanted) && !row.dataset.cdText.includes(wanted); });
  }

  function search(place) {
    const spot = place.querySelector("[data-cd-search]");
    if (!spot) return;
    const field = el("input", { type: "search", class: "form-control", placeholder: spot.dataset.cdSearch, "aria-label": spot.dataset.cdSearch });
    field.value = state.letters || "";
    field.addEventListener("input", () => { state.letters = field.value; narrow(place, field.value); });
    spot.replaceChildren(field);
    narrow(place, field.value);
  }

  function dress(place) {
    if (place.dataset.cdDressed) return;
    place.dataset.cdDressed = "yes";
    if (state.lookup !== place.dataset.cdLookup) Object.assign(state, { lookup: place.dataset.cdLookup, letters: "" });
    boxes(place);
    sortable(place);
    search(place);
    if (!state.step) return;
    const row = place.querySelector(`tr[data-cd-id="${state.step.id}"]`);
    (row?.querySelector(`[data-cd-step="${state.step.way}"]`) || row?.querySelector("[data-cd-row]"))?.focus();
    state.step = null;
  }

  new MutationObserver(() => { const found = root(); if (found) dress(found); }).observe(document.documentElement, { childList: true, subtree: true });

  document.addEventListener("click", (event) => {
    const found = root();
    if (!found?.contains(event.target)) return;
    const opens = event.target.closest("[data-cd-row]");
    const steps = event.target.closest("[data-cd-step]");
    if (opens) ask(opens.dataset.cdRow);
    else if (steps) step(steps.closest("tr"), steps.dataset.cdStep);
    else if (event.target.closest("[data-cd-moves]")) sendMoves(event.target.closest("section"));
  });

  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("[data-cd-lookup] tr[data-cd-id]");
    const ways = { ArrowUp: "up", ArrowDown: "down" };
    if (!row || !event.altKey || !ways[event.key] || !row.querySelector("[data-cd-step]")) return;
    event.preventDefault();
    step(row, ways[event.key]);
  });

  function done(answer) {
    settings.dialog?.close();
    const undo = answer.undo ? [{ label: say("undo"), run: () => send({ what: "undo", audit_id: answer.undo, lookup: answer.lookup }) }] : [];
    window.caudal.toast({ title: answer.title, tone: "pos", icon: "check2-circle", actions: undo });
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.caudal_settings = {
    drawn(form) {
      if (!form || form.seq !== state.seq || settings.dialog) return;
      settings.dialog = new settings.Dialog(form, send);
    },
    answered(answer) {
      if (!answer) return;
      if (answer.ok) done(answer);
      else if (settings.dialog) settings.dialog.refused(answer);
      else window.caudal.toast({ title: say("not_done"), text: answer.message, tone: "warn", icon: "exclamation-triangle" });
    },
  };
})();
