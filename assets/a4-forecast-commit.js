"use strict";
/* The page of forecast categories: a category that is chosen is sent at once. */
(() => {
  let seq = 2000000;

  document.addEventListener("change", (event) => {
    const place = event.target.closest?.("[data-cd-category]");
    const record = place?.closest("[data-cd-sends]");
    if (!record) return;
    seq += 1;
    const form = { opportunity: place.dataset.cdCategory, version: place.dataset.cdVersion, category: event.target.value };
    const data = { seq, what: "category", ...JSON.parse(record.dataset.cdRecord), form };
    window.dash_clientside.set_props(record.dataset.cdSends, { data });
  });
})();
