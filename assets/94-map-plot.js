"use strict";
/* The picture of the world: Plotly's map with our rings in its canvas; where it hides its map from us, Plotly's own circles. */
(() => {
  const { map } = window.caudal;
  if (!map) return;
  const { rings, mercator } = map;
  const GRAPH = "map-graph";
  const WAIT_MS = 40;
  const MOST_TRIES = 500; // twenty seconds, for a machine without a graphics card
  const WORLD = { longitude: 10, latitude: 30, zoom: 1 };
  const CLOSE = 9; // zoom of a contact that is looked for
  const STEP = 1;
  const FALLBACK_SIZE = 26;
  const page = document.documentElement;
  let figures = null;
  let frame = null; // the element that the map fills
  let wanted = { ...WORLD }; // the view, as last set or reported
  let chart = null; // MapLibre's map
  let plain = null; // Plotly's graph, when there are no rings
  let turns = 0;

  const size = () => frame.getBoundingClientRect();
  const canDraw = () => Boolean(document.createElement("canvas").getContext("webgl2"));

  /* ── the figure ── */
  function figure() {
    const { data, layout } = figures[page.dataset.bsTheme === "dark" ? "dark" : "light"];
    const center = { lat: wanted.latitude, lon: wanted.longitude };
    const seen = { ...layout, uirevision: `map ${turns}`, map: { ...layout.map, center, zoom: wanted.zoom } };
    return { data: plain ? [circles(data[0])] : data, layout: seen };
  }

  function circles(trace) {
    const marks = map.marks();
    const colours = new Map((map.answer?.legend || []).map(({ key, colour }) => [key, resolved(colour)]));
    return {
      ...trace,
      lat: marks.map((mark) => mark.lat),
      lon: marks.map((mark) => mark.lon),
      text: marks.map((mark) => String(mark.count)),
      marker: { size: FALLBACK_SIZE, color: marks.map((mark) => colours.get(largest(mark.shares)) || resolved("var(--cd-k-opp)")) },
      textfont: { ...trace.textfont, color: resolved("var(--cd-surface)") },
    };
  }

  const largest = (shares) => [...shares].sort((one, other) => other[1] - one[1])[0]?.[0];

  /* Plotly draws on a canvas, which knows no custom properties. */
  function resolved(colour) {
    const name = /^var\((--[\w-]+)\)$/.exec(colour)?.[1];
    return name ? window.getComputedStyle(page).getPropertyValue(name).trim() : colour;
  }

  function paint(sent) {
    figures = sent;
    return figures && frame ? figure() : window.dash_clientside.no_update;
  }

  function repaint() {
    if (figures && document.getElementById(GRAPH)) window.dash_clientside.set_props(GRAPH, { figure: figure() });
  }

  /* ── the map inside Plotly's graph; `_subplot` is private, so nothing relies on it ── */
  function start(root, at) {
    frame = root;
    chart = plain = null;
    wanted = at || { ...WORLD };
    rings.forget();
    rings.showAll();
    if (!canDraw()) return without();
    repaint();
    map.ask({});
    return connect(root, 0);
  }

  function without() {
    map.missing();
    map.ask({});
  }

  function connect(root, tries) {
    if (!root.isConnected || root !== frame) return;
    const graph = root.querySelector(".js-plotly-plot");
    const found = graph?._fullLayout?.map?._subplot?.map;
    if (typeof found?.project === "function" && typeof found.getCanvasContainer === "function") attach(found);
    else if (tries > MOST_TRIES && graph?.on) fallBack(graph);
    else window.setTimeout(() => connect(root, tries + 1), WAIT_MS);
  }

  function attach(found) {
    chart = found;
    chart.getCanvasContainer().append(rings.layer);
    chart.getCanvas().setAttribute("tabindex", "-1"); // the list is the map's twin for the keyboard
    chart.touchZoomRotate?.disableRotation();
    chart.dragRotate?.disable();
    // Whenever a style has loaded, which may be late, Plotly sets its figure's view again. The view is ours.
    for (const name of ["setCenter", "setZoom", "setBearing", "setPitch"]) chart[name] = () => chart;
    chart.jumpTo(target(wanted));
    chart.on("move", () => report(false));
    chart.on("moveend", () => report(true));
    chart.on("resize", () => report(true));
    chart.on("click", () => map.emit("select", { contact_id: 0 }));
    rings.place(chart);
  }

  function report(rests) {
    if (!chart) return; // the page has gone
    const { lng, lat } = chart.getCenter();
    wanted = { longitude: lng, latitude: lat, zoom: chart.getZoom() };
    rings.place(chart);
    map.moved({ rests });
  }

  function fallBack(graph) {
    plain = graph;
    graph.on("plotly_relayout", () => {
      const { center, zoom } = graph._fullLayout.map;
      wanted = { longitude: center.lon, latitude: center.lat, zoom };
      map.moved({ rests: true });
    });
    graph.on("plotly_click", ({ points }) => rings.press(map.marks()[points[0].pointNumber]));
    repaint();
  }

  /* ── what the others ask of it ── */
  const target = ({ longitude, latitude, zoom }) => ({ center: [longitude, latitude], zoom });

  function go(view, smoothly = true) {
    wanted = view;
    if (chart) return smoothly ? chart.easeTo({ ...target(view), duration: 450 }) : chart.jumpTo(target(view));
    turns += 1;
    repaint();
    return map.moved({ rests: true });
  }

  const fit = (box) => mercator.fitted(box, size(), mercator.free(size()));
  const zoomTo = (box, { jumps = false } = {}) => go(fit(box), !jumps);

  /* A contact that is shown already stays where it is. */
  function focus(_id, { longitude, latitude }) {
    const room = mercator.free(size());
    const { x, y } = mercator.project(wanted, size(), [longitude, latitude]);
    const seen = x > room.left && x < room.right && y > room.top && y < room.bottom;
    if (!seen) go({ ...fit([longitude, latitude, longitude, latitude]), zoom: Math.max(wanted.zoom, CLOSE) });
  }

  function zoom(steps) { go({ ...wanted, zoom: Math.min(Math.max(wanted.zoom + steps * STEP, 0), 17) }); }

  function view() {
    const { longitude, latitude, zoom: near } = wanted;
    return { ...mercator.edges(wanted, size()), zoom: near, center: { longitude, latitude } };
  }

  function answer(found) {
    rings.draw(found);
    if (plain) repaint();
  }

  map.on("select", ({ contact_id: id }) => rings.select(id));
  new MutationObserver(repaint).observe(page, { attributes: true, attributeFilter: ["data-bs-theme"] });
  window.dash_clientside = Object.assign(window.dash_clientside || {}, { caudal_map_plot: { paint } });
  const project = (longitude, latitude) => mercator.project(wanted, size(), [longitude, latitude]);
  map.zoom = zoom;
  map.use({ start, view, zoomTo, focus, answer, project, hover: rings.hover });
})();
