"use strict";
/* Following: what is chosen in a field of data-cd-entity, on whichever page, is sent to the server. */
(() => {
  let seq = 0;

  document.addEventListener("change", (event) => {
    const field = event.target.closest?.("[data-cd-entity]");
    if (!field || event.target.tagName !== "SELECT") return;
    seq += 1;
    const data = { seq, entity: field.dataset.cdEntity, id: Number(field.dataset.cdId), how: event.target.value };
    window.dash_clientside.set_props("following-action", { data });
  });
})();
