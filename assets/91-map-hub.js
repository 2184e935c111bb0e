"use strict";
/* The map as one object: what its picture, its list, the address and the server say to each other. */
(() => {
  window.caudal = window.caudal || {};
  const WAIT_MS = 150;
  const IN_ADDRESS = ["ring", "layers"];
  const OURS = ["at", "open", ...IN_ADDRESS];
  const USUAL = { ring: "stage", layers: "", sort: "net", text: "" };
  const ears = new Map();
  let wish = null; // how things are to be shown; of the page that is open
  let root = null;
  let engine = null; // draws the world: {start(root, at), view(), zoomTo(box), focus(id, place), hover(id), answer(found), project(longitude, latitude)}
  let fits = false; // nothing says where to look, so the first answer does
  let timer = 0;
  let seq = 0;
  let answer = null;
  let filter = null; // of the last question

  function on(name, run) { ears.set(name, [...(ears.get(name) || []), run]); }
  function emit(name, data) { for (const run of ears.get(name) || []) run(data); }

  /* ── the address ── */
  const query = () => new URLSearchParams(window.location.search);

  function written(params) {
    const text = params.toString().replaceAll("%2C", ",");
    return text ? `?${text}` : window.location.pathname;
  }

  /* These keys ask the server for nothing, so the address changes without a new page. */
  function remember(changes) {
    if (!root?.isConnected) return;
    const params = query();
    for (const [key, value] of Object.entries(changes)) {
      if (value && value !== USUAL[key]) params.set(key, value);
      else params.delete(key);
    }
    window.history.replaceState(window.history.state, "", written(params));
  }

  /* What of an address is the server's: the filter, and not how the map stands. */
  function filterOf(search) {
    const params = new URLSearchParams(search);
    for (const key of OURS) params.delete(key);
    return params.toString();
  }

  function filtered(search) {
    if (!wish || filter === null || filterOf(search) === filter) return;
    send();
    filter = filterOf(search);
  }

  /* "45.4642,9.1900,6.50": where the middle is, and how near. */
  function at() {
    const [latitude, longitude, zoom] = (query().get("at") || "").split(",").map(Number);
    return [latitude, longitude, zoom].every(Number.isFinite) && query().get("at") ? { latitude, longitude, zoom } : null;
  }

  function rememberView() {
    const { center, zoom } = engine.view();
    remember({ at: [center.latitude.toFixed(4), center.longitude.toFixed(4), zoom.toFixed(2)].join(",") });
  }

  /* ── the server ── */
  function ask(changes) {
    if (!wish) return;
    Object.assign(wish, changes);
    remember(Object.fromEntries(IN_ADDRESS.map((key) => [key, wish[key]])));
    window.clearTimeout(timer);
    timer = window.setTimeout(send, WAIT_MS);
  }

  function send() {
    if (!root?.isConnected || !engine) return;
    const { west, south, east, north, zoom } = engine.view();
    window.clearTimeout(timer);
    filter = filterOf(window.location.search);
    seq = Math.max(seq + 1, Date.now());
    const layers = wish.layers ? wish.layers.split(",") : [];
    const data = { seq, west, south, east, north, zoom, ring: wish.ring, sort: wish.sort, text: wish.text, layers, fit: true };
    window.dash_clientside.set_props("map-view", { data });
  }

  /* An answer to an older question comes too late. */
  function answered(found, text) {
    if (!found || !wish || found.seq < (answer?.seq || 0)) return;
    answer = found;
    emit("words", text);
    engine.answer?.(found);
    emit("answer", found);
    if (!fits || !found.home) return;
    fits = false;
    engine.zoomTo(box(found.home), { jumps: true });
  }

  const box = ({ west, south, east, north }) => [west, south, east, north];

  /* ── the picture ── */
  function use(drawing) {
    engine = drawing;
    begin();
  }

  function begin() {
    const found = document.getElementById("map-root");
    if (!found || found === root || !engine) return;
    root = found;
    answer = null;
    const params = query();
    wish = { ...USUAL, ring: params.get("ring") || USUAL.ring, layers: params.get("layers") || "" };
    fits = !at();
    engine.start(root, at());
  }

  /* The picture moves: windows follow at once, the server is asked when it rests. */
  function moved({ rests }) {
    emit("view", null);
    if (!rests) return;
    rememberView();
    ask({});
  }

  window.caudal.map = {
    on, emit, ask, use, moved, remember,
    get root() { return root; },
    get wish() { return wish; },
    get answer() { return answer; },
    marks: () => answer?.marks || [],
    view: () => engine.view(),
    zoomTo: (wanted) => engine.zoomTo(Array.isArray(wanted) ? wanted : box(wanted)),
    focus: (id, place) => engine.focus?.(id, place),
    project: (longitude, latitude) => engine.project(longitude, latitude),
    hover(id) {
      engine?.hover?.(id);
      emit("hover", id);
    },
  };

  /* Dash draws a page whenever it likes; the root appears with it. */
  new MutationObserver(begin).observe(document.documentElement, { childList: true, subtree: true });
  window.dash_clientside = Object.assign(window.dash_clientside || {}, {
    caudal_map: Object.assign(window.dash_clientside?.caudal_map || {}, { answered, filtered }),
  });
})();
