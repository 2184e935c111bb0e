// The overview's chart: the figure of the theme in use, fitted to the width that there is.
(function () {
  "use strict";
  const GRAPH = "overview-chart-graph";
  const NARROW = 40; // pixels of a month, below which every other name is left out
  const root = document.documentElement;
  let figures = null;

  function fitted(figure) {
    const axis = figure.layout.xaxis;
    const months = axis.categoryarray.length || 1;
    const room = document.querySelector(".cd-plotbox")?.clientWidth || root.clientWidth;
    const width = Math.max((room - 70) / months, 4);
    const every = Math.ceil(NARROW / width / axis.every) * axis.every;
    const shown = (_, place) => place % every === 0;
    const sized = (trace) =>
      trace.type === "scatter" ? { ...trace, marker: { ...trace.marker, size: width * trace.marker.share } } : trace;
    const xaxis = { ...axis, tickvals: axis.categoryarray.filter(shown), ticktext: axis.names.filter(shown) };
    return { data: figure.data.map(sized), layout: { ...figure.layout, xaxis } };
  }

  const current = () => fitted(figures[root.dataset.bsTheme === "dark" ? "dark" : "light"]);

  function paint(sent) {
    figures = sent;
    return figures ? current() : window.dash_clientside.no_update;
  }

  function again() {
    if (figures && document.getElementById(GRAPH)) window.dash_clientside.set_props(GRAPH, { figure: current() });
  }

  new MutationObserver(again).observe(root, { attributes: true, attributeFilter: ["data-bs-theme"] });
  let wait = 0;
  window.addEventListener("resize", () => {
    window.clearTimeout(wait);
    wait = window.setTimeout(again, 150);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { caudal_overview: { paint } });
})();
