// Navigation in the browser: links that carry the filters, the rail and the drawer, theme and language.
(function () {
  "use strict";
  const { caudal } = window;
  const root = document.documentElement;
  const isTyping = () => /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || "");
  const FILTER_KEYS = ["company", "period", "type", "owner", "agent", "contact", "p", "stage", "created", "idle", "currency", "chance", "q", "as_of", "show", "collapse", "basis",
    ...["invoices", "orders", "opportunities"].flatMap((kind) => ["status", "type", "number", "contact", "period"].map((name) => `${kind}.${name}`)),
  ];
  const RAIL_BELOW = 1200;

  // ── Navigation: links change the page without loading it anew, and carry the filters ────────────────
  function target(link) {
    const url = new URL(link.getAttribute("href"), window.location.href);
    if (link.dataset.cdNav !== "filtered") return url;
    const here = new URLSearchParams(window.location.search);
    for (const key of FILTER_KEYS) {
      if (here.has(key)) url.searchParams.set(key, here.get(key));
      else url.searchParams.delete(key);
    }
    url.search = url.search.replaceAll("%2C", ",");
    return url;
  }

  function go(url) {
    caudal.closePopover(false);
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
    if (is) document.querySelector("#nav a")?.focus();
  }

  function rail() {
    if (window.innerWidth < RAIL_BELOW) return drawer();
    caudal.remember("caudal-rail", root.classList.toggle("is-rail") ? "on" : "off");
  }

  // ── Theme and language ──────────────────────────────────────────────────────────────────────────
  function theme(choice) {
    caudal.chooseTheme(choice);
    document.querySelectorAll("[data-cd-theme]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.cdTheme === choice));
    });
    caudal.savePreference({ theme: choice });
  }

  async function language(locale) {
    await caudal.savePreference({ locale });
    window.location.reload();
  }

  const doing = {
    rail,
    drawer: () => drawer(),
    theme: () => theme(root.dataset.bsTheme === "dark" ? "light" : "dark"),
  };

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
      const data = { seq: Date.now(), action: cdAction, id: Number(cdView) };
      window.dash_clientside.set_props("view-action", { data });
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && root.classList.contains("is-drawer")) drawer(false);
    else if (event.key === "[" && !isTyping()) rail();
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.caudal_shell = Object.assign({}, window.dash_clientside.caudal_shell, {
    mark_current(path) {
      markCurrent(path);
      return path;
    },
  });
})();
