// The forecast page's controls: sliders, choices, switches and cells write into the address and open what is behind.
(function () {
  "use strict";
  const { forecast } = window.caudal;
  const SLIDERS = ["win", "slip", "size", "run"];
  const MINUS = "−";

  // ── Sliders: the number beside it and the filled part of the track follow at once ────────────────────
  function follow(box) {
    const field = box.querySelector("input");
    const value = Number(field.value);
    const sign = value > 0 ? "+" : value < 0 ? MINUS : "";
    const said = `${sign}${Math.abs(value)}${box.dataset.fcUnit}`;
    box.querySelector(".cd-slider__o").textContent = said;
    field.setAttribute("aria-valuetext", said);
    field.style.setProperty("--fill", `${(100 * (value - field.min)) / (field.max - field.min)}%`);
  }

  function press(word, value) {
    document.querySelectorAll(`[data-fc-switch="${word}"]`).forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.fcValue === value));
    });
  }

  function show() {
    document.querySelectorAll("[data-fc-unit]").forEach(follow);
    for (const word of ["measure", "chart"]) press(word, forecast.query().get(word) || "");
    document.querySelectorAll("[data-fc-needs], [data-fc-reset]").forEach((button) => (button.disabled = !forecast.query().get("s")));
    document.querySelector(".cd-fcghost")?.toggleAttribute("hidden", !forecast.query().get("s"));
  }

  // The sliders stand where the address says, also after Back, Reset or a saved view.
  function controls() {
    const known = forecast.words();
    window.requestAnimationFrame(show); // after Dash has set them
    return SLIDERS.map((word) => Number(known.get(word) || 0));
  }

  // What the panels below look at: they are not asked again while assumptions move.
  function narrowed(search, before) {
    const params = new URLSearchParams(search || "");
    ["s", "measure", "chart"].forEach((key) => params.delete(key));
    return params.toString() === before ? window.dash_clientside.no_update : params.toString();
  }

  document.addEventListener("input", (event) => {
    const box = event.target.closest?.("[data-fc-unit]");
    if (!box) return;
    follow(box);
    forecast.assume(box.dataset.fcWord, event.target.value);
  });

  document.addEventListener("change", (event) => {
    const box = event.target.closest?.("[data-fc-word]:not([data-fc-unit])");
    if (box) {
      const { fcWord: word, fcOn: on } = box.dataset;
      forecast.assume(word, on === undefined ? event.target.value : event.target.checked ? on : "");
    }
    const leaving = event.target.closest?.("[data-fc-leaving]");
    if (leaving) forecast.leave(event.target.value, leaving.dataset.fcLeaving);
  });

  function switched(button) {
    const { fcSwitch: word, fcValue: value } = button.dataset;
    press(word, value);
    forecast.change(word, value);
    if (word === "chart") forecast.redraw();
  }

  function mark() {
    const now = forecast.query().get("s");
    document.querySelectorAll("[data-fc-scenario]").forEach((choice) => {
      const is = choice.dataset.fcScenario === now;
      choice.classList.toggle("is-on", is);
      choice.querySelector(".bi").classList.toggle("bi-check2", is);
    });
  }

  // ── Dialogs: how it is computed, and what is behind a cell ───────────────────────────────────────────
  function open(id) {
    const dialog = document.getElementById(id);
    if (dialog && !dialog.open) dialog.showModal();
  }

  // The deal stands among the single opportunities of "What if" then, where it can be taken back.
  function assumed(button) {
    button.closest("dialog").close();
    forecast.assume(button.dataset.fcAssume, button.dataset.fcValue);
  }

  function act({ fcAct: what, fcId: id }) {
    window.dash_clientside.set_props("forecast-scenario-action", { data: { seq: Date.now(), what, id: Number(id) } });
  }

  // The rows of the cell before are not shown under the new one.
  function behind(cell) {
    found("", []);
    open("forecast-behind");
    window.dash_clientside.set_props("forecast-cell", { data: { seq: Date.now(), cell } });
  }

  function found(title, body) {
    const heading = document.getElementById("forecast-behind-title");
    if (!heading) return;
    heading.textContent = title || heading.dataset.fcUsual;
    window.caudal.drawn(document.getElementById("forecast-behind-body"), body);
  }

  function came(sent) {
    if (sent) found(sent.title, sent.body);
  }

  document.addEventListener("click", (event) => {
    const { target } = event;
    if (forecast.here()) window.requestAnimationFrame(mark);
    const button = target.closest("[data-fc-switch], [data-fc-open], [data-fc-close], [data-fc-reset], [data-fc-cell], [data-fc-scenario], [data-fc-act], [data-fc-assume]");
    if (!button) return;
    if (button.dataset.fcSwitch) switched(button);
    else if (button.dataset.fcScenario) forecast.change("s", button.dataset.fcScenario);
    else if (button.dataset.fcAssume) assumed(button);
    else if (button.dataset.fcAct) act(button.dataset);
    else if (button.dataset.fcCell) behind(button.dataset.fcCell);
    else if (button.dataset.fcOpen) open(button.dataset.fcOpen);
    else if ("fcClose" in button.dataset) button.closest("dialog").close();
    else forecast.change("s", "");
  });

  document.addEventListener("pointerdown", (event) => {
    if (event.target.matches?.("dialog[data-fc-dialog]")) event.target.close();
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    caudal_forecast: Object.assign({}, window.dash_clientside?.caudal_forecast, { controls, came, narrowed }),
  });
})();
