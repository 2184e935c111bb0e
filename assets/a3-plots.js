// Plots that have a figure for each theme: shows the one in use, and the other when the theme changes.
(function () {
  "use strict";
  const root = document.documentElement;
  const sent = new Map();

  const current = (figures) => figures[root.dataset.bsTheme === "dark" ? "dark" : "light"];

  function paint(figures) {
    if (!figures) return window.dash_clientside.no_update;
    sent.set(figures.name, figures);
    return current(figures);
  }

  function again() {
    for (const [name, figures] of sent) {
      const id = { type: "cd-plot", name };
      const key = JSON.stringify(id, Object.keys(id).sort());
      if (document.getElementById(key)) window.dash_clientside.set_props(id, { figure: current(figures) });
      else sent.delete(name);
    }
  }

  new MutationObserver(again).observe(root, { attributes: true, attributeFilter: ["data-bs-theme"] });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { caudal_plots: { paint } });
})();
