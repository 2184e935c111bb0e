"use strict";
/* The calendar: what is planned is moved to another day by dragging, by keys or by a menu; the private address is kept. */
(() => {
  const { caudal } = window;
  const DAYS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  const WEEK = 7;
  const state = { dragged: null, moved: "", menu: null, seq: 0, pending: null, next: "" };
  const root = () => document.getElementById("calendar-body");
  const items = () => [...root().querySelectorAll(".cd-calitem")];
  const dayOf = (node) => node.closest("[data-cd-day]")?.dataset.cdDay;
  const isMovable = (node) => node.getAttribute("draggable") === "true";

  /* Days are counted in UTC, where none has 23 hours. */
  function shifted(day, days) {
    const at = new Date(`${day}T00:00:00Z`);
    at.setUTCDate(at.getUTCDate() + days);
    return at.toISOString().slice(0, 10);
  }

  const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);

  /* One move at a time: what is asked for meanwhile follows when the days were drawn anew. */
  function move(item, on) {
    const id = item.dataset.cdActivity;
    if (!on || on === whereIs(item)) return;
    if (state.pending) {
      if (state.pending.id === id) state.next = on;
      return;
    }
    const version = Number(item.dataset.cdVersion);
    state.pending = { id, on, version };
    state.moved = id;
    caudal.activities.act("reschedule", { activity: Number(id), version, on });
  }

  /* The day of an item, or the one it is on its way to. */
  function whereIs(item) {
    return state.pending?.id === item.dataset.cdActivity ? state.next || state.pending.on : dayOf(item);
  }

  document.addEventListener("cd-activity-answered", (event) => {
    if (!event.detail.ok) Object.assign(state, { pending: null, next: "" });
  });

  // ── Dragging ────────────────────────────────────────────────────────────────────────────────────
  document.addEventListener("dragstart", (event) => {
    const item = event.target.closest?.(".cd-calitem[draggable]");
    if (!item) return;
    state.dragged = item;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.title);
    item.classList.add("is-dragged");
  });

  document.addEventListener("dragover", (event) => {
    const day = state.dragged && event.target.closest?.("[data-cd-day]");
    mark(day || null);
    if (day) event.preventDefault();
  });

  document.addEventListener("drop", (event) => {
    const day = state.dragged && event.target.closest?.("[data-cd-day]");
    if (!day) return;
    event.preventDefault();
    move(state.dragged, day.dataset.cdDay);
  });

  document.addEventListener("dragend", () => {
    state.dragged?.classList.remove("is-dragged");
    state.dragged = null;
    mark(null);
  });

  function mark(day) {
    const former = root()?.querySelector(".is-target");
    if (former === day) return;
    former?.classList.remove("is-target");
    day?.classList.add("is-target");
  }

  // ── Keys ────────────────────────────────────────────────────────────────────────────────────────
  document.addEventListener("keydown", (event) => {
    const item = event.target.closest?.(".cd-calitem");
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    const days = DAYS[event.key];
    if (event.shiftKey && days && isMovable(item)) move(item, shifted(whereIs(item) || today(), days));
    else if (!event.shiftKey && days) step(item, days > 0 ? 1 : -1);
    else if (event.key.toLowerCase() === "m" && isMovable(item)) openMenu(item);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function step(item, by) {
    const all = items();
    all[all.indexOf(item) + by]?.focus();
  }

  // ── The menu ────────────────────────────────────────────────────────────────────────────────────
  document.addEventListener("contextmenu", (event) => {
    const item = event.target.closest?.(".cd-calitem[draggable]");
    if (!item) return;
    event.preventDefault();
    openMenu(item);
  });

  function openMenu(item) {
    closeMenu(false);
    const words = JSON.parse(root().dataset.cdWords);
    const now = today();
    const entries = [
      [words.today, () => move(item, now)], [words.tomorrow, () => move(item, shifted(now, 1))],
      [words.week, () => move(item, shifted(dayOf(item) || now, WEEK))], [words.other, () => item.click()],
    ];
    const menu = document.createElement("div");
    menu.className = "cd-pop dropdown-menu show cd-calmenu";
    menu.setAttribute("role", "menu");
    menu.setAttribute("aria-label", words.menu);
    menu.append(...entries.map(([text, run]) => entry(text, run)));
    document.body.append(menu);
    const at = item.getBoundingClientRect();
    menu.style.top = `${Math.min(at.bottom + 4, window.innerHeight - menu.offsetHeight - 8)}px`;
    menu.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - menu.offsetWidth - 8))}px`;
    state.menu = { menu, item };
    menu.firstElementChild.focus();
    menu.addEventListener("keydown", onMenuKey);
  }

  function entry(text, run) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "dropdown-item", textContent: text, tabIndex: -1 });
    button.setAttribute("role", "menuitem");
    button.addEventListener("click", () => {
      closeMenu(true);
      run();
    });
    return button;
  }

  function onMenuKey(event) {
    const all = [...state.menu.menu.children];
    const target = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (target) all[(all.indexOf(document.activeElement) + target + all.length) % all.length].focus();
    else if (event.key === "Escape" || event.key === "Tab") closeMenu(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function closeMenu(refocus) {
    const { menu, item } = state.menu || {};
    state.menu = null;
    menu?.remove();
    if (refocus) item?.focus();
  }

  document.addEventListener("pointerdown", (event) => {
    if (state.menu && !state.menu.menu.contains(event.target)) closeMenu(false);
  });

  // ── The private address ─────────────────────────────────────────────────────────────────────────
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-cd-feed]");
    if (!button) return;
    const what = button.dataset.cdFeed;
    if (what === "copy") copy(button);
    else window.dash_clientside.set_props("calendar-feed-action", { data: { seq: (state.seq += 1), what } });
  });

  async function copy(button) {
    const field = document.getElementById("calendar-feed-address");
    field.select();
    await window.navigator.clipboard?.writeText(field.value).catch(() => null);
    button.textContent = button.dataset.cdDone;
    caudal.say(button.dataset.cdDone);
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.caudal_calendar = {
    drawn() {
      window.requestAnimationFrame(() => window.requestAnimationFrame(() => {
        const { moved, next, pending } = state;
        const item = moved && root()?.querySelector(`[data-cd-activity="${CSS.escape(moved)}"]`);
        if (item && Number(item.dataset.cdVersion) === pending?.version) return; // drawn for something before the move
        Object.assign(state, { moved: "", pending: null, next: "" });
        if (!item) return;
        item.focus({ preventScroll: true });
        if (next) move(item, next);
      }));
    },
  };
})();
