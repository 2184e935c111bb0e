"use strict";
/* The form of a row of the settings: fields as the server describes them, and what is read out of them. */
(() => {
  const { board } = window.caudal;
  const { el, icon } = board;
  const settings = (window.caudal.settings = {});
  const words = () => JSON.parse(document.getElementById("settings-words")?.dataset.words || "{}");
  settings.say = (key) => words()[key] ?? key;
  const { say } = settings;

  const text = (value) => (value === null || value === undefined ? "" : String(value));

  function option([value, label], chosen) {
    const node = el("option", { value: text(value), text: label });
    node.selected = text(value) === text(chosen);
    return node;
  }

  function choice(field) {
    const none = field.required && field.value !== null ? [] : [["", field.required ? "" : say("none")]];
    return el("select", { class: "form-select" }, ...[...none, ...field.options].map((one) => option(one, field.value)));
  }

  function box(label, checked, value) {
    const input = el("input", { type: "checkbox", class: "form-check-input", value: text(value) });
    input.checked = checked;
    return el("label", { class: "form-check" }, input, el("span", { text: label }));
  }

  function many(field) {
    const chosen = new Set((field.value || []).map(text));
    return el("div", { class: "cd-setform__many" }, ...field.options.map(([value, label]) => box(label, chosen.has(text(value)), value)));
  }

  function button(symbol, label, run) {
    return el("button", { type: "button", class: "cd-iconbtn cd-iconbtn--sm", title: label, "aria-label": label, on: { click: run } }, icon(symbol));
  }

  function task(one) {
    const name = el("input", { type: "text", class: "form-control", maxlength: "200", "aria-label": say("task") });
    name.value = one.name;
    const row = el("li", { "data-id": one.id, "data-active": String(one.active !== false) }, name, box(say("mandatory"), one.mandatory),
      button("chevron-up", say("task_up"), () => row.previousElementSibling?.before(row)),
      button("x-lg", say("task_gone"), () => row.remove()));
    return row;
  }

  function tasks(field) {
    const list = el("ol", {}, ...(field.value || []).map(task));
    const add = el("button", { type: "button", class: "btn btn-ghost", text: say("add_task") });
    add.addEventListener("click", () => {
      list.append(task({ id: null, name: "", mandatory: true }));
      list.lastElementChild.querySelector("input").focus();
    });
    return el("div", { class: "cd-setform__tasks" }, list, add);
  }

  function input(field) {
    const types = { date: "date", password: "password" };
    const node = el("input", {
      type: types[field.kind] || "text", class: "form-control", autocomplete: field.kind === "password" ? "new-password" : "off",
      inputmode: field.kind === "number" ? "numeric" : null, maxlength: field.kind === "text" ? String(field.longest) : null,
    });
    node.value = text(field.value);
    return node;
  }

  const DRAW = { choice, many, tasks };
  const GROUPS = ["many", "tasks"];

  class Control {
    constructor(field) {
      Object.assign(this, { field, id: `setting-${field.name}` });
      this.node = field.kind === "flag" ? box(field.label, Boolean(field.value)) : (DRAW[field.kind] || input)(field);
      this.error = el("p", { class: "cd-late cd-small", id: `${this.id}-error`, role: "alert" });
      this.hint = el("p", { class: "cd-mut cd-small", id: `${this.id}-hint`, text: field.hint });
      this.error.hidden = true;
      this.hint.hidden = !field.hint;
      this.box = this.boxed();
      const target = this.target();
      target.setAttribute("aria-describedby", `${this.id}-hint ${this.id}-error`);
      if (field.locked) this.box.querySelectorAll("input, select, button").forEach((one) => { one.disabled = true; });
      this.box.addEventListener("input", () => this.refuse(""));
    }

    target() { return this.field.kind === "flag" ? this.node.querySelector("input") : this.node; }

    boxed() {
      const { field, node } = this;
      if (field.kind === "flag") return el("div", { class: "cd-setform__field" }, node, this.hint, this.error);
      if (GROUPS.includes(field.kind)) return el("fieldset", { class: "cd-setform__field is-wide" }, el("legend", { text: field.label }), this.hint, node, this.error);
      node.id = this.id;
      const label = field.unit && field.unit !== "%" ? `${field.label} (${field.unit})` : field.label;
      return el("div", { class: "cd-setform__field" }, el("label", { for: this.id, text: label }), node, this.hint, this.error);
    }

    refuse(sentence) {
      this.error.textContent = sentence;
      this.error.hidden = !sentence;
      const target = this.target();
      if (sentence) target.setAttribute("aria-invalid", "true");
      else target.removeAttribute("aria-invalid");
    }

    value() {
      const { node, field } = this;
      if (field.kind === "flag") return node.querySelector("input").checked;
      if (field.kind === "many") return [...node.querySelectorAll("input:checked")].map((one) => one.value);
      if (field.kind === "tasks") return [...node.querySelectorAll("li")].map((row) => this.task(row));
      return node.value;
    }

    task(row) {
      const [name, mandatory] = row.querySelectorAll("input");
      const id = row.dataset.id ? Number(row.dataset.id) : null;
      return { id, name: name.value, mandatory: mandatory.checked, active: row.dataset.active === "true" };
    }
  }

  settings.Control = Control;
  settings.checkbox = box;
})();
