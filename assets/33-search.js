// Search in the browser: Ctrl K opens it, arrows move, Enter goes, Esc closes.
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);

  const palette = () => byId("palette");
  const hits = () => [...(palette()?.querySelectorAll(".cd-hit") || [])];

  function openPalette() {
    const dialog = palette();
    if (!dialog || dialog.open) return;
    window.caudal.closePopover(false);
    watchResults();
    dialog.showModal();
    const field = byId("palette-text");
    const roles = { role: "combobox", "aria-controls": "palette-results", "aria-expanded": "true", "aria-autocomplete": "list" };
    Object.entries(roles).forEach(([name, value]) => field.setAttribute(name, value));
    field.focus();
    field.select();
    activate(0);
  }

  function activate(index) {
    const all = hits();
    const at = all.length ? (index + all.length) % all.length : -1;
    all.forEach((hit, number) => {
      hit.id = `palette-hit-${number}`;
      hit.classList.toggle("is-active", number === at);
      hit.setAttribute("aria-selected", String(number === at));
    });
    all[at]?.scrollIntoView({ block: "nearest" });
    byId("palette-text")?.setAttribute("aria-activedescendant", at < 0 ? "" : `palette-hit-${at}`);
  }

  function paletteKey(event) {
    const all = hits();
    const at = all.findIndex((hit) => hit.classList.contains("is-active"));
    if (event.key === "ArrowDown") activate(at + 1);
    else if (event.key === "ArrowUp") activate(at - 1);
    else if (event.key === "Enter" && at >= 0) {
      if (event.ctrlKey || event.metaKey) window.open(all[at].href, "_blank", "noopener");
      else all[at].click();
    } else return;
    event.preventDefault();
  }

  function watchResults() {
    const list = byId("palette-results");
    if (list && !list.dataset.watched) {
      list.dataset.watched = "yes";
      new MutationObserver(() => activate(0)).observe(list, { childList: true });
    }
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
    } else if (event.target.id === "palette-text") paletteKey(event);
  });

  document.addEventListener("click", (event) => {
    if (event.target === palette()) palette().close(); // beside the box
    else if (event.target.closest('[data-cd="palette"]')) openPalette();
    else if (event.target.closest(".cd-hit")) palette().close();
  });
})();
