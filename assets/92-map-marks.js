"use strict";
/* The marks of the map: a ring for each contact or cluster, its arcs the classes of the legend, its number the open opportunities. */
(() => {
  const { board, map } = window.caudal;
  if (!map) return;
  const { svg, words } = board;
  const LEAST = 12.5; // pixels of radius of the smallest mark; the largest in view has LEAST + MORE
  const MORE = 15;
  const THICK = 5.5;
  const THIN = 4;
  const GAP = 1.6; // pixels between the arcs of a ring
  const STACK = 5.4;
  const TURN = 360;
  const STILL = 5; // pixels that a finger may slip and still press

  const layer = svg("svg", { class: "cd-bubs", "aria-hidden": "true", focusable: "false" });
  const state = { marks: [], nodes: [], hidden: new Set(), colours: new Map(), hovered: 0, selected: 0, text: {}, down: null, chart: null };

  const say = (key, n) => board.fill(state.text[`${key}_${words.plural(n)}`] ?? "{n}", { n: words.number(n) });

  /* ── one mark ── */
  const visible = (mark) => mark.shares.filter(([key]) => !state.hidden.has(key));

  function radius(mark, most) {
    return LEAST + MORE * Math.sqrt(most > 0 ? Math.max(mark.net, 0) / most : 0);
  }

  /* The arcs of a circle are dashes of one stroke; a class without net still shows as a thin arc. */
  function arcs(mark, r, thick) {
    const shares = visible(mark);
    const around = 2 * Math.PI * r;
    const gap = shares.length > 1 ? GAP : 0;
    const room = around - gap * shares.length;
    const net = shares.reduce((sum, [, one]) => sum + Math.max(one, 0), 0);
    let start = 0;
    return shares.map(([key, one]) => {
      const length = room * (net > 0 ? Math.max(one, 0) / net : 1 / shares.length);
      const arc = svg("circle", {
        r, fill: "none", stroke: state.colours.get(key) || "var(--cd-ink-3)", "stroke-width": thick,
        "stroke-dasharray": `${length} ${around - length}`, "stroke-dashoffset": -start, transform: "rotate(-90)",
      });
      start += length + gap;
      return arc;
    });
  }

  function title(mark, answer) {
    const name = mark.id ? answer.list.find((row) => row.id === mark.id)?.name : say("contacts", mark.n) + (mark.shared ? ` ${state.text.shared}` : "");
    const amount = words.compact(mark.net, answer.currency);
    const text = svg("title", {});
    text.textContent = [name, say("opportunities", mark.count), amount].filter(Boolean).join(", ");
    return text;
  }

  function node(mark, place, answer, most) {
    const outer = radius(mark, most);
    const thick = outer > 16 ? THICK : THIN;
    const group = svg("g", { class: "cd-bub", "data-place": place, "data-id": mark.id || 0 });
    group.append(title(mark, answer), svg("circle", { r: outer, class: "cd-bub__bg" }));
    if (mark.n > 1) group.append(svg("circle", { r: outer + (STACK - THICK / 2), class: "cd-bub__stack" }));
    if (!visible(mark).length) group.classList.add("is-faint");
    const number = svg("text", { class: "cd-bub__n", dy: ".35em" });
    number.textContent = words.number(mark.count);
    group.append(...arcs(mark, outer - thick / 2, thick), number, svg("circle", { r: outer + 4, class: "cd-bub__halo" }));
    return group;
  }

  /* ── all of them ── */
  function draw(answer) {
    state.colours = new Map(answer.legend.map(({ key, colour }) => [key, colour]));
    state.marks = answer.marks;
    state.answer = answer;
    const most = Math.max(0, ...answer.marks.map((mark) => mark.net));
    state.nodes = answer.marks.map((mark, place) => node(mark, place, answer, most));
    layer.replaceChildren(...[...state.nodes].reverse());
    point();
    if (state.chart) place(state.chart);
  }

  /* A view of more than one world shows a mark on the copy nearest to its middle. */
  function place(chart) {
    state.chart = chart;
    const middle = chart.getCenter().lng;
    state.marks.forEach((mark, at) => {
      const { x, y } = chart.project([nearest(mark.lon, middle), mark.lat]);
      state.nodes[at].setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    });
  }

  const nearest = (longitude, middle) => longitude + TURN * Math.round((middle - longitude) / TURN);

  /* Which mark is under the hand, or chosen, here or in the list. */
  function point() {
    for (const one of state.nodes) {
      const id = Number(one.dataset.id);
      one.classList.toggle("is-hover", Boolean(id) && id === state.hovered);
      one.classList.toggle("is-sel", Boolean(id) && id === state.selected);
    }
    const front = state.nodes.find((one) => one.classList.contains("is-hover") || one.classList.contains("is-sel"));
    if (front && layer.lastElementChild !== front) layer.append(front);
  }

  function hide(key, hidden) {
    if (hidden) state.hidden.add(key);
    else state.hidden.delete(key);
    if (state.answer) draw(state.answer);
  }

  /* ── the hand ── */
  const markAt = (event) => state.marks[Number(event.target.closest(".cd-bub")?.dataset.place)];

  layer.addEventListener("pointerover", (event) => map.hover(markAt(event)?.id || 0));
  layer.addEventListener("pointerout", () => map.hover(0));
  layer.addEventListener("pointerdown", (event) => { state.down = { x: event.clientX, y: event.clientY }; });
  layer.addEventListener("click", (event) => {
    const mark = markAt(event);
    const moved = state.down && Math.hypot(event.clientX - state.down.x, event.clientY - state.down.y) > STILL;
    if (!mark || moved) return;
    event.stopPropagation();
    press(mark);
  });

  /* A cluster opens up; contacts on one spot never part, so the list shows who they are. */
  function press(mark) {
    if (mark.id) map.emit("select", { contact_id: mark.id, longitude: mark.lon, latitude: mark.lat });
    else map.zoomTo(mark.box);
  }

  map.rings = {
    layer, draw, place, hide, press, nearest,
    all: () => state.marks,
    words: () => state.text,
    isHidden: (key) => state.hidden.has(key),
    showAll: () => state.hidden.clear(),
    forget() {
      const text = JSON.parse(document.getElementById("map-legend")?.dataset.words || "{}");
      Object.assign(state, { chart: null, answer: null, marks: [], nodes: [], text });
    },
    hover: (id) => { state.hovered = id; point(); },
    select: (id) => { state.selected = id; point(); },
  };
})();
