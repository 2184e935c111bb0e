"use strict";
/* On a phone the list is a sheet at the bottom: low, half or tall, by its handle, dragged or pressed. */
(() => {
  const { board, map } = window.caudal;
  if (!map) return;
  const STEPS = ["low", "half", "tall"];
  const SHARES = { low: 0.16, half: 0.47, tall: 0.88 };
  const STILL = 6; // pixels: less than this is a press

  function set(list, step) {
    list.panel.dataset.step = step;
    list.panel.style.removeProperty("--sheet");
    const handle = list.panel.querySelector(".cd-maplist__grip");
    handle.setAttribute("aria-expanded", String(step === "tall"));
    handle.setAttribute("aria-label", list.say(step === "tall" ? "shorter" : "taller"));
  }

  const heightOf = (list, clientY) => {
    const frame = list.panel.parentElement.getBoundingClientRect();
    return Math.min(Math.max((frame.bottom - clientY) / frame.height, SHARES.low), SHARES.tall);
  };

  function nearest(share) { return [...STEPS].sort((one, other) => Math.abs(SHARES[one] - share) - Math.abs(SHARES[other] - share))[0]; }

  function drag(list, handle, event) {
    const from = event.clientY;
    let moved = false;
    handle.setPointerCapture(event.pointerId);
    const move = ({ clientY }) => {
      moved ||= Math.abs(clientY - from) > STILL;
      if (moved) list.panel.style.setProperty("--sheet", `${heightOf(list, clientY) * 100}%`);
    };
    const end = ({ clientY }) => {
      handle.removeEventListener("pointermove", move);
      handle.dataset.dragged = String(moved);
      if (moved) set(list, nearest(heightOf(list, clientY)));
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end, { once: true });
  }

  /* A press makes it one step taller, and half again when it is tall. */
  function press(list, handle) {
    if (handle.dataset.dragged === "true") handle.dataset.dragged = "false";
    else set(list, { low: "half", half: "tall", tall: "half" }[list.panel.dataset.step]);
  }

  function sheetHandle(list) {
    const handle = board.el("button", { type: "button", class: "cd-maplist__grip", "aria-label": list.say("taller"), "aria-expanded": "false" });
    handle.addEventListener("pointerdown", (event) => drag(list, handle, event));
    handle.addEventListener("click", () => press(list, handle));
    list.panel.dataset.step = "half";
    return handle;
  }

  Object.assign(map, { sheetHandle });
})();
