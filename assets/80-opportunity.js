"use strict";
/* The opportunity page: when it is drawn anew after a change, its open tab and the place of the focus stay. */
(() => {
  const FRAMES = 60;
  const kept = { record: "", tab: "", focus: "", drawn: "" };
  const recordOf = (root) => (root ? String(JSON.parse(root.dataset.cdRecord).id) : "");
  const shown = () => document.querySelector("#opportunity-body > .cd-opp");

  document.addEventListener("click", (event) => {
    const tab = event.target.closest?.('#opportunity-body [role="tab"]');
    if (tab) Object.assign(kept, { record: recordOf(shown()), tab: tab.id });
  });

  document.addEventListener("focusin", (event) => {
    if (!event.target.closest?.("#opportunity-body")) return;
    Object.assign(kept, { focus: event.target.id, drawn: shown()?.dataset.cdRecord });
  });

  function restore() {
    if (kept.record === recordOf(shown())) document.getElementById(kept.tab)?.click();
    kept.drawn = shown().dataset.cdRecord;
    const heading = shown().querySelector("h1");
    const lost = !document.activeElement || document.activeElement === document.body;
    if (!lost) return;
    heading.tabIndex = -1;
    ((kept.focus && document.getElementById(kept.focus)) || heading).focus({ preventScroll: true });
  }

  /* Dash tells of the children a moment before they stand in the document. */
  function whenDrawn(frames = FRAMES) {
    const root = shown();
    if (root && (root.dataset.cdRecord !== kept.drawn || frames === 0)) restore();
    else if (frames > 0) window.requestAnimationFrame(() => whenDrawn(frames - 1));
  }

  /* J and K lead down and up in the list one came from. */
  document.addEventListener("keydown", (event) => {
    const id = { j: "opportunity-after", k: "opportunity-before" }[event.key];
    if (!id || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (!document.querySelector("dialog[open]")) document.getElementById(id)?.click();
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.caudal_opportunity = Object.assign({}, window.dash_clientside.caudal_opportunity, {
    drawn() {
      whenDrawn();
    },
  });
})();
