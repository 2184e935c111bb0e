// The shell in the browser: popovers, search, navigation, theme, toasts, the end of a session.
(function () {
  "use strict";
  const caudal = (window.caudal = window.caudal || {});
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const isPhone = () => window.matchMedia("(max-width: 767.98px)").matches;
  const isTyping = () => /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || "");
  const FILTER_KEYS = ["company", "period", "type", "owner", "p", "stage", "currency", "q", "as_of"];
  const FOCUSABLE = 'a[href], button:not([disabled]), input:not([type="hidden"]), select, textarea, summary';

  // ── The end of a session: any 401 leads to the sign-in page and back ───────────────────────────────
  const plainFetch = window.fetch.bind(window);
  window.fetch = async function (...request) {
    const answer = await plainFetch(...request);
    if (answer.status !== 401) return answer;
    const next = window.location.pathname + window.location.search;
    window.location.assign(`/sign-in?next=${encodeURIComponent(next)}`);
    return new Promise(() => {}); // the page is leaving; nobody should act on this answer
  };

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

  // ── Search ──────────────────────────────────────────────────────────────────────────────────────
  const palette = () => byId("palette");
  const hits = () => [...(palette()?.querySelectorAll(".cd-hit") || [])];

  function openPalette() {
    const dialog = palette();
    if (!dialog || dialog.open) return;
    closePopover(false);
    dialog.showModal();
    const field = byId("palette-text");
    const roles = { role: "combobox", "aria-controls": "palette-results", "aria-expanded": "true", "aria-autocomplete": "list" };
    Object.entries(roles).forEach(([name, value]) => field.setAttribute(name, value));
    field.focus();
    field.select();
    activate(0);
  }

  function activate(index) {
    const all = hits();
    const at = all.length ? (index + all.length) % all.length : -1;
    all.forEach((hit, number) => {
      hit.id = `palette-hit-${number}`;
      hit.classList.toggle("is-active", number === at);
      hit.setAttribute("aria-selected", String(number === at));
    });
    all[at]?.scrollIntoView({ block: "nearest" });
    byId("palette-text")?.setAttribute("aria-activedescendant", at < 0 ? "" : `palette-hit-${at}`);
  }

  function paletteKey(event) {
    const all = hits();
    const at = all.findIndex((hit) => hit.classList.contains("is-active"));
    if (event.key === "ArrowDown") activate(at + 1);
    else if (event.key === "ArrowUp") activate(at - 1);
    else if (event.key === "Enter" && at >= 0) {
      if (event.ctrlKey || event.metaKey) window.open(all[at].href, "_blank", "noopener");
      else all[at].click();
    } else return;
    event.preventDefault();
  }

  function watchResults() {
    const list = byId("palette-results");
    if (list && !list.dataset.watched) {
      list.dataset.watched = "yes";
      new MutationObserver(() => activate(0)).observe(list, { childList: true });
    }
  }

  // ── Navigation: links change the page without loading it anew, and carry the filters ────────────────
  function target(link) {
    const url = new URL(link.getAttribute("href"), window.location.href);
    if (link.dataset.cdNav !== "filtered") return url;
    const here = new URLSearchParams(window.location.search);
    FILTER_KEYS.filter((key) => here.has(key)).forEach((key) => url.searchParams.set(key, here.get(key)));
    url.search = url.search.replaceAll("%2C", ",");
    return url;
  }

  function go(url) {
    palette()?.close();
    closePopover(false);
    drawer(false);
    window.history.pushState({}, "", url.pathname + url.search + url.hash);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-cd-nav]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const url = target(link);
    if (url.origin !== window.location.origin) return;
    event.preventDefault();
    go(url);
  });
  // A link opened in a new tab or copied carries the filters too.
  for (const kind of ["pointerdown", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const link = event.target.closest?.('a[data-cd-nav="filtered"]');
      if (link) link.search = target(link).search;
    });
  }

  function markCurrent(path) {
    document.querySelectorAll('a[data-cd-nav="filtered"]').forEach((link) => {
      if (!link.closest(".cd-nav, .cd-tabbar")) return;
      const own = link.pathname.replace(/\/$/, "");
      const here = (path || "/").replace(/\/$/, "");
      if (own === here || (own && here.startsWith(`${own}/`))) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  }

  function drawer(open) {
    const is = root.classList.toggle("is-drawer", open);
    document.querySelector('[data-cd="drawer"]')?.setAttribute("aria-expanded", String(is));
    if (is) byId("nav")?.querySelector("a")?.focus();
  }

  function rail() {
    if (window.innerWidth < 1200) return drawer();
    caudal.remember("caudal-rail", root.classList.toggle("is-rail") ? "on" : "off");
  }

  // ── Theme and language ──────────────────────────────────────────────────────────────────────────
  function theme(choice) {
    caudal.chooseTheme(choice);
    document.querySelectorAll("[data-cd-theme]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.cdTheme === choice));
    });
    savePreference({ theme: choice });
  }

  async function language(locale) {
    await savePreference({ locale });
    window.location.reload();
  }

  const doing = {
    palette: openPalette,
    rail,
    drawer: () => drawer(),
    theme: () => theme(root.dataset.bsTheme === "dark" ? "light" : "dark"),
  };
  let viewActions = 0;

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) {
      if (root.classList.contains("is-drawer") && !event.target.closest(".cd-nav")) drawer(false);
      return;
    }
    const { cd, cdTheme, cdLocale, cdAction, cdView } = button.dataset;
    if (cd in doing) doing[cd]();
    else if (cdTheme) theme(cdTheme);
    else if (cdLocale) language(cdLocale);
    else if (cdAction) {
      viewActions += 1;
      const data = { seq: `${Date.now()}-${viewActions}`, action: cdAction, id: Number(cdView) };
      window.dash_clientside.set_props("view-action", { data });
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target === palette()) palette().close(); // beside the box
  });

  // ── Keys ────────────────────────────────────────────────────────────────────────────────────────
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
    } else if (event.target.id === "palette-text") paletteKey(event);
    else if (event.key === "Escape" && opened) {
      event.preventDefault();
      closePopover(true);
    } else if (event.key === "Escape" && root.classList.contains("is-drawer")) drawer(false);
    else if (event.key === "[" && !isTyping()) rail();
    else if (event.key.startsWith("Arrow") && event.target.matches?.('[role="tab"]')) nextTab(event);
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
    selectTab(next);
  }

  document.addEventListener("click", (event) => {
    const tab = event.target.closest('[role="tab"]');
    if (tab) selectTab(tab);
  });

  // ── Toasts ──────────────────────────────────────────────────────────────────────────────────────
  const LIFE_MS = 8000;
  const MOST = 2;

  function made(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function symbol(name) {
    const element = made("i", `bi bi-${name}`);
    element.setAttribute("aria-hidden", "true");
    return element;
  }

  function actionOf({ label, href, run }, remove) {
    const element = made(href ? "a" : "button", href ? "" : "btn-link", label);
    if (href) {
      element.href = href;
      element.dataset.cdNav = "plain";
    }
    element.addEventListener("click", () => {
      remove();
      run?.();
    });
    return element;
  }

  // {title, text, tone: "" | "pos" | "warn" | "neg", icon, actions: [{label, href | run}], life} → a function that removes it
  caudal.toast = function ({ title, text = "", tone = "", icon = "info-circle", actions = [], life = LIFE_MS }) {
    const shelf = byId("toasts");
    const box = made("div", "cd-toast");
    let timer = 0;
    const remove = () => {
      window.clearTimeout(timer);
      box.remove();
    };
    const pause = () => window.clearTimeout(timer);
    const start = () => {
      pause();
      timer = window.setTimeout(remove, life);
    };
    const sign = made("span", `cd-note__ic${tone ? ` cd-note__ic--${tone}` : ""}`);
    sign.append(symbol(icon));
    const words = made("div");
    words.append(made("b", "", title), made("p", "", text));
    const row = made("div", "cd-toast__a");
    row.append(...actions.map((action) => actionOf(action, remove)));
    if (actions.length) words.append(row);
    const close = made("button", "cd-iconbtn cd-iconbtn--sm");
    close.setAttribute("aria-label", shelf.dataset.dismiss);
    close.append(symbol("x-lg"));
    close.addEventListener("click", remove);
    box.append(sign, words, close);
    box.addEventListener("mouseenter", pause);
    box.addEventListener("mouseleave", start);
    box.addEventListener("focusin", pause);
    box.addEventListener("focusout", start);
    while (shelf.children.length >= MOST) shelf.firstElementChild.remove();
    shelf.append(box);
    start();
    return remove;
  };

  // ── What Dash calls ─────────────────────────────────────────────────────────────────────────────
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    caudal_shell: {
      mark_current(path) {
        markCurrent(path);
        watchResults();
        return path;
      },
      show_toast(toast) {
        if (toast) caudal.toast(toast);
        return toast?.seq ?? null;
      },
    },
  });
})();
