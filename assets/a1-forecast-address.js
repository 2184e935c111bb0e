// The forecast page's part of the address: measure, chart and the assumptions of "What if", one word for each.
(function () {
  "use strict";
  const PATH = "/forecast";
  const GESTURE_MS = 1200; // moves closer together than this are one step of Back
  const SEND_MS = 120; // between two questions while a slider moves; the first is asked at once
  const order = ["win", "slip", "size", "run", "fx", "left", "deal"];
  let moved = 0;
  let told = 0;
  let timer = 0;
  let waiting = null;

  const here = () => window.location.pathname.replace(/\/$/, "") === PATH;
  const query = () => new URLSearchParams(window.location.search);

  function text(params) {
    const written = params.toString().replaceAll("%2C", ",");
    return written ? `?${written}` : "";
  }

  // "win.8_deal.17.won" ⇄ win → "8", deal.17 → "won"
  function words() {
    const found = new Map();
    for (const word of (query().get("s") || "").split("_").filter(Boolean)) {
      const cut = word.lastIndexOf(".");
      found.set(word.slice(0, cut), word.slice(cut + 1));
    }
    return found;
  }

  const rank = ([word]) => order.indexOf(word.split(".")[0]);
  const joined = (map) => [...map].sort((one, other) => rank(one) - rank(other)).map((pair) => pair.join(".")).join("_");

  function tell() {
    timer = 0;
    told = Date.now();
    const { origin, pathname, search } = window.location;
    if (waiting !== search || !here()) return;
    waiting = null;
    window.dash_clientside.set_props("url", { href: origin + pathname + search, search });
  }

  // One gesture is one entry of the history; Dash's own address follows without making another.
  function go(params) {
    const search = text(params);
    if (search === window.location.search) return;
    const now = Date.now();
    const kind = now - moved < GESTURE_MS ? "replaceState" : "pushState";
    moved = now;
    window.history[kind](window.history.state, "", window.location.pathname + search);
    waiting = search;
    if (!timer) timer = window.setTimeout(tell, Math.max(0, told + SEND_MS - now));
  }

  function change(key, value) {
    const params = query();
    if (value) params.set(key, value);
    else params.delete(key);
    go(params);
  }

  function assume(word, value) {
    const known = words();
    if (value && value !== "0") known.set(word, value);
    else known.delete(word);
    change("s", joined(known));
  }

  function leave(ownerId, percent) {
    const known = new Map([...words()].filter(([word]) => !word.startsWith("left.")));
    if (ownerId !== "0") known.set(`left.${ownerId}`, percent);
    change("s", joined(known));
  }

  window.caudal.forecast = { here, query, words, change, assume, leave };
})();
