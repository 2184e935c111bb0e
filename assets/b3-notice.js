"use strict";
/* Notices: whoever follows the link of one in the bell's list has read it. */
(() => {
  let seq = 0;

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-cd-notice]");
    if (!link) return;
    seq += 1;
    window.dash_clientside.set_props("bell-opened", { data: { seq, id: Number(link.dataset.cdNotice) } });
  });
})();
