"use strict";
/* Dragging by mouse and finger: SortableJS lifts and scrolls, the board itself decides which month the card lands in. */
(() => {
  const { board, invoicing: inv } = window.caudal;
  const TOUCH_DELAY_MS = 180;
  const TOLERANCE = 5;

  const point = (event) => event.touches?.[0] || event;

  function monthUnder(b, ref, event) {
    const { clientX, clientY } = point(event);
    if (clientX === undefined) return null;
    const node = document.elementFromPoint(clientX, clientY)?.closest("[data-month]");
    return node && b.gridOf(ref.section)?.contains(node) ? Number(node.dataset.month) : null;
  }

  function begin(b, event) {
    const ref = b.refOf(event.item);
    const held = (b.held = { ref, over: null });
    held.follow = (moved) => {
      const month = monthUnder(b, ref, moved);
      if (month === held.over) return;
      held.over = month;
      inv.move.aim(b, ref, month);
    };
    held.escape = (pressed) => {
      if (pressed.key !== "Escape") return;
      held.over = null;
      document.dispatchEvent(new PointerEvent("pointerup"));
    };
    for (const type of ["pointermove", "touchmove"]) document.addEventListener(type, held.follow, { passive: true });
    document.addEventListener("keydown", held.escape, true);
    if (window.Sortable.ghost) window.Sortable.ghost.style.opacity = "1";
    board.menu.close();
  }

  function finish(b) {
    const { held } = b;
    if (!held) return;
    for (const type of ["pointermove", "touchmove"]) document.removeEventListener(type, held.follow);
    document.removeEventListener("keydown", held.escape, true);
    inv.move.aim(b, held.ref, null);
    b.held = null;
    if (held.over && held.over !== held.ref.month) inv.move.plan(b, held.ref, held.over);
    b.release();
  }

  /* A card that stays where it is does not lift; who pulls at it is told why. */
  function explain(b, kind, card, pressed) {
    const start = { x: pressed.clientX, y: pressed.clientY };
    const pull = (event) => {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) <= TOLERANCE) return;
      stop();
      if (event.pointerType !== "touch") inv.move.refuse(b, kind, card);
    };
    const stop = () => {
      document.removeEventListener("pointermove", pull);
      document.removeEventListener("pointerup", stop);
    };
    document.addEventListener("pointermove", pull);
    document.addEventListener("pointerup", stop);
  }

  function refuses(b, event, node) {
    if (event.target.closest("button, a")) return true;
    const ref = b.refOf(node);
    const spot = inv.state.locate(b.state, ref);
    if (!spot) return true;
    if (b.mayMove(ref.kind, spot.card)) return false;
    explain(b, ref.kind, spot.card, event);
    return true;
  }

  function enable(b) {
    disable(b);
    if (!window.Sortable) return;
    b.sortables = [...b.stage.querySelectorAll(".cd-cell:has(> .cd-paper)")].map((cell) => window.Sortable.create(cell, {
      group: { name: b.id, pull: true, put: false }, sort: false, draggable: ".cd-paper",
      filter: (event, node) => refuses(b, event, node), preventOnFilter: false,
      forceFallback: true, fallbackOnBody: true, fallbackTolerance: TOLERANCE,
      delay: TOUCH_DELAY_MS, delayOnTouchOnly: true, touchStartThreshold: TOLERANCE,
      ghostClass: "is-source", fallbackClass: "is-drag",
      scroll: true, forceAutoScrollFallback: true, bubbleScroll: true, scrollSensitivity: 56, scrollSpeed: 14,
      onStart: (event) => begin(b, event), onEnd: () => finish(b),
    }));
  }

  function disable(b) {
    (b.sortables || []).forEach((sortable) => sortable.destroy());
    b.sortables = [];
  }

  inv.drag = { enable, disable };
})();
