// The shell in the browser: the end of a session, popovers, tabs, what a screen reader hears.
(function () {
  "use strict";
  const caudal = (window.caudal = window.caudal || {});
  const byId = (id) => document.getElementById(id);
  const isPhone = () => window.matchMedia("(max-width: 767.98px)").matches;
  const FOCUSABLE = 'a[href], button:not([disabled]), input:not([type="hidden"]), select, textarea, summary';

  // ── The end of a session: any 401 leads to the sign-in page and back ───────────────────────────────
  const plainFetch = window.fetch.bind(window);
  window.fetch = async function (...request) {
    const answer = await plainFetch(...(isIdle() ? saysIdle(request) : request));
    if (answer.status !== 401) return answer;
    const next = window.location.pathname + window.location.search;
    window.location.assign(`/sign-in?next=${encodeURIComponent(next)}`);
    return new Promise(() => {}); // the page is leaving; nobody should act on this answer
  };

  // What the page asks by itself, while nobody touches it, keeps no session alive (web/session.py).
  const IDLE_MS = 5 * 60 * 1000;
  let touchedAt = Date.now();
  const isIdle = () => Date.now() - touchedAt > IDLE_MS;
  for (const type of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
    document.addEventListener(type, () => (touchedAt = Date.now()), { passive: true, capture: true });
  }

  function saysIdle([what, options = {}]) {
    return [what, { ...options, headers: { ...options.headers, "X-Idle": "1" } }];
  }

  function post(path, values) {
    const body = new URLSearchParams(values);
    const token = document.querySelector('input[name="csrf_token"]')?.value || "";
    body.set("csrf_token", token);
    return window.fetch(path, { method: "POST", body, headers: { "X-CSRFToken": token } });
  }

  function savePreference(values) {
    const path = document.querySelector("[data-preferences]")?.dataset.preferences;
    return path ? post(path, values) : Promise.resolve();
  }

  // ── Live region ─────────────────────────────────────────────────────────────────────────────────
  caudal.say = function (text) {
    const live = byId("live");
    if (!live) return;
    live.textContent = "";
    window.requestAnimationFrame(() => (live.textContent = text)); // the same sentence twice is read twice
  };

  // ── Popovers ────────────────────────────────────────────────────────────────────────────────────
  let opened = null;

  function closePopover(giveFocusBack) {
    if (!opened) return;
    const { button, box } = opened;
    opened = null;
    box.classList.remove("show");
    button.setAttribute("aria-expanded", "false");
    button.closest(".cd-chip")?.classList.remove("is-open");
    if (giveFocusBack && document.contains(button)) button.focus();
  }

  function openPopover(button, id) {
    const box = byId(id);
    if (!box) return;
    closePopover(false);
    box.classList.add("show");
    place(box, button.closest(".cd-chip") || button);
    button.setAttribute("aria-expanded", "true");
    button.closest(".cd-chip")?.classList.add("is-open");
    opened = { button, box };
    const first = [...box.querySelectorAll(FOCUSABLE)].find((element) => element.offsetParent);
    (isPhone() ? box : first || box).focus({ preventScroll: true }); // on a phone a field would open the keyboard
  }

  function place(box, anchor) {
    const at = anchor.getBoundingClientRect();
    const top = Math.max(8, Math.min(at.bottom + 5, window.innerHeight - box.offsetHeight - 8));
    const left = Math.max(8, Math.min(at.left, window.innerWidth - box.offsetWidth - 8));
    box.style.top = `${top}px`;
    box.style.left = `${left}px`;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-cd-pop]");
    if (button) {
      if (opened?.button === button) closePopover(true);
      else openPopover(button, button.dataset.cdPop);
      return;
    }
    const further = event.target.closest("[data-cd-pop-from]");
    if (further) {
      const origin = document.querySelector(`[data-cd-pop="${further.dataset.cdPopFrom}"]`);
      if (origin) openPopover(origin, further.dataset.cdPopFrom);
      return;
    }
    if (event.target.closest('[data-cd-close="pop"]')) closePopover(true);
    else if (opened && !opened.box.contains(event.target)) closePopover(false);
  });

  document.addEventListener("focusin", (event) => {
    if (opened && !opened.box.contains(event.target) && event.target !== opened.button) closePopover(false);
  });

  // A field that finds in the list below it.
  document.addEventListener("input", (event) => {
    if (!event.target.matches?.(".cd-find")) return;
    const wanted = event.target.value.trim().toLocaleLowerCase();
    const rows = event.target.closest(".cd-pop").querySelectorAll(".form-check, [data-cd-found]");
    rows.forEach((row) => (row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted)));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !opened) return;
    event.preventDefault();
    closePopover(true);
  });

  // ── Tabs ────────────────────────────────────────────────────────────────────────────────────────
  function selectTab(tab) {
    for (const other of tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]')) {
      const is = other === tab;
      other.setAttribute("aria-selected", String(is));
      other.classList.toggle("active", is);
      other.tabIndex = is ? 0 : -1;
      const pane = byId(other.getAttribute("aria-controls"));
      if (pane) pane.hidden = !is;
    }
  }

  function nextTab(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const tabs = [...event.target.closest('[role="tablist"]').querySelectorAll('[role="tab"]')];
    const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
    event.preventDefault();
    next.focus();
    next.click(); // not only shown: a list may come when its tab is opened
  }

  document.addEventListener("click", (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) selectTab(tab);
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.matches?.('[role="tab"]')) nextTab(event);
  });

  Object.assign(caudal, { closePopover, plainFetch, savePreference });
})();
