"use strict";
/* The bell hears: its count and its list are asked for when there is something new, as soon as somebody looks. */
(() => {
  const GATHER_MS = 150;
  const MOST = 20;
  let waiting = new Set();
  let timer = 0;
  let is = false;

  function ask() {
    timer = 0;
    if (!is || document.hidden) return;
    const keys = [...waiting].slice(-MOST);
    waiting = new Set();
    is = false;
    window.dash_clientside.set_props("bell-news", { data: { seq: Date.now(), keys } });
  }

  document.addEventListener("caudal:live", ({ detail }) => {
    if (detail.about !== "notice" && !detail.reset) return;
    is = true;
    if (detail.key && detail.severity !== "info") waiting.add(detail.key);
    timer ||= window.setTimeout(ask, GATHER_MS);
  });
  document.addEventListener("visibilitychange", () => { timer ||= window.setTimeout(ask, 0); });
})();
