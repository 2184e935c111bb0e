// The forecast page's figures: the chart and the theme in use, fitted to the width that there is.
(function () {
  "use strict";
  const { forecast } = window.caudal;
  const root = document.documentElement;
  const GRAPHS = ["forecast-graph", "forecast-histogram"];
  const NARROW = 520;
  let figures = null;

  const width = () => document.querySelector(".cd-fcplotbox")?.clientWidth || root.clientWidth;
  const chart = () => (forecast.query().get("chart") === "monthly" ? "monthly" : "cumulative");

  function sized(trace, month) {
    return trace.marker?.share ? { ...trace, marker: { ...trace.marker, size: month * trace.marker.share } } : trace;
  }

  function fitted({ data, layout }) {
    const narrow = width() < NARROW;
    const [from, to] = layout.xaxis.range;
    const month = (width() - layout.margin.l - layout.margin.r) / (to - from);
    const annotations = (layout.annotations || []).filter((one) => !narrow || !one.wide).map((one) => (narrow && one.short ? { ...one, text: one.short } : one));
    const axis = narrow ? { ...layout.xaxis, ticktext: layout.xaxis.short } : layout.xaxis;
    const more = narrow ? layout.meta?.narrow : {};
    return { data: data.map((trace) => sized(trace, month)), layout: { ...layout, ...more, xaxis: axis, annotations } };
  }

  function shown() {
    const own = figures[root.dataset.bsTheme === "dark" ? "dark" : "light"];
    return [fitted(own[chart()]), own.histogram];
  }

  function paint(sent) {
    figures = sent;
    if (figures) window.caudal.drawn(document.getElementById("forecast-table"), figures.table);
    const none = window.dash_clientside.no_update;
    return figures ? shown() : [none, none];
  }

  function again() {
    if (!figures || !GRAPHS.every((id) => document.getElementById(id))) return;
    shown().forEach((figure, at) => window.dash_clientside.set_props(GRAPHS[at], { figure }));
  }

  new MutationObserver(again).observe(root, { attributes: true, attributeFilter: ["data-bs-theme"] });
  let wait = 0;
  window.addEventListener("resize", () => {
    window.clearTimeout(wait);
    wait = window.setTimeout(again, 150);
  });

  forecast.redraw = again;
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    caudal_forecast: Object.assign({}, window.dash_clientside?.caudal_forecast, { paint }),
  });
})();
