"use strict";
/* Dragging by mouse and finger: SortableJS lifts and scrolls, the board itself decides where the card lands. */
(() => {
  const { board } = window.caudal;
  const TOUCH_DELAY_MS = 180;
  const TOLERANCE = 5;
  const TILT = "1.2deg";

  const point = (event) => event.touches?.[0] || event;

  function columnUnder(b, event) {
    const { clientX, clientY } = point(event);
    if (clientX === undefined) return null;
    const node = document.elementFromPoint(clientX, clientY)?.closest(".cd-col");
    return node && b.canvas.contains(node) ? node.dataset.key : null;
  }

  function begin(b, event) {
    const id = Number(event.item.dataset.id);
    const held = (b.held = { id, from: board.state.locate(b.state, id)?.column.key, over: null });
    board.rules.dim(b, id);
    held.follow = (moved) => {
      const key = columnUnder(b, moved);
      if (key === held.over) return;
      held.over = key;
      board.move.aim(b, id, key);
    };
    held.escape = (pressed) => {
      if (pressed.key !== "Escape") return;
      held.over = null;
      document.dispatchEvent(new PointerEvent("pointerup"));
    };
    for (const type of ["pointermove", "touchmove"]) document.addEventListener(type, held.follow, { passive: true });
    document.addEventListener("keydown", held.escape, true);
    // A snapping board would pull back what the drag scrolls to.
    b.board.style.scrollSnapType = "none";
    if (window.Sortable.ghost) Object.assign(window.Sortable.ghost.style, { rotate: TILT, opacity: "1" });
    board.menu.close();
  }

  function finish(b) {
    const { held } = b;
    if (!held) return;
    for (const type of ["pointermove", "touchmove"]) document.removeEventListener(type, held.follow);
    document.removeEventListener("keydown", held.escape, true);
    b.board.style.scrollSnapType = "";
    board.move.aim(b, held.id, null);
    board.rules.dim(b, null);
    b.held = null;
    if (held.over && held.over !== held.from) board.move.drop(b, held.id, held.over);
    b.release();
  }

  /* A card that may not be moved does not lift; who pulls at it is told why. */
  function explain(b, card, pressed) {
    const start = { x: pressed.clientX, y: pressed.clientY };
    const pull = (event) => {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) <= TOLERANCE) return;
      stop();
      if (event.pointerType !== "touch") board.move.refuseLocked(b, card);
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
    const spot = board.state.locate(b.state, Number(node.dataset.id));
    if (!spot) return true;
    if (b.mayMove(spot.card)) return false;
    explain(b, spot.card, event);
    return true;
  }

  function enable(b, column) {
    if (!window.Sortable || !b.state.changeable) return;
    column.sortable = window.Sortable.create(column.view.body, {
      group: { name: b.id, pull: true, put: false }, sort: false, draggable: ".cd-card",
      filter: (event, node) => refuses(b, event, node), preventOnFilter: false,
      forceFallback: true, fallbackOnBody: true, fallbackTolerance: TOLERANCE,
      delay: TOUCH_DELAY_MS, delayOnTouchOnly: true, touchStartThreshold: TOLERANCE,
      ghostClass: "is-source", fallbackClass: "is-drag",
      scroll: true, forceAutoScrollFallback: true, bubbleScroll: true, scrollSensitivity: 56, scrollSpeed: 14,
      onStart: (event) => begin(b, event), onEnd: () => finish(b),
    });
  }

  function disable(column) {
    column.sortable?.destroy();
    column.sortable = null;
  }

  board.drag = { enable, disable };
})();
