"use strict";
/* What the map shows besides what is open: regions shaded by net, won and lost, contacts with nothing open, own appointments. */
(() => {
  const { board, map } = window.caudal;
  if (!map) return;
  const { el, svg, words } = board;
  const NAMES = ["regions", "closed", "white", "visits"];
  const TILE = 512; // pixels of world at zoom 0
  const LEAST_SHADE = 0.1;
  const MORE_SHADE = 0.5;
  const shades = svg("g", { class: "cd-maplay__regions" });
  const spots = svg("g", {});
  const layer = svg("svg", { class: "cd-maplay", "aria-hidden": "true", focusable: "false" }, shades, spots);
  const state = { placed: [], shapes: null, wanted: "" };

  const box = () => document.getElementById("map-layers");
  const text = () => JSON.parse(box()?.dataset.words || "{}");
  const on = () => new Set((map.wish?.layers || "").split(",").filter(Boolean));
  const counted = (key, n) => board.fill(text()[`${key}_${words.plural(n)}`] ?? text()[key] ?? "{n}", { n: words.number(n) });
  const money = (minor) => words.compact(minor, map.answer.currency);

  /* ── the menu ── */
  function choose(name, shown) {
    const wanted = on();
    if (shown) wanted.add(name);
    else wanted.delete(name);
    map.ask({ layers: NAMES.filter((one) => wanted.has(one)).join(",") });
  }

  function entry(name) {
    const check = el("input", { type: "checkbox", class: "form-check-input", name, on: { change: () => choose(name, check.checked) } });
    return el("label", { class: "cd-maplayers__entry" }, check, el("i", { class: `cd-maplayers__key is-${name}`, "aria-hidden": "true" }), el("span", { text: text()[name] }));
  }

  function menu() {
    const place = box();
    if (!place) return;
    if (!place.firstChild) place.append(...NAMES.map(entry), el("div", { class: "cd-maplayers__zones" }));
    const wanted = on();
    place.querySelectorAll("input").forEach((check) => { check.checked = wanted.has(check.name); });
    zones(place.lastElementChild);
    const link = document.getElementById("map-trip");
    const { latitude, longitude } = map.view().center;
    const search = new URLSearchParams(window.location.search);
    search.set("at", `${latitude.toFixed(4)},${longitude.toFixed(4)}`);
    link?.setAttribute("href", `/map/trip?${search.toString()}`);
  }

  /* The menu closes as others do: with Esc, and with a press beside it. */
  function close(back) {
    const open = document.querySelector(".cd-maplayers[open]");
    open?.removeAttribute("open");
    if (back) open?.firstElementChild.focus();
  }

  document.addEventListener("pointerdown", (event) => { if (!event.target.closest?.(".cd-maplayers")) close(false); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && event.target.closest?.(".cd-maplayers")) close(true); });

  /* A territory has no border of its own, so its total stands in the menu. */
  function zones(place) {
    const found = map.answer?.layers?.regions?.zones || [];
    const rows = found.map(({ name, net }) => el("li", {}, el("span", { text: name || text().no_zone }), el("span", { class: "cd-n", text: money(net) })));
    place.replaceChildren(...(rows.length ? [el("p", { class: "cd-mut", text: text().zones }), el("ul", {}, ...rows)] : []));
  }

  /* ── shaded regions: their paths in parts of the world, moved as a whole ── */
  const across = (longitude) => (longitude + 180) / 360;
  const down = (latitude) => (1 - Math.asinh(Math.tan((Math.max(Math.min(latitude, 85), -85) * Math.PI) / 180)) / Math.PI) / 2;
  const plain = (name) => name.normalize("NFD").replace(/[^\p{L}]/gu, "").toLowerCase();

  function outline({ type, coordinates }) {
    const areas = type === "Polygon" ? [coordinates] : coordinates;
    const ring = (points) => `M${points.map(([lon, lat]) => `${(across(lon) * TILE).toFixed(4)} ${(down(lat) * TILE).toFixed(4)}`).join("L")}Z`;
    return areas.flat().map(ring).join("");
  }

  async function shapes() {
    if (state.shapes) return state.shapes;
    const known = new Map();
    const answer = await window.fetch("/assets/geo/regions.geojson");
    for (const { properties, geometry } of (await answer.json()).features) {
      known.set(properties.code, geometry);
      known.set(`${properties.country} ${plain(properties.name)}`, geometry);
    }
    state.shapes = known;
    return known;
  }

  async function shade(regions) {
    const wanted = JSON.stringify(regions);
    if (wanted === state.wanted) return;
    state.wanted = wanted;
    shades.replaceChildren();
    if (!regions.length) return;
    const known = await shapes();
    if (wanted !== state.wanted) return;
    const most = Math.max(1, ...regions.map(({ net }) => net));
    for (const one of regions) {
      const geometry = known.get(`${one.country}-${one.province}`) || known.get(`${one.country} ${plain(one.province)}`);
      if (!geometry) continue;
      const path = svg("path", { d: outline(geometry), "fill-opacity": (LEAST_SHADE + MORE_SHADE * Math.sqrt(Math.max(one.net, 0) / most)).toFixed(3) });
      path.append(titled([one.province, counted("contacts", one.contacts), money(one.net)]));
      shades.append(path);
    }
  }

  /* ── spots ── */
  function titled(parts) {
    const title = svg("title", {});
    title.textContent = parts.filter(Boolean).join(", ");
    return title;
  }

  function spot(name, one, shape, title) {
    const group = svg("g", { class: `cd-maplay__spot is-${name}` }, ...shape);
    group.append(titled(title));
    if (one.id && name !== "visits") group.addEventListener("click", (event) => select(event, one.id, one));
    if (one.contact_id) group.addEventListener("click", (event) => select(event, one.contact_id, one));
    return { group, one };
  }

  function select(event, id, { lon, lat }) {
    event.stopPropagation();
    map.emit("select", { contact_id: id, longitude: lon, latitude: lat });
  }

  const shared = (mark, key) => mark.shares.find(([name]) => name === key)?.[2] || 0;

  /* A half for what was won, a half for what was lost. */
  function closed(mark) {
    const [won, lost] = [shared(mark, "won"), shared(mark, "lost")];
    const shape = [
      ...(won ? [svg("path", { class: "is-won", d: lost ? "M0-6A6 6 0 0 0 0 6Z" : "M0-6A6 6 0 0 0 0 6A6 6 0 0 0 0-6Z" })] : []),
      ...(lost ? [svg("path", { class: "is-lost", d: won ? "M0-6A6 6 0 0 1 0 6Z" : "M0-6A6 6 0 0 0 0 6A6 6 0 0 0 0-6Z" })] : []),
    ];
    return spot("closed", mark, shape, [won && counted("won", won), lost && counted("lost", lost), money(mark.net)]);
  }

  const white = (mark) => spot("white", mark, [svg("circle", { r: mark.n > 1 ? 7 : 5 })], [counted("contacts", mark.n), text().nothing]);
  const visit = (one) => spot("visits", one, [svg("path", { d: "M0 0C-5-7-7-9-7-13a7 7 0 0 1 14 0C7-9 5-7 0 0Z" })], [one.subject, one.contact, words.date(one.on, map.answer.as_of)]);

  function draw(answer) {
    const { regions, closed: over = [], white: empty = [], visits = [] } = answer.layers || {};
    state.placed = [...empty.map(white), ...over.map(closed), ...visits.map(visit)];
    spots.replaceChildren(...state.placed.map(({ group }) => group));
    shade(regions?.regions || []);
    menu();
    attach();
    place();
  }

  /* Beneath the rings, in their frame, so that the hand moves the map through it. */
  function attach() {
    const rings = map.rings.layer;
    if (rings.parentNode && layer.nextSibling !== rings) rings.parentNode.insertBefore(layer, rings);
  }

  function place() {
    if (!layer.isConnected) return;
    for (const { group, one } of state.placed) {
      const { x, y } = map.project(one.lon, one.lat);
      group.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    }
    const { center, zoom } = map.view();
    const scale = 2 ** zoom;
    const middle = map.project(center.longitude, center.latitude);
    const [x, y] = [middle.x - across(center.longitude) * TILE * scale, middle.y - down(center.latitude) * TILE * scale];
    shades.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
  }

  map.on("answer", draw);
  map.on("view", place);
})();
