"use strict";
/* More filters: one section per kind of document, each with status, type, number, contact and dates of its own. */
(() => {
  const { board, invoicing: inv } = window.caudal;
  const { el, icon } = board;
  const STATUSES = { invoices: ["issued", "paid"], orders: ["open", "invoiced"], opportunities: ["open", "won"] };
  const PAPERS = ["invoice", "credit_note", "debit_note"];
  const FIELDS = ["status", "type", "number", "contact", "period"];
  const TYPING_MS = 400;

  const query = () => new URLSearchParams(window.location.search);
  const asked = (kind) => FIELDS.filter((field) => query().get(`${kind}.${field}`)).length;
  const count = () => inv.KINDS.reduce((sum, kind) => sum + asked(kind), 0);

  /* ── fields ── */
  function checks(b, kind, field, choices) {
    const chosen = (query().get(`${kind}.${field}`) || "").split(",");
    const boxes = choices.map(([value, text]) => {
      const box = el("input", { class: "form-check-input", type: "checkbox", value, checked: chosen.includes(value), "data-ctl": `${kind}-${field}-${value}` });
      box.addEventListener("change", () => {
        const ticked = boxes.map((label) => label.querySelector("input")).filter((one) => one.checked).map((one) => one.value);
        inv.bar.write(b, { [`${kind}.${field}`]: ticked.length === boxes.length ? "" : ticked.join(",") });
      });
      return el("label", { class: "cd-toggle" }, box, text);
    });
    return el("fieldset", { class: "cd-invf__checks" }, el("legend", { text: b.say(field) }), ...boxes);
  }

  function text(b, kind, field) {
    const input = el("input", {
      class: "form-control", type: "search", value: query().get(`${kind}.${field}`) || "", maxlength: "100", autocomplete: "off", "data-ctl": `${kind}-${field}`,
    });
    let timer = 0;
    const save = () => {
      window.clearTimeout(timer);
      inv.bar.write(b, { [`${kind}.${field}`]: input.value.trim() });
    };
    input.addEventListener("input", () => { window.clearTimeout(timer); timer = window.setTimeout(save, TYPING_MS); });
    input.addEventListener("change", save);
    return el("label", {}, b.say(field), input);
  }

  /* The dates are preset from the interval; only what was changed is written. */
  function dates(b, kind) {
    const preset = [inv.months.firstDay(b.state.first), inv.months.dayIn(null, b.state.last)];
    const own = (query().get(`${kind}.period`) || "").split("..");
    const known = own.length === 2 && own.every((part) => /^\d{4}-\d{2}-\d{2}$/.test(part)) ? own : preset;
    const inputs = known.map((value, end) => el("input", {
      class: "form-control", type: "date", value, min: preset[0], max: preset[1], "data-ctl": `${kind}-period-${end}`,
      on: { change: () => save() },
    }));
    const save = () => {
      const [from, to] = inputs.map((input) => input.value);
      if (!from || !to || from > to) return;
      inv.bar.write(b, { [`${kind}.period`]: from === preset[0] && to === preset[1] ? "" : `${from}..${to}` });
    };
    return ["from", "to"].map((name, end) => el("label", {}, b.say(name), inputs[end]));
  }

  function section(b, kind) {
    const types = kind === "invoices" ? PAPERS.map((paper) => [paper, b.say(paper)]) : b.state.types;
    const clear = el("button", {
      class: "btn btn-sm btn-ghost", type: "button", hidden: !asked(kind), "data-ctl": `${kind}-clear`, text: b.say("clear"),
      "aria-label": b.say("clear_kind", { kind: b.say(kind) }),
      on: { click: () => inv.bar.write(b, Object.fromEntries(FIELDS.map((field) => [`${kind}.${field}`, ""]))) },
    });
    return el("section", { class: "cd-invf__kind", "aria-label": b.say(kind) },
      el("header", {}, inv.grid.swatch(kind), el("h3", { text: b.say(kind) }), clear),
      checks(b, kind, "status", STATUSES[kind].map((status) => [status, b.say(`choice_${kind}_${status}`)])),
      types.length ? checks(b, kind, "type", types) : null,
      el("div", { class: "cd-form2" }, text(b, kind, "number"), text(b, kind, "contact"), ...dates(b, kind)));
  }

  /* On a phone the panel also holds what has no room over the list. */
  function display(b) {
    if (!b.phone) return null;
    return el("section", { class: "cd-invf__kind" }, el("header", {}, el("h3", { text: b.say("display") })),
      inv.bar.basisControl(b), el("div", { class: "cd-tools" }, ...inv.bar.intervalControls(b)), inv.bar.toggles(b)[0], inv.bar.sentence(b));
  }

  /* The panel stays while the board behind it is drawn anew, so that nobody types into nothing. */
  function draw(b) {
    const typing = b.panel.contains(document.activeElement) ? document.activeElement : null;
    if (typing?.type === "search" || typing?.type === "date") return refresh(b);
    const ctl = typing?.dataset.ctl;
    b.panel.replaceChildren(
      el("div", { class: "cd-pop__head" }, el("strong", { text: b.say(b.phone ? "display_and_filters" : "more_filters") })),
      el("div", { class: "cd-invf" }, ...[display(b), ...inv.KINDS.filter((kind) => b.state.shown.includes(kind)).map((kind) => section(b, kind))].filter(Boolean)),
      el("div", { class: "cd-pop__btns cd-pop__btns--end" },
        el("button", { class: "btn btn-sm btn-primary", type: "button", "data-cd-close": "pop", text: b.say("done") })));
    if (ctl) (b.panel.querySelector(`[data-ctl="${CSS.escape(ctl)}"]`) || b.panel).focus({ preventScroll: true });
    return undefined;
  }

  function refresh(b) {
    for (const kind of inv.KINDS) {
      const clear = b.panel.querySelector(`[data-ctl="${kind}-clear"]`);
      if (clear) clear.hidden = !asked(kind);
    }
  }

  function button(b) {
    const number = count();
    b.panelButton.replaceChildren(icon("funnel"), b.say(b.phone ? "display_and_filters" : "more_filters"),
      number ? el("span", { class: "cd-tag cd-tag--brand cd-n", text: board.words.number(number) }) : "");
    return b.panelButton;
  }

  /* Once per board: the panel and the button that opens it (30-shell.js does). */
  function make(b) {
    const id = `pop-${b.id}-filters`;
    b.panel = el("div", { class: "cd-pop dropdown-menu cd-pop--inv", id, role: "dialog", tabindex: "-1" });
    b.panelButton = el("button", {
      class: "btn btn-sm btn-outline-secondary", type: "button", "data-cd-pop": id, "aria-haspopup": "dialog", "aria-expanded": "false", "data-ctl": "more-filters",
    });
    b.canvas.append(b.panel);
  }

  inv.filters = { make, draw, button };
})();
