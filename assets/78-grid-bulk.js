"use strict";
/* Changes of many: what is selected, the dialog that says in words what would change, and one Undo for all of it. */
(() => {
  const { board, grid } = window.caudal;
  const { el, words } = board;
  const WAIT_MS = 400;
  const WHATS = { owner: "bulk_owner", stage: "bulk_stage", expected_order_on: "bulk_order", expected_delivery_on: "bulk_delivery", expected_invoice_on: "bulk_invoice", lose: "bulk_lose" };

  class Bulk {
    constructor(g) {
      Object.assign(this, { g, all: false, dialog: null, sent: null, asking: false, timer: 0, undoable: [] });
      this.bar = el("div", { class: "cd-gbulk", role: "region", hidden: true, "aria-label": g.label });
    }

    chosen() { return this.g.api.getSelectedNodes().map(({ data }) => data).filter((row) => row && !row.isGroup); }

    show() {
      const { g } = this;
      const count = this.all ? g.state.total.count : this.chosen().length;
      this.bar.hidden = !count || !g.state.may_change;
      const more = !this.all && count < g.state.total.count;
      const button = (text, style, click) => el("button", { type: "button", class: `btn btn-sm ${style}`, text, on: { click } });
      this.bar.replaceChildren(
        el("b", { text: g.plural("selected", count), role: "status" }),
        ...(more ? [button(g.say("select_all", { n: words.number(g.state.total.count) }), "btn-ghost", () => this.selectAll())] : []),
        button(g.say("unselect"), "btn-ghost", () => this.clear()),
        button(g.say("change"), "btn-primary", () => this.open()));
    }

    selectAll() {
      this.all = true;
      this.show();
    }

    clear() {
      this.all = false;
      this.g.api?.deselectAll();
      this.show();
    }

    /* ── the dialog ── */
    open() {
      const { g } = this;
      const option = ({ id, label }) => el("option", { value: id, text: label });
      const list = (name, choices) => el("select", { class: "form-select", name }, ...choices.map(option));
      const field = (label, input, whats) => el("label", { "data-whats": whats }, el("span", { text: g.say(label) }), input);
      const what = list("what", Object.entries(WHATS).map(([id, label]) => ({ id, label: g.say(label) })));
      const stages = g.state.lists.stage.filter(({ id }) => g.state.stages[id]?.kind === "open");
      this.said = el("div", { class: "cd-gbulk__said", role: "status", "aria-live": "polite" });
      this.submit = el("button", { type: "submit", class: "btn btn-primary", text: g.say("bulk_do"), disabled: true });
      const form = el("form", { method: "dialog", class: "modal-content" },
        el("div", { class: "modal-header" }, el("h2", { class: "modal-title", id: "grid-bulk-title", text: g.say("bulk_title") })),
        el("div", { class: "modal-body cd-gbulk__form" },
          field("bulk_what", what, ""),
          field("bulk_owner", list("owner_id", g.state.lists.owner), "owner"),
          field("bulk_stage", list("stage_id", stages), "stage"),
          field("bulk_reason", list("reason_id", g.state.reasons), "lose"),
          field("bulk_on", el("input", { type: "date", class: "form-control", name: "on" }), "expected_order_on expected_delivery_on expected_invoice_on lose"),
          field("bulk_note", el("textarea", { class: "form-control", name: "note", rows: 2, maxlength: 2000 }), "lose"),
          el("p", { class: "cd-small cd-mut", "data-whats": "expected_order_on expected_delivery_on expected_invoice_on", text: g.say("bulk_empty_date") }),
          this.said),
        el("div", { class: "modal-footer" },
          el("button", { type: "button", class: "btn btn-outline-secondary", text: g.say("cancel"), on: { click: () => this.close() } }), this.submit));
      this.form = form;
      this.dialog = el("dialog", { class: "cd-gdialog", "aria-labelledby": "grid-bulk-title" }, form);
      form.addEventListener("input", () => this.ask());
      form.addEventListener("submit", (event) => this.send(event));
      this.dialog.addEventListener("close", () => this.dialog?.remove());
      document.body.append(this.dialog);
      this.dialog.showModal();
      this.ask();
    }

    close() {
      window.clearTimeout(this.timer);
      this.asking = this.again = false;
      this.dialog?.close();
      this.dialog = null;
      this.bar.querySelector("button:last-child")?.focus();
    }

    message(kind) {
      const form = Object.fromEntries(new FormData(this.form));
      const number = (text) => (text ? Number(text) : null);
      return {
        seq: this.g.nextSeq(), request_key: this.g.uuid(), kind, what: form.what, note: form.note || "", on: form.on || null,
        rows: this.all ? [] : this.chosen().map(({ id, version }) => [id, version]),
        owner_id: number(form.owner_id), stage_id: number(form.stage_id), reason_id: number(form.reason_id),
      };
    }

    ask() {
      const { what } = Object.fromEntries(new FormData(this.form));
      this.form.querySelectorAll("[data-whats]").forEach((part) => {
        part.hidden = Boolean(part.dataset.whats) && !part.dataset.whats.split(" ").includes(what);
      });
      this.submit.disabled = true;
      this.said.textContent = this.g.say("checking");
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.askNow(), WAIT_MS);
    }

    /* One question at a time: the next one waits for the answer to this. */
    askNow() {
      if (!this.dialog) return;
      if (this.asking) this.again = true;
      else {
        this.asking = true;
        this.tell(this.message("preview"));
      }
    }

    send(event) {
      event.preventDefault();
      if (this.submit.disabled) return;
      this.submit.disabled = true;
      this.tell(this.message("change"));
    }

    undo() {
      this.tell({ seq: this.g.nextSeq(), request_key: this.g.uuid(), kind: "undo", event_ids: this.undoable });
    }

    tell(message) {
      this.sent = message.seq;
      this.g.send("action", message);
    }

    answered(answer) {
      if (answer.seq !== this.sent) return;
      this.asking = false;
      if (answer.kind === "preview" && this.again) {
        this.again = false;
        this.askNow();
        return;
      }
      if (answer.kind === "preview" || !answer.ok) this.previewed(answer);
      else this.done(answer);
    }

    previewed({ ok, message, lines, count }) {
      if (!this.dialog) return this.g.toast({ title: message, tone: "neg", icon: "exclamation-octagon" });
      this.said.replaceChildren(...(ok ? lines : [message]).map((text) => el("p", { text })));
      this.submit.disabled = !ok || !count;
      return undefined;
    }

    done({ kind, lines, event_ids: events }) {
      const { g } = this;
      if (this.dialog) this.close();
      this.undoable = events;
      const [title, ...rest] = lines;
      const actions = kind === "change" && events.length ? [{ label: g.say("undo"), run: () => this.undo() }] : [];
      g.toast({ title, text: rest.join(" "), tone: "pos", icon: "check2-circle", actions });
      this.clear();
      g.reload();
    }
  }

  Object.assign(grid, { Bulk });
})();
