"use strict";
/* Detail lines: all of them in one sheet, typed, moved, added and removed, and saved together; and the quote's values. */
(() => {
  const { board, opportunity } = window.caudal;
  const { el, icon } = board;
  const { Sheet, say } = opportunity;
  const TEXTS = [
    ["product_family_id", "family", "family"], ["description", "description", "text"], ["gross_minor", "gross", "amount"],
    ["discount_minor", "discount", "amount"], ["expected_revenue_minor", "revenue", "amount"], ["expected_order_on", "order_on", "date"],
    ["expected_delivery_on", "delivery_on", "date"], ["expected_invoice_on", "invoice_on", "date"], ["closed_on", "closed_on", "date"], ["note", "note", "text"],
  ];
  const PERCENT = /^(\d{1,3}(?:[.,]\d{1,4})?)\s*%$/;
  const sentence = (key, parts) => board.fill(say(key), parts);
  const money = (minor, currency) => board.words.money(minor, currency, true);
  let made = 0;

  class Row {
    constructor(line, sheet) {
      Object.assign(this, { sheet, id: line.id, fields: new Map(), number: (made += 1) });
      this.title = el("span", { class: "cd-mut cd-n" });
      this.net = el("output", { class: "cd-n" });
      this.up = this.button("chevron-up", () => sheet.move(this, -1));
      this.down = this.button("chevron-down", () => sheet.move(this, 1));
      this.out = this.button("trash", () => sheet.removeRow(this));
      const fields = TEXTS.map(([name, label, kind]) => this.field(name, label, kind, line[name] ?? ""));
      fields.splice(4, 0, el("div", { class: "cd-sheet__field" }, el("span", { class: "cd-line__l", text: say("net") }), this.net));
      this.node = el("li", { class: "cd-line" },
        el("div", { class: "cd-line__h" }, this.title, el("span", {}, this.up, this.down, this.out)),
        el("div", { class: "cd-line__f" }, ...fields));
      this.node.addEventListener("keydown", (event) => {
        const step = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (step) { event.preventDefault(); sheet.move(this, step, event.target); }
      });
    }

    button(symbol, run) {
      return el("button", { type: "button", class: "cd-iconbtn cd-iconbtn--sm", on: { click: run } }, icon(symbol));
    }

    field(name, label, kind, value) {
      const id = `line-${this.number}-${name}`;
      const node = kind === "family"
        ? el("select", { class: "form-select", id }, el("option", { value: "", text: say("none") }), ...this.sheet.families.map(([value_, text]) => el("option", { value: String(value_), text })))
        : el("input", { class: `form-control${kind === "text" ? "" : " cd-n"}`, id, type: kind === "date" ? "date" : "text", inputmode: kind === "amount" ? "decimal" : null, autocomplete: "off", title: name === "discount_minor" ? say("discount_hint") : null });
      node.value = value;
      const error = el("p", { class: "cd-late cd-sheet__error", id: `${id}-error` });
      error.hidden = true;
      node.setAttribute("aria-describedby", error.id);
      node.addEventListener("input", () => this.refuse(name, ""));
      this.fields.set(name, { node, error });
      return el("div", { class: `cd-sheet__field cd-line__${label}` }, el("label", { for: id, text: say(label) }), node, error);
    }

    refuse(name, text) {
      const field = this.fields.get(name);
      if (!field) return;
      field.error.textContent = text;
      field.error.hidden = !text;
      if (text) field.node.setAttribute("aria-invalid", "true");
      else field.node.removeAttribute("aria-invalid");
    }

    /* A row's place in the list is said where a person needs it. */
    place(index, count) {
      const n = index + 1;
      this.title.textContent = sentence("line", { n });
      for (const [button, key] of [[this.up, "up"], [this.down, "down"], [this.out, "remove_line"]]) {
        button.setAttribute("aria-label", sentence(key, { n }));
        button.title = sentence(key, { n });
      }
      this.up.disabled = index === 0;
      this.down.disabled = index === count - 1;
    }

    values() {
      const texts = Object.fromEntries([...this.fields].map(([name, { node }]) => [name, node.value.trim()]));
      return { id: this.id, ...texts };
    }

    isBlank() { return !this.id && Object.values(this.values()).every((text) => !text); }

    amounts() {
      const { gross_minor: gross, discount_minor: discount } = this.values();
      const minor = window.caudal.targets.minorOf(gross, this.sheet.money) ?? 0;
      const share = PERCENT.exec(discount);
      const off = share ? Math.round(minor * Number(share[1].replace(",", ".")) / 100) : window.caudal.targets.minorOf(discount, this.sheet.money) ?? 0;
      return { gross: minor, discount: off };
    }
  }

  class Lines extends Sheet {
    constructor(told) {
      super({ title: say("lines"), size: "wide", kind: "lines" });
      Object.assign(this, { told, families: told.families, money: { currency: told.currency, digits: told.digits, comma: told.comma }, rows: [] });
      this.list = el("ol", { class: "cd-lineslist" });
      this.empty = el("p", { class: "cd-inlineempty", text: say("no_lines") });
      this.adder = el("button", { type: "button", class: "btn btn-sm btn-outline-secondary", on: { click: () => this.add() } }, icon("plus-lg"), el("span", { text: say("add_line") }));
      this.totals = el("p", { class: "cd-sheet__totals cd-n", role: "status" });
      this.body.append(this.list, this.empty, this.adder);
      this.foot.prepend(this.totals);
      this.putLines(told.lines);
      this.first = JSON.stringify(this.values());
      this.open();
      this.restore();
      if (!this.rows.length) this.add();
      (this.rows[0]?.fields.get("product_family_id").node || this.adder).focus();
    }

    putLines(lines) {
      this.rows = lines.map((line) => new Row(line, this));
      this.show();
    }

    restore() {
      const draft = opportunity.drafts.of(this);
      if (!draft) return;
      this.told.seal = draft.seal;
      this.putLines(draft.lines);
      this.tell(say("kept"));
    }

    values() { return this.rows.map((row) => row.values()); }

    isDirty() { return JSON.stringify(this.rows.filter((row) => !row.isBlank()).map((row) => row.values())) !== this.first; }

    draft() { return { seal: this.told.seal, lines: this.values() }; }

    show() {
      this.list.replaceChildren(...this.rows.map((row) => row.node));
      this.rows.forEach((row, index) => row.place(index, this.rows.length));
      this.empty.hidden = this.rows.length > 0;
      this.sum();
    }

    sum() {
      const { currency } = this.money;
      let [gross, discount] = [0, 0];
      for (const row of this.rows) {
        const amounts = row.amounts();
        row.net.textContent = money(amounts.gross - amounts.discount, currency);
        gross += amounts.gross;
        discount += amounts.discount;
      }
      this.totals.textContent = `${say("gross")} ${money(gross, currency)} · ${say("discount")} ${money(discount, currency)} · ${say("total")} ${money(gross - discount, currency)}`;
    }

    touched() {
      super.touched();
      this.sum();
    }

    add() {
      const row = new Row({ id: null }, this);
      this.rows.push(row);
      this.show();
      this.touched();
      row.fields.get("product_family_id").node.focus();
    }

    move(row, step, focus) {
      const from = this.rows.indexOf(row);
      const to = from + step;
      if (to < 0 || to >= this.rows.length) return;
      this.rows.splice(from, 1);
      this.rows.splice(to, 0, row);
      this.show();
      this.touched();
      const button = step < 0 ? row.up : row.down;
      (focus || (button.disabled ? row.out : button)).focus();
      window.caudal.say(sentence("line", { n: to + 1 }));
    }

    removeRow(row) {
      const index = this.rows.indexOf(row);
      this.rows.splice(index, 1);
      this.show();
      this.touched();
      (this.rows[Math.min(index, this.rows.length - 1)]?.out || this.adder).focus();
    }

    /* A line into which nothing was typed is none. */
    filled() {
      this.rows = this.rows.filter((row) => !row.isBlank());
      this.show();
    }

    save() {
      this.filled();
      if (!this.isDirty()) return this.drop();
      this.sendSave({ what: "lines", seal: this.told.seal, lines: this.values() });
    }

    refused(answer) {
      super.refused(answer);
      for (const [place, text] of Object.entries(answer.fields || {})) {
        const [index, name] = place.split(".");
        this.rows[Number(index)]?.refuse(name, text);
      }
      this.list.querySelector("[aria-invalid]")?.focus();
    }
  }

  class Calculation extends Sheet {
    constructor(told) {
      super({ title: say("calculate"), size: "middle", kind: "calculation" });
      this.told = told;
      this.saveButton.textContent = say("apply");
      this.saveButton.hidden = told.same;
      const cell = (text, tag = "td") => el(tag, { class: "num cd-n", text });
      const head = el("tr", {}, el("th", { scope: "col", text: say("description") }), ...["now", "then", "difference"].map((key) => el("th", { scope: "col", class: "num", text: say(key) })));
      const row = (name, line) => el("tr", { class: line.change ? "" : "cd-mut" }, el("td", { text: name }), cell(line.before), cell(line.after), cell(line.change));
      const table = el("table", { class: "cd-table cd-table--tight" }, el("thead", {}, head),
        el("tbody", {}, ...told.rows.map((line) => row(line.name, line))), el("tfoot", {}, row(say("total"), told.total)));
      this.body.append(el("p", { class: "cd-2", text: told.same ? say("same") : sentence("by_quote", { quote: told.quote }) }),
        el("div", { class: "cd-tablewrap", tabindex: "0", role: "region", "aria-label": say("calculate") }, table));
      this.open();
      (told.same ? this.foot.querySelector("button") : this.saveButton).focus();
    }

    save() { this.sendSave({ what: "calculation", seal: this.told.seal, quote_id: this.told.quote_id }); }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-cd-asks]");
    if (button && !opportunity.current()) opportunity.ask(button.dataset.cdAsks);
  });

  Object.assign(opportunity, { Lines, Calculation });
})();
