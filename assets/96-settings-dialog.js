"use strict";
/* The dialog of a row of the settings: its form, what uses it, and the ways to save, retire, bring back or delete it. */
(() => {
  const { board, settings } = window.caudal;
  const { el, icon } = board;
  const { say, Control, checkbox } = settings;

  class Dialog {
    constructor(form, send) {
      Object.assign(this, { form, send, controls: form.fields.map((field) => new Control(field)) });
      this.percent = form.percent ? checkbox(form.percent, false) : null;
      this.problem = el("p", { class: "cd-late cd-docproblem", role: "alert" });
      this.problem.hidden = true;
      this.node = el("dialog", { class: "cd-modal cd-setdialog", "aria-labelledby": "setting-title" }, this.drawn());
      this.node.addEventListener("cancel", (event) => { event.preventDefault(); this.leave(); });
      this.node.addEventListener("pointerdown", (event) => { if (event.target === this.node) this.leave(); });
      document.body.append(this.node);
      this.node.showModal();
      this.before = this.state();
      this.node.querySelector(".modal-body :is(input, select):not(:disabled)")?.focus();
    }

    state() { return JSON.stringify(this.values()); }

    values() { return Object.fromEntries(this.controls.map((control) => [control.field.name, control.value()])); }

    drawn() {
      const close = el("button", { type: "button", class: "cd-iconbtn", "aria-label": say("close"), on: { click: () => this.leave() } }, icon("x-lg"));
      const used = this.form.used ? [el("p", { class: "cd-mut cd-small", text: this.form.used })] : [];
      const form = el("form", { class: "modal-content cd-modal__box", novalidate: true },
        el("div", { class: "modal-header" }, el("h2", { id: "setting-title", text: this.form.title }), close),
        el("div", { class: "modal-body cd-setform" }, ...this.controls.map((control) => control.box),
          ...(this.percent ? [this.percent] : []), ...used, ...this.account(), this.problem),
        el("div", { class: "modal-footer" }, ...this.acts(), this.ghost(say("cancel"), () => this.leave()),
          el("button", { type: "submit", class: "btn btn-primary", text: say("save") })));
      form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
      return form;
    }

    ghost(label, run) { return el("button", { type: "button", class: "btn btn-ghost", text: label, on: { click: run } }); }

    acts() {
      const buttons = this.form.acts.map((what) => this.ghost(say(what), () => this.act({ what })));
      return [el("span", { class: "cd-setdialog__acts" }, ...buttons)];
    }

    account() {
      const person = this.form.person;
      if (!person) return [];
      const field = new Control({ name: "new-password", label: person.password, kind: "password", hint: person.hint, value: "" });
      this.password = field;
      const set = el("button", { type: "button", class: "btn btn-outline-secondary", text: person.set,
        on: { click: () => this.act({ what: "password", values: { password: field.value() } }) } });
      const out = el("button", { type: "button", class: "btn btn-outline-secondary", text: person.sign_out, on: { click: () => this.act({ what: "sign_out" }) } });
      return [el("fieldset", { class: "cd-setform__field is-wide cd-setform__account" }, el("legend", { text: person.legend }),
        field.box, set, el("span", { class: "cd-mut cd-small", text: person.sessions }), out)];
    }

    submit() {
      this.act({ what: "save", values: this.values(), apply_percent: Boolean(this.percent?.querySelector("input").checked) });
    }

    act(message) {
      this.say("");
      this.busy(true);
      this.send({ ...this.form.target, ...message });
    }

    busy(is) { this.node.querySelectorAll(".modal-footer button, .cd-setform__account button").forEach((one) => { one.disabled = is; }); }

    say(sentence) {
      this.problem.textContent = sentence;
      this.problem.hidden = !sentence;
    }

    refused(answer) {
      this.busy(false);
      this.say(answer.message);
      for (const control of this.controls) control.refuse(answer.fields[control.field.name] || "");
      this.node.querySelector("[aria-invalid]")?.focus();
    }

    leave() {
      if (this.state() !== this.before && !window.confirm(say("unsaved"))) return;
      this.close();
    }

    close() {
      this.node.close();
      this.node.remove();
      settings.dialog = null;
      settings.focus(this.form.target.id);
    }
  }

  settings.Dialog = Dialog;
})();
