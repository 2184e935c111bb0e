"use strict";
/* The sheet beside the opportunity in which things are edited: it is saved, or dropped knowingly, never lost. */
(() => {
  const { el, icon } = window.caudal.board;
  const opportunity = (window.caudal.opportunity = {});
  const WAIT_MS = 10000; // an answer that takes longer leaves the form usable again
  let current = null;
  let seq = Date.now();

  const place = () => document.getElementById("opportunity-body");
  const say = (key) => JSON.parse(place()?.dataset.cdWords || "{}")[key] ?? key;
  const record = () => JSON.parse(document.querySelector("#opportunity-body > .cd-opp")?.dataset.cdRecord || "null");
  const nextSeq = () => (seq = Math.max(seq + 1, Date.now()));
  const uuid = () => window.caudal.board.Canvas.prototype.uuid();

  function send(store, message) {
    const data = { seq: nextSeq(), ...message };
    window.dash_clientside.set_props(store, { data });
    return data.seq;
  }

  const ask = (what, more) => send("opportunity-ask", { what, id: record().id, ...more });

  /* A toast with the way back; any part of the page may call it for a change of the opportunity. */
  function undoable(title, eventId) {
    const { id } = record();
    const run = () => send("opportunity-save", { what: "undo", id, request_key: uuid(), event_id: eventId });
    const actions = eventId ? [{ label: say("undo"), run }] : [];
    window.caudal.toast({ title, tone: "pos", icon: "check2-circle", actions });
  }

  /* Ask a question of two answers; resolves to whether the second, which loses something, was chosen. */
  function confirmed(title, text, yes) {
    return new Promise((resolve) => {
      const dialog = el("dialog", { class: "cd-modal cd-docmodal border-0 text-body", "aria-labelledby": "opportunity-question" });
      const close = (answer) => { dialog.close(); dialog.remove(); resolve(answer); };
      const button = (label, tone, answer) => el("button", { type: "button", class: `btn ${tone}`, text: label, on: { click: () => close(answer) } });
      dialog.append(el("div", { class: "modal-content cd-modal__box" },
        el("div", { class: "modal-header" }, el("h2", { id: "opportunity-question", text: title })),
        el("div", { class: "modal-body" }, el("p", { class: "cd-2", text })),
        el("div", { class: "modal-footer" }, button(yes, "btn-ghost", true), button(say("stay"), "btn-primary", false))));
      dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(false); });
      document.body.append(dialog);
      dialog.showModal();
      dialog.querySelector(".btn-primary").focus();
    });
  }

  class Sheet {
    constructor({ title, size = "narrow", kind }) {
      Object.assign(this, { kind, record: record(), opener: document.activeElement, key: null, timer: 0, sent: 0 });
      this.problem = el("p", { class: "cd-late cd-sheet__problem", role: "alert" });
      this.problem.hidden = true;
      this.body = el("div", { class: "cd-sheet__body" });
      this.saveButton = el("button", { type: "submit", class: "btn btn-primary", text: say("save") });
      const cancel = () => this.cancel();
      this.foot = el("div", { class: "cd-sheet__foot" }, this.problem,
        el("button", { type: "button", class: "btn btn-ghost", text: say("cancel"), on: { click: cancel } }), this.saveButton);
      this.node = el("form", { class: `cd-sheet cd-sheet--${size}`, role: "dialog", "aria-labelledby": "opportunity-sheet", novalidate: true },
        el("div", { class: "cd-sheet__head" }, el("h2", { id: "opportunity-sheet", text: title }),
          el("button", { type: "button", class: "cd-iconbtn", "aria-label": say("close"), on: { click: cancel } }, icon("x-lg"))),
        this.body, this.foot);
      this.node.addEventListener("submit", (event) => { event.preventDefault(); this.save(); });
      this.node.addEventListener("keydown", (event) => this.pressed(event));
      for (const type of ["input", "change"]) this.node.addEventListener(type, () => this.touched());
    }

    open() {
      current?.remove();
      current = this;
      document.body.append(this.node);
      document.documentElement.classList.add("is-opportunity-edited");
    }

    pressed(event) {
      if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); this.cancel(); }
      if ((event.ctrlKey || event.metaKey) && (event.key === "Enter" || event.key === "s")) { event.preventDefault(); this.save(); }
    }

    touched() {
      this.problem.hidden = true;
      this.busy(false);
      opportunity.drafts.keep(this);
    }

    /* What was typed and is not saved; an editor of nothing has nothing to lose. */
    isDirty() { return false; }

    busy(is) {
      window.clearTimeout(this.timer);
      this.saveButton.disabled = is;
      if (is) this.timer = window.setTimeout(() => this.busy(false), WAIT_MS);
    }

    tell(text) {
      this.problem.textContent = text;
      this.problem.hidden = !text;
    }

    sendSave(message) {
      this.key = this.key || uuid();
      this.busy(true);
      this.sent = send("opportunity-save", { id: this.record.id, request_key: this.key, ...message });
    }

    async cancel() {
      if (this.isDirty() && !(await confirmed(say("discard_title"), say("discard_text"), say("discard")))) return;
      this.drop();
    }

    drop() {
      opportunity.drafts.drop(this);
      this.remove();
    }

    remove() {
      window.clearTimeout(this.timer);
      this.node.remove();
      if (current === this) current = null;
      document.documentElement.classList.remove("is-opportunity-edited");
      if (this.opener?.isConnected) this.opener.focus({ preventScroll: true });
    }

    /* Done, or refused with everything that was typed still there. */
    answered(answer) {
      if (answer.seq !== this.sent) return;
      this.key = null;
      this.busy(false);
      if (answer.ok) this.drop();
      else this.refused(answer);
    }

    refused(answer) { this.tell(answer.message); }
  }

  // ── Drafts: they outlive a page that went away without being asked ──────────────────────────────────
  const at = (sheet) => `caudal.opportunity.${sheet.record.id}.${sheet.kind}`;
  opportunity.drafts = {
    keep(sheet) {
      try {
        if (sheet.isDirty()) window.sessionStorage.setItem(at(sheet), JSON.stringify(sheet.draft()));
        else window.sessionStorage.removeItem(at(sheet));
      } catch { /* private windows forget */ }
    },
    of(sheet) {
      try { return JSON.parse(window.sessionStorage.getItem(at(sheet))); } catch { return null; }
    },
    drop(sheet) {
      try { window.sessionStorage.removeItem(at(sheet)); } catch { /* the same */ }
    },
  };

  // ── Leaving with something unsaved: by a link, by Back, by closing the tab ──────────────────────────
  const isUnsaved = () => Boolean(current?.isDirty());
  const mayLeave = () => confirmed(say("leave_title"), say("leave_text"), say("leave"));

  window.addEventListener("beforeunload", (event) => { if (isUnsaved()) event.preventDefault(); });

  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !isUnsaved() || link.target === "_blank" || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!/^(https?:)$/.test(link.protocol) || link.closest(".cd-sheet")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await mayLeave())) return;
    current?.drop();
    link.click();
  }, true);

  let here = window.location.href;
  const arrived = () => { here = window.location.href; if (current && !place()) current.remove(); };
  window.addEventListener("_dashprivate_pushstate", () => { here = window.location.href; current?.remove(); });
  window.addEventListener("popstate", async (event) => {
    if (!isUnsaved()) { current?.remove(); return arrived(); }
    event.stopImmediatePropagation();
    window.history.pushState({}, "", here);
    if (!(await mayLeave())) return;
    current?.drop();
    window.history.back();
  }, true);

  Object.assign(opportunity, { Sheet, ask, confirmed, record, say, undoable, current: () => current });
})();
