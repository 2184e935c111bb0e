"use strict";
/* The form of an opportunity's header: fields as the server declares them, refusals and clashes beside the field. */
(() => {
  const { board, opportunity } = window.caudal;
  const { el } = board;
  const { Sheet, say } = opportunity;
  const ASK_MS = 200; // between the last key and the search for contacts
  const isTyping = () => /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || "");

  const optionsOf = (list) => list.map(([value, label]) => el("option", { value: String(value), text: label }));

  function select(field) {
    const node = el("select", { class: "form-select" });
    fillSelect(node, field, field.options, field.text);
    return node;
  }

  function fillSelect(node, field, options, value) {
    node.replaceChildren(...(field.optional ? [el("option", { value: "", text: say("none") })] : []), ...optionsOf(options));
    node.value = value;
  }

  class Control {
    constructor(field, form) {
      Object.assign(this, { field, form, id: `edit-${field.name}`, asked: 0 });
      this.node = this.draw();
      this.node.id = this.id;
      if (field.locked) this.lock();
      this.error = el("p", { class: "cd-late cd-sheet__error", id: `${this.id}-error` });
      this.error.hidden = true;
      this.hint = el("p", { class: "cd-mut cd-small", id: `${this.id}-hint`, text: field.hint });
      this.hint.hidden = !field.hint;
      this.node.setAttribute("aria-describedby", `${this.id}-hint ${this.id}-error`);
      this.clash = el("div", { class: "cd-sheet__clash" });
      this.box = el("div", { class: `cd-sheet__field${["area", "many", "contact"].includes(field.kind) || field.name === "title" ? " is-wide" : ""}` },
        ...this.labelled(), this.hint, this.error, this.clash);
      this.box.addEventListener("input", () => this.refuse(""));
    }

    labelled() {
      if (this.field.kind === "many") return [this.node];
      return [el("label", { for: this.id, text: this.field.label }), this.node];
    }

    draw() {
      const { kind, text, name } = this.field;
      if (kind === "choice") return select(this.field);
      if (kind === "area") return Object.assign(el("textarea", { class: "form-control", rows: "3" }), { value: text });
      if (kind === "many") return this.many();
      if (kind === "contact") return this.contact();
      const type = kind === "date" ? "date" : "text";
      const node = el("input", { type, class: `form-control${kind === "text" ? "" : " cd-n"}`, autocomplete: "off", inputmode: kind === "amount" ? "decimal" : null, required: name === "title" });
      node.value = text;
      return node;
    }

    lock() {
      for (const node of [this.node, ...this.node.querySelectorAll("input")]) node.disabled = true;
    }

    many() {
      this.ids = [...this.field.seen];
      const boxes = this.field.options.map(([id, label]) => {
        const box = el("input", { type: "checkbox", class: "form-check-input", value: String(id) });
        box.checked = this.ids.includes(id);
        box.addEventListener("change", () => { this.ids = this.ids.filter((one) => one !== id).concat(box.checked ? [id] : []); });
        return el("label", { class: "form-check" }, box, el("span", { text: label }));
      });
      return el("fieldset", { class: "cd-sheet__many" }, el("legend", { text: this.field.label }), ...boxes);
    }

    contact() {
      this.chosen = this.field.text;
      this.known = this.field.options.map(([id, label]) => [String(id), label]);
      this.list = el("datalist", { id: `${this.id}-list` });
      const node = el("input", { type: "text", class: "form-control", list: `${this.id}-list`, autocomplete: "off" });
      node.value = this.known.find(([id]) => id === this.chosen)?.[1] ?? "";
      node.addEventListener("input", () => this.typedContact());
      node.append(this.list);
      return node;
    }

    typedContact() {
      const typed = this.node.value.trim();
      const found = this.known.find(([, label]) => label === typed);
      this.chosen = typed ? found?.[0] ?? null : "";
      this.form.contactChosen(this.chosen);
      window.clearTimeout(this.timer);
      if (!found && typed) this.timer = window.setTimeout(() => { this.asked = opportunity.ask("contacts", { text: typed }); }, ASK_MS);
    }

    toldContacts(options) {
      this.known = options.map(([id, label]) => [String(id), label]);
      this.list.replaceChildren(...this.known.map(([, label]) => el("option", { value: label })));
      if (this.known.some(([, label]) => label === this.node.value.trim())) this.typedContact();
    }

    get text() {
      if (this.field.kind === "contact") return this.chosen ?? "?";
      return this.field.kind === "many" ? "" : this.node.value;
    }

    isChanged() {
      const { kind, seen, text } = this.field;
      return kind === "many" ? JSON.stringify(this.ids) !== JSON.stringify(seen) : this.text !== text;
    }

    change() { return { name: this.field.name, seen: this.field.seen, text: this.text, ids: this.ids || [] }; }

    put(text, ids) {
      if (this.field.kind === "many") {
        this.ids = [...ids];
        this.node.querySelectorAll("input").forEach((box) => { box.checked = ids.includes(Number(box.value)); });
      } else if (this.field.kind === "contact") {
        this.chosen = text;
        this.node.value = this.known.find(([id]) => id === text)?.[1] ?? "";
      } else this.node.value = text;
    }

    refuse(sentence) {
      this.error.textContent = sentence;
      this.error.hidden = !sentence;
      this.node.toggleAttribute("aria-invalid", Boolean(sentence));
      if (sentence) this.node.setAttribute("aria-invalid", "true");
    }

    /* Somebody else changed it too: both values are told, and one of them is chosen. */
    dispute(clash) {
      const settle = (theirs) => {
        Object.assign(this.field, { seen: clash.seen, text: clash.typed });
        if (theirs) this.take(clash);
        this.clash.replaceChildren();
        this.form.touched();
        this.node.focus();
      };
      const button = (label, theirs) => el("button", { type: "button", class: "btn btn-sm btn-outline-secondary", text: label, on: { click: () => settle(theirs) } });
      this.clash.replaceChildren(el("p", { text: clash.text }), button(say("theirs"), true), button(say("mine"), false));
    }

    take(clash) {
      if (this.field.kind === "contact") this.known = clash.options.map(([id, label]) => [String(id), label]);
      if (this.field.kind === "choice") fillSelect(this.node, this.field, clash.options, clash.typed);
      this.put(clash.typed, clash.seen);
    }
  }

  class Form extends Sheet {
    constructor(told, focus) {
      super({ title: say("edit"), kind: "fields" });
      this.told = told;
      this.controls = new Map();
      for (const group of told.groups) this.body.append(this.group(group));
      this.open();
      this.restore();
      (this.controls.get(focus) || this.controls.get("title")).node.focus();
    }

    group({ label, fields }) {
      const controls = fields.map((field) => new Control(field, this));
      controls.forEach((control) => this.controls.set(control.field.name, control));
      return el("fieldset", { class: "cd-sheet__group" }, el("legend", { text: label }), ...controls.map((control) => control.box));
    }

    changed() { return [...this.controls.values()].filter((control) => !control.field.locked && control.isChanged()); }

    isDirty() { return this.changed().length > 0; }

    draft() { return this.changed().map((control) => ({ ...control.change(), shown: control.node.value })); }

    restore() {
      const draft = opportunity.drafts.of(this);
      if (!draft?.length) return;
      for (const { name, seen, text, ids, shown } of draft) this.restoreField(this.controls.get(name), { seen, text, ids, shown });
      if (this.isDirty()) this.tell(say("kept"));
    }

    restoreField(control, { seen, text, ids, shown }) {
      if (!control || control.field.locked) return;
      if (control.field.kind === "contact" && text !== "?") control.known.push([text, shown]);
      control.put(text, ids);
      control.field.seen = seen;
    }

    contactChosen(id) {
      const control = this.controls.get("contact_person_id");
      if (!id) return fillSelect(control.node, control.field, [], "");
      this.peopleAsked = opportunity.ask("people", { contact_id: Number(id) });
    }

    hear(answer) {
      const contact = this.controls.get("contact_id");
      if (answer.what === "contacts" && answer.seq === contact.asked) contact.toldContacts(answer.options);
      if (answer.what !== "people" || answer.seq !== this.peopleAsked) return;
      const person = this.controls.get("contact_person_id");
      const kept = answer.options.some(([id]) => String(id) === person.node.value) ? person.node.value : "";
      fillSelect(person.node, person.field, answer.options, kept);
    }

    save() {
      const changed = this.changed();
      if (!changed.length) return this.drop();
      const contact = this.controls.get("contact_id");
      if (contact.chosen === null) {
        contact.refuse(say("no_contact"));
        return contact.node.focus();
      }
      this.sendSave({ what: "fields", currency: this.controls.get("currency_code").node.value, changes: changed.map((control) => control.change()) });
    }

    refused(answer) {
      super.refused(answer);
      for (const [name, sentence] of Object.entries(answer.fields || {})) this.controls.get(name)?.refuse(sentence);
      for (const [name, clash] of Object.entries(answer.clashes || {})) this.controls.get(name)?.dispute(clash);
      const [first] = Object.keys({ ...answer.fields, ...answer.clashes });
      this.controls.get(first)?.box.scrollIntoView({ block: "center" });
      this.controls.get(first)?.node.focus({ preventScroll: true });
    }
  }

  // ── Opening: the button, the key, a double click on a figure ────────────────────────────────────────
  let wanted = "";

  function begin(focus) {
    if (!document.querySelector("[data-cd-editable]")) return;
    const open = opportunity.current();
    if (open) return open.controls?.get(focus)?.node.focus();
    wanted = focus;
    opportunity.ask("fields");
  }

  document.addEventListener("click", (event) => { if (event.target.closest("[data-cd-editable]")) begin(""); });
  document.addEventListener("dblclick", (event) => {
    const figure = event.target.closest("[data-cd-field]");
    if (figure) begin(figure.dataset.cdField);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "e" || event.ctrlKey || event.metaKey || event.altKey || isTyping()) return;
    if (!document.querySelector("[data-cd-editable]") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    begin("");
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.caudal_opportunity_edit = {
    told(answer) {
      if (!answer || answer.id !== opportunity.record()?.id) return;
      const kinds = { fields: Form, lines: opportunity.Lines, calculation: opportunity.Calculation };
      if (answer.what in kinds) new kinds[answer.what](answer, wanted);
      else opportunity.current()?.hear?.(answer);
    },
    saved(answer) {
      if (!answer) return;
      const sheet = opportunity.current();
      if (sheet && sheet.sent === answer.seq) sheet.answered(answer);
      if (answer.ok) opportunity.undoable(answer.done, answer.event_id);
      else if (!sheet || sheet.sent !== answer.seq) window.caudal.toast({ title: answer.message, tone: "warn", icon: "exclamation-triangle" });
    },
  };
})();
