"use strict";
/* Over the map: nearer, farther, everything; the legend, whose entries can be switched off, and what the rings stand for. */
(() => {
  const { board, map } = window.caudal;
  if (!map) return;
  const { el, svg } = board;
  const RINGS = ["stage", "probability", "age", "owner"];
  const SIZES = [[7, 5], [24, 7.5], [47, 9.3]]; // across, radius

  const say = (key) => map.rings.words()[key] ?? "";
  const legend = () => document.getElementById("map-legend");

  /* ── the legend ── */
  function glyph({ colour, glyph: filled }) {
    const stage = /^var\(--cd-st-([\w-]+)\)$/.exec(colour)?.[1];
    if (stage && Number.isInteger(filled)) return board.card.stageGlyph(stage, filled);
    return el("i", { class: "cd-pdot", "aria-hidden": "true", vars: { "--c": colour } });
  }

  function entry(one) {
    const button = el("button", { type: "button", "aria-pressed": String(!map.rings.isHidden(one.key)), "data-key": one.key }, glyph(one), one.label);
    button.addEventListener("click", () => {
      const shown = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(shown));
      map.rings.hide(one.key, !shown);
    });
    return button;
  }

  function chooser(ring) {
    const select = el("select", { "aria-label": say("ring"), on: { change: () => { map.rings.showAll(); map.ask({ ring: select.value }); } } },
      ...RINGS.map((name) => el("option", { value: name, text: say(`ring_${name}`) })));
    select.value = ring;
    return el("label", { class: "cd-maplegend__h" }, el("span", { text: say("ring"), "aria-hidden": "true" }), select);
  }

  function sizes() {
    const circles = SIZES.map(([cx, r]) => svg("circle", { cx, cy: 10, r, fill: "none", stroke: "var(--cd-line-ctl)", "stroke-width": 1.3 }));
    return el("span", { class: "cd-maplegend__s" }, say("size"), svg("svg", { width: 58, height: 20, viewBox: "0 0 58 20", "aria-hidden": "true" }, ...circles));
  }

  /* Only drawn anew when it says something else, so that the focus stays. */
  function drawLegend({ ring, legend: entries }) {
    const box = legend();
    const wanted = JSON.stringify([ring, entries.map(({ key, label, colour }) => [key, label, colour])]);
    if (!box || box.dataset.drawn === wanted) return;
    const focused = box.contains(document.activeElement) ? document.activeElement.tagName : "";
    box.dataset.drawn = wanted;
    box.replaceChildren(chooser(ring), ...entries.map(entry), sizes());
    if (focused === "SELECT") box.querySelector("select").focus();
  }

  function missing() {
    map.root.append(el("p", { class: "cd-mapnone", role: "status", text: say("no_map") }));
  }

  /* ── the buttons ── */
  const ACTIONS = {
    "map-zoom-in": () => map.zoom(1),
    "map-zoom-out": () => map.zoom(-1),
    "map-fit": () => {
      const home = map.answer?.home;
      if (home) map.zoomTo([home.west, home.south, home.east, home.north]);
    },
  };

  document.addEventListener("click", (event) => ACTIONS[event.target.closest(".cd-mapctl button")?.id]?.());
  map.on("answer", drawLegend);
  map.missing = missing;
})();
