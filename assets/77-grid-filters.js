"use strict";
/* The filter of a column: a text, choices, or a value between two. Its model is what the address says: f.title=pump. */
(() => {
  const { board, grid } = window.caudal;
  const { el } = board;
  const TYPES = { date: "date", money: "number", percent: "number", days: "number" };

  class ColumnFilter {
    init(params) {
      const { column, choices } = params.colDef.filterParams;
      Object.assign(this, { params, column, choices, g: params.context.grid, model: null });
      this.fields = el("div", { class: "cd-gfilter__f" });
      this.node = el("form", { class: "cd-gfilter", on: { submit: (event) => this.apply(event) } }, this.fields,
        el("div", { class: "cd-pop__btns" },
          el("button", { type: "button", class: "btn btn-sm btn-ghost", text: this.g.say("clear"), on: { click: () => this.change(null) } }),
          el("button", { type: "submit", class: "btn btn-sm btn-primary", text: this.g.say("apply") })));
      this.fill();
    }

    getGui() { return this.node; }

    isFilterActive() { return this.model !== null; }

    doesFilterPass() { return true; }

    getModel() { return this.model; }

    setModel(model) {
      this.model = model || null;
      this.fill();
    }

    afterGuiAttached({ hidePopup } = {}) {
      this.hide = hidePopup;
      this.node.querySelector("input")?.focus();
    }

    change(model) {
      this.model = model || null;
      this.fill();
      this.params.filterChangedCallback();
      this.hide?.();
    }

    apply(event) {
      event.preventDefault();
      this.change(this.typed());
    }

    typed() {
      if (this.choices.length) return [...this.node.querySelectorAll("input:checked")].map((box) => box.value).join(",");
      const [first, second] = [...this.node.querySelectorAll("input")].map((field) => field.value.trim());
      if (this.column.kind === "text") return first.replace(/\s+/g, " ");
      return first || second ? `${first}..${second}` : null;
    }

    fill() {
      if (this.choices.length) this.fields.replaceChildren(...this.boxes());
      else if (this.column.kind === "text") this.fields.replaceChildren(this.field("filter_contains", "search", this.model || ""));
      else {
        const [low, high] = (this.model || "..").split("..");
        const type = TYPES[this.column.kind] || "text";
        const [least, most] = type === "date" ? ["filter_from", "filter_to"] : ["filter_at_least", "filter_at_most"];
        this.fields.replaceChildren(this.field(least, type, low), this.field(most, type, high));
      }
    }

    field(label, type, value) {
      const input = el("input", { type, class: "form-control form-control-sm", value, maxlength: 100, step: type === "number" ? "any" : null });
      return el("label", {}, el("span", { class: "cd-small", text: this.g.say(label) }), input);
    }

    boxes() {
      const chosen = new Set((this.model || "").split(","));
      return this.choices.map(({ id, label }) =>
        el("label", { class: "cd-gfilter__box" },
          el("input", { type: "checkbox", class: "form-check-input", value: id, checked: chosen.has(id) }), el("span", { text: label })));
    }
  }

  /* What the server read from the address, as the model of a filter. */
  function modelOf({ text, values, low, high }) {
    if (text) return text;
    return values.length ? values.join(",") : `${low ?? ""}..${high ?? ""}`;
  }

  Object.assign(grid, { ColumnFilter, modelOf });
})();
