// The past in the browser: which day is looked at stands in the address, and every link keeps it.
(function () {
  "use strict";
  const KEY = "as_of";
  const ASK_AGAIN_MS = 1500;
  const dayOf = (search) => new URLSearchParams(search).get(KEY) || "";

  function withDay(search, day) {
    const params = new URLSearchParams(search);
    if (day) params.set(KEY, day);
    else params.delete(KEY);
    const text = params.toString().replaceAll("%2C", ",");
    return text ? `?${text}` : "";
  }

  // Another day is another page: what may be done on it differs too.
  const push = window.history.pushState.bind(window.history);
  function open(search) {
    window.caudal.closePopover?.(false);
    push({}, "", window.location.pathname + search + window.location.hash);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  function look(day) {
    open(withDay(window.location.search, day));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-cd-look], [data-cd-look-field]");
    if (!button) return;
    const field = button.dataset.cdLookField;
    const day = field ? document.getElementById(field)?.value : button.dataset.cdLook;
    if (day || !field) look(day);
    else document.getElementById(field)?.focus();
  });

  // The day from which the bridge looks is a part of the address too.
  document.addEventListener("change", (event) => {
    const key = event.target.closest?.("[data-cd-since]")?.dataset.cdSince;
    if (!key || !/^\d{4}-\d{2}-\d{2}$/.test(event.target.value)) return;
    const params = new URLSearchParams(window.location.search);
    params.set(key, event.target.value);
    const search = `?${params.toString().replaceAll("%2C", ",")}`;
    window.dash_clientside.set_props("url", { href: window.location.origin + window.location.pathname + search, search });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.id === "past-day" && event.target.value) look(event.target.value);
  });

  // Whatever else is opened from here is of the same day, but for settings, which have no past.
  const PRESENT = /^\/(settings|about|sign-)/;

  function sameDay(url) {
    const day = dayOf(window.location.search);
    if (day && !dayOf(url.search) && !PRESENT.test(url.pathname)) url.search = withDay(url.search, day);
    return url;
  }

  window.history.pushState = (state, title, href) => {
    const url = new URL(href || "", window.location.href);
    const keeps = dayOf(window.location.search) && url.origin === window.location.origin;
    push(state, title, keeps ? sameDay(url).href : href);
  };

  function keepDay(event) {
    const link = dayOf(window.location.search) && event.target.closest?.('a[href^="/"]');
    if (!link) return;
    const url = sameDay(new URL(link.href));
    link.setAttribute("href", url.pathname + url.search + url.hash);
  }
  for (const kind of ["pointerdown", "focusin", "click"]) document.addEventListener(kind, keepDay, true);

  // A day that is still being put together is asked for again until it is there.
  function askAgain() {
    const place = document.querySelector("[data-cd-past-waiting]");
    if (!place || place.dataset.cdAsked) return;
    place.dataset.cdAsked = "yes";
    const timer = setInterval(async () => {
      if (!place.isConnected) return clearInterval(timer);
      const answer = await fetch(`/past/${place.dataset.cdPastWaiting}`).catch(() => null);
      if (answer?.status !== 200) return undefined;
      clearInterval(timer);
      return open(window.location.search);
    }, ASK_AGAIN_MS);
  }
  new MutationObserver(askAgain).observe(document.documentElement, { childList: true, subtree: true });

  // A bar of the waterfall opens its deals in the list below; the first and the last row are the days themselves.
  function openBar(click) {
    const bar = document.querySelectorAll("details.cd-cbars")[(click?.points[0].pointIndex ?? 0) - 1];
    if (!bar) return;
    bar.open = true;
    bar.scrollIntoView({ block: "nearest" });
    bar.querySelector("summary").focus({ preventScroll: true });
  }

  // The deals of a bar are drawn when it is opened.
  let tables = {};

  function fill(details) {
    const host = details.querySelector("[data-cd-deals]");
    const table = host && tables[host.dataset.cdDeals];
    if (table && !host.childElementCount) window.caudal.drawn(host, [table]);
  }

  function keepTables(found) {
    tables = found || {};
    document.querySelectorAll("[data-cd-deals]").forEach((host) => host.replaceChildren());
    document.querySelectorAll("details.cd-cbars[open]").forEach(fill);
  }

  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.cd-cbars[open]")) fill(event.target);
  }, true);

  window.dash_clientside = Object.assign({}, window.dash_clientside, { caudal_past: { openBar, keepTables } });
  window.caudal = Object.assign(window.caudal || {}, { lookAt: open, dayLookedAt: () => dayOf(window.location.search) });
})();
