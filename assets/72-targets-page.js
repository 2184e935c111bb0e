"use strict";
/* Targets: the page around the sheet: saving, undoing, last year grown, files, and changes that nobody may lose. */
(() => {
  const { targets, board } = window.caudal;
  const { el, icon } = board;
  const MOST_BYTES = 512 * 1024;
  const KILO = 1024;
  let current = null;

  const button = (label, symbol, className, run) =>
    el("button", { type: "button", class: `btn btn-sm ${className}`, on: { click: run } }, symbol ? icon(symbol) : null, el("span", { text: label }));

  class Page {
    constructor(canvas, text) {
      Object.assign(this, { canvas, text, sheet: null, table: null, drafts: null, waiting: null, seq: Date.now() });
      this.status = el("span", { class: "cd-targets__status", role: "status" });
      this.banner = el("div", { class: "cd-targets__banner" });
      this.report = el("div", { class: "cd-targets__report" });
      this.place = el("div", { class: "cd-targets__place" });
      this.file = el("input", { type: "file", accept: ".csv,text/csv", hidden: true, on: { change: () => this.upload() } });
      canvas.replaceChildren(this.tools(), this.banner, this.report, this.place);
    }

    say(key, parts) { return board.fill(this.text[key] ?? key, parts); }

    count(key, n) { return this.say(`${key}_${board.words.plural(n)}`, { n: board.words.number(n) }); }

    exact(minor) { return board.words.money(minor, this.sheet.currency, true); }

    foreign(minor) { return minor === null ? this.say("conflict_none") : this.say("conflict", { value: this.exact(minor) }); }

    tools() {
      this.save = button(this.say("save"), "", "btn-primary", () => this.send("save"));
      this.discard = button(this.say("discard"), "", "btn-outline-secondary", () => this.drop());
      this.undo = button(this.say("undo"), "arrow-counterclockwise", "btn-ghost", () => this.send("undo", this.sheet.undo?.event_id));
      const copy = button(this.say("copy"), "copy", "btn-outline-secondary", () => this.askCopy());
      copy.setAttribute("aria-expanded", "false");
      this.copyButton = copy;
      const bring = button(this.say("import"), "upload", "btn-outline-secondary", () => this.file.click());
      bring.title = this.say("empty_stays");
      const template = el("a", { class: "btn btn-sm btn-outline-secondary", href: this.canvas.dataset.template, download: true }, icon("download"), el("span", { text: this.say("template") }));
      this.copyForm = this.form();
      return el("div", { class: "cd-targets__tools" },
        el("div", { class: "cd-targets__row" }, this.save, this.discard, this.status, el("span", { class: "cd-targets__gap" }), this.undo, copy, bring, template, this.file),
        this.copyForm);
    }

    form() {
      this.source = el("select", { class: "form-select" });
      this.growth = el("input", { class: "form-control cd-n", inputmode: "decimal", value: "5", maxlength: "10", placeholder: this.say("growth_hint") });
      const field = (label, control) => el("label", {}, el("span", { text: label }), control);
      return el("form", { class: "cd-targets__form", hidden: true, on: { submit: (event) => this.copy(event) } },
        field(this.say("from"), this.source), field(this.say("growth"), this.growth),
        el("button", { type: "submit", class: "btn btn-sm btn-outline-secondary", text: this.say("preview") }),
        button(this.say("cancel"), "", "btn-ghost", () => this.showForm(false)));
    }

    /* A sheet has arrived: draw it, and put back what was typed there and not saved. */
    draw(sheet) {
      const isOther = !this.sheet || this.sheet.sheet !== sheet.sheet;
      this.sheet = sheet;
      if (isOther) {
        this.drafts = new targets.Drafts(this.canvas.dataset.user, sheet.sheet);
        this.tell(this.drafts.cells.size ? this.say("restored") : "");
        this.report.replaceChildren();
        this.showForm(false);
        this.source.replaceChildren(...["results", "targets"].map((value) =>
          el("option", { value, text: this.say(`from_${value}`, { year: sheet.words.year }) })));
      }
      this.table = new targets.Table(this);
      this.place.replaceChildren(sheet.rows.length ? this.table.node : el("p", { class: "cd-targets__none", text: this.say("no_rows") }));
      this.table.fill();
      this.refresh();
    }

    refresh() {
      const n = this.drafts.cells.size;
      this.save.disabled = !n || Boolean(this.waiting);
      this.discard.disabled = !n;
      this.undo.hidden = !this.sheet.undo;
      this.undo.disabled = Boolean(n || this.waiting);
      this.status.textContent = n ? this.count("unsaved", n) : this.say("nothing_unsaved");
      this.status.classList.toggle("is-unsaved", n > 0);
      if (!n) this.tell("");
    }

    tell(sentence) {
      const text = sentence ? el("div", { class: "cd-banner", role: "status" }, icon("info-circle"), el("div", { text: sentence })) : null;
      this.banner.replaceChildren(...(text ? [text] : []));
    }

    drop() {
      this.drafts.drop();
      this.report.replaceChildren();
      this.table.fill();
      this.refresh();
    }

    ask(store, data) {
      this.waiting = (this.seq = Math.max(this.seq + 1, Date.now()));
      window.dash_clientside.set_props(store, { data: { seq: this.waiting, sheet: this.sheet.sheet, ...data } });
      this.refresh();
    }

    send(kind, eventId) {
      const wrong = kind === "save" && this.table.firstWrong();
      if (wrong) {
        wrong.focus();
        wrong.reportValidity();
        return;
      }
      const changes = [...this.drafts.cells].map(([place, { text, before }]) => {
        const [member, month] = place.split(".").map(Number);
        return { member, month, before, text };
      });
      const data = { request_key: this.key(), kind, how: this.drafts.how, event_id: eventId || 0 };
      this.ask("targets-action", { ...data, changes: kind === "save" ? changes : [] });
    }

    key() { return [...window.crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join(""); }

    acknowledge(ack) {
      if (ack.seq !== this.waiting) return;
      this.waiting = null;
      if (ack.ok) {
        if (ack.kind === "save") this.drafts.drop();
        const title = ack.kind === "save" ? this.count("saved", ack.count) : this.say("undone");
        const actions = ack.kind === "save" && ack.event_id ? [{ label: this.say("undo_short"), run: () => this.send("undo", ack.event_id) }] : [];
        window.caudal.toast({ title, tone: "pos", icon: "check2-circle", actions });
        if (ack.kind === "save") this.report.replaceChildren();
      } else {
        const title = this.say(ack.kind === "save" ? "not_saved" : "not_done");
        window.caudal.toast({ title, text: ack.message, tone: "warn", icon: "exclamation-triangle" });
      }
      this.draw(ack.data);
    }

    // ── Last year, grown ──────────────────────────────────────────────────────────────────────────
    askCopy() { this.showForm(this.copyForm.hidden); }

    showForm(shown) {
      this.copyForm.hidden = !shown;
      this.copyButton.setAttribute("aria-expanded", String(shown));
      if (shown) this.growth.select();
    }

    copy(event) {
      event.preventDefault();
      this.ask("targets-copy", { source: this.source.value, percent: this.growth.value });
      this.waiting = null; // a refusal comes as a toast and asks for nothing here
      this.refresh();
    }

    propose(found) {
      if (found.sheet !== this.sheet.sheet) return;
      const before = this.table.columnSum(null) || 0;
      for (const [member, month, minor] of found.cells) this.table.put(`${member}.${month}`, minor);
      this.drafts.how = found.how;
      this.drafts.keep();
      this.showForm(false);
      if (!this.drafts.cells.size) return;
      const total = this.say("proposal", { total: this.exact(this.table.columnSum(null) || 0), before: this.exact(before) });
      this.tell(`${this.say("previewing")} ${total}`);
    }

    // ── Files ─────────────────────────────────────────────────────────────────────────────────────
    async upload() {
      const [file] = this.file.files;
      this.file.value = "";
      if (!file) return;
      if (file.size > MOST_BYTES) return this.refused(this.say("too_large", { size: MOST_BYTES / KILO }));
      const body = new FormData();
      body.set("csrf_token", this.canvas.dataset.token);
      body.set("file", file);
      const answer = await window.fetch(this.canvas.dataset.upload, { method: "POST", body });
      const found = await answer.json();
      if (!answer.ok) return this.refused(found.error);
      this.showReport(file.name, found);
      this.propose(found);
    }

    refused(text) { window.caudal.toast({ title: this.say("not_done"), text, tone: "warn", icon: "exclamation-triangle" }); }

    showReport(name, found) {
      const heads = ["row", "column", "value", "reason"];
      const rows = found.problems.map((problem) => el("tr", {}, ...heads.map((key) => el("td", { class: key === "row" ? "num" : "", text: String(problem[key]) }))));
      const table = el("div", { class: "cd-tablewrap", tabindex: "0", role: "region", "aria-label": this.say("report") },
        el("table", { class: "cd-table cd-table--tight" }, el("thead", {}, el("tr", {}, ...heads.map((key) => el("th", { scope: "col", class: key === "row" ? "num" : "", text: this.say(key) })))), el("tbody", {}, ...rows)));
      const same = found.cells.length ? "" : ` ${this.say("report_same")}`;
      const said = `${this.count("report_good", found.good)}, ${this.count("report_bad", found.bad)}.${same}`;
      this.report.replaceChildren(el("section", { class: "cd-panel card", "aria-label": this.say("report") },
        el("div", { class: "cd-panel__head" }, el("div", { class: "cd-panel__t" }, el("h2", { text: name }), el("p", { text: said })),
          button(this.say("close"), "x-lg", "btn-ghost", () => this.report.replaceChildren())),
        found.problems.length ? el("div", { class: "cd-panel__body" }, table) : null));
      window.caudal.say(said);
    }
  }

  window.addEventListener("beforeunload", (event) => {
    if (current?.drafts?.cells.size && document.contains(current.canvas)) event.preventDefault();
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.caudal_targets = {
    draw(sheet, text, id) {
      const canvas = document.getElementById(id);
      if (!sheet || !canvas) return;
      if (current?.canvas !== canvas) current = new Page(canvas, text);
      current.draw(sheet);
    },
    acknowledge(ack) { if (ack && current) current.acknowledge(ack); },
    propose(found) { if (found && current) current.propose(found); },
  };
})();
