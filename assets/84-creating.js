"use strict";
/* New opportunity: one dialog for every page, opened by n or a button; the contact is searched while its name is typed. */
(() => {
  const { caudal } = window;
  const WAIT_MS = 200; // between the last key and the question who may be meant
  const state = { seq: 0, sent: 0, found: 0, timer: 0, key: "", origin: null, active: -1, putting: false };
  const byId = (id) => document.getElementById(id);
  const dialog = () => byId("creating-dialog");
  const form = () => dialog()?.querySelector("form");
  const control = (name) => form()?.querySelector(`[name="${name}"]`);
  const list = () => byId("creating-contacts");
  const options = () => [...(list()?.querySelectorAll('[role="option"]') || [])];
  const said = (name) => form().querySelector(`[data-cd-said="${name}"]`);
  const filled = (words, name) => dialog().dataset[words].replace("{name}", name);
  const set = (store, data) => window.dash_clientside.set_props(store, { data });
  const newKey = () => [...window.crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  function open(contact, origin) {
    if (!dialog() || document.querySelector("dialog[open]")) return;
    state.origin = origin;
    state.seq += 1;
    set("creating-ask", { seq: state.seq, contact: contact ? Number(contact) : null });
  }

  function close() {
    if (!dialog().open) return;
    dialog().close();
    const back = state.origin && document.contains(state.origin) ? state.origin : byId("content");
    back?.focus({ preventScroll: true });
  }

  /* The fields are React's: a value set past it would be forgotten. */
  function put(field, value) {
    const kind = field.tagName === "SELECT" ? HTMLSelectElement : HTMLInputElement;
    state.putting = true;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, value);
    field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
    state.putting = false;
  }

  function wrong(fields, message) {
    const line = form().querySelector("[data-cd-problem]");
    line.textContent = message;
    line.hidden = !message;
    form().querySelectorAll("[data-cd-wrong]").forEach((place) => {
      place.textContent = fields[place.dataset.cdWrong] || "";
      place.hidden = !place.textContent;
    });
  }

  function wrongIn(name, text) {
    const place = form().querySelector(`[data-cd-wrong="${name}"]`);
    if (!place) return;
    place.textContent = text;
    place.hidden = !text;
  }

  function showPipeline() {
    const name = JSON.parse(form().dataset.cdPipelines)[control("type").value] || "";
    said("pipeline").textContent = name ? filled("pipeline", name) : "";
  }

  function companyChanged() {
    choose(null, "");
    put(control("contact_name"), "");
    put(control("currency"), JSON.parse(form().dataset.cdCurrencies)[control("company").value]);
  }

  // ── The contact ─────────────────────────────────────────────────────────────────────────────────
  function choose(row, fresh) {
    put(control("contact"), row ? String(row.id) : "");
    put(control("contact_new"), fresh);
    wrongIn("contact", "");
    if (row) {
      put(control("contact_name"), row.name);
      if (row.currency) put(control("currency"), row.currency);
    }
    said("contact").textContent = row ? (row.agent && filled("agent", row.agent)) : fresh && filled("new", fresh);
    window.clearTimeout(state.timer);
    fold();
  }

  function typed() {
    put(control("contact"), "");
    put(control("contact_new"), "");
    said("contact").textContent = "";
    window.clearTimeout(state.timer);
    const text = control("contact_name").value.trim();
    if (text.length < 2) return fold();
    state.timer = window.setTimeout(() => {
      if (!dialog().open) return;
      state.seq += 1;
      state.found = state.seq;
      set("creating-find", { seq: state.seq, company: Number(control("company").value), text });
    }, WAIT_MS);
  }

  function fold() {
    const place = list();
    if (!place) return;
    place.hidden = true;
    place.replaceChildren();
    state.active = -1;
    const field = control("contact_name");
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function option(id, sign, name, facts, then) {
    const row = document.createElement("div");
    row.id = id;
    row.className = "cd-newopp__o";
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    const symbol = document.createElement("i");
    symbol.className = `bi bi-${sign}`;
    symbol.setAttribute("aria-hidden", "true");
    const [words, more] = [1, 2].map(() => document.createElement("span"));
    words.textContent = name;
    more.className = "cd-mut cd-small";
    more.textContent = facts;
    row.append(symbol, words, more);
    row.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    row.addEventListener("click", then);
    return row;
  }

  function heading(text) {
    const line = document.createElement("p");
    line.className = "cd-mut cd-small cd-newopp__h";
    line.setAttribute("role", "presentation");
    line.textContent = text;
    return line;
  }

  function showFound({ text, exact, rows }) {
    const name = text.split(/\s+/).join(" ");
    const listed = rows.map((row, place) => option(`creating-c${place}`, "person-vcard", row.name, row.facts, () => choose(row, "")));
    const held = options()[state.active]?.textContent; // an answer that comes late leaves alone what the keys went to
    const fresh = exact ? [] : [option("creating-new", "plus-lg", filled("register", name), "", () => choose(null, name))];
    list().replaceChildren(heading(rows.length ? dialog().dataset.similar : dialog().dataset.none), ...listed, ...fresh);
    list().hidden = false;
    control("contact_name").setAttribute("aria-expanded", "true");
    activate(options().findIndex((row) => row.textContent === held));
  }

  function activate(place) {
    const all = options();
    state.active = all.length ? Math.max(-1, Math.min(place, all.length - 1)) : -1;
    all.forEach((row, number) => {
      row.classList.toggle("is-active", number === state.active);
      row.setAttribute("aria-selected", String(number === state.active));
    });
    all[state.active]?.scrollIntoView({ block: "nearest" });
    const field = control("contact_name");
    if (state.active < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", all[state.active].id);
  }

  function contactKey(event) {
    if (list().hidden) return;
    if (event.key === "ArrowDown") activate(state.active + 1);
    else if (event.key === "ArrowUp") activate(state.active - 1);
    else if (event.key === "Enter" && state.active >= 0) options()[state.active].click();
    else if (event.key === "Escape") fold();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // ── Opening, sending ────────────────────────────────────────────────────────────────────────────
  const isTyping = (target) => target.isContentEditable || Boolean(target.closest?.("input, select, textarea, [role='grid'] [contenteditable]"));

  document.addEventListener("keydown", (event) => {
    if (event.target.id === "creating-contact") return contactKey(event);
    const plain = event.key === "n" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented;
    if (!plain || isTyping(event.target) || !dialog()) return;
    event.preventDefault();
    open(null, document.activeElement);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.('[data-cd-dialog="new-opportunity"], [data-cd-new="close"]');
    if (!button) return;
    if (button.dataset.cdNew) close();
    else open(button.dataset.cdContact, button);
  });

  document.addEventListener("pointerdown", (event) => {
    if (dialog()?.open && event.target === dialog()) close();
  });

  document.addEventListener("focusout", (event) => {
    const left = () => dialog()?.open && document.activeElement !== event.target;
    if (event.target.id === "creating-contact") window.setTimeout(() => left() && fold(), 150);
  });

  document.addEventListener("input", (event) => {
    if (state.putting || !event.target.closest?.("#creating-dialog")) return;
    if (event.target.name === "contact_name") {
      wrongIn("contact", "");
      typed();
    } else wrongIn(event.target.name, "");
  });

  document.addEventListener("change", (event) => {
    if (state.putting || !event.target.closest?.("#creating-dialog")) return;
    if (event.target.name === "type") showPipeline();
    if (event.target.name === "company") companyChanged();
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.closest("#creating-dialog")) return;
    event.preventDefault();
    const button = form().querySelector('[type="submit"]');
    if (button.disabled) return;
    button.disabled = true;
    wrong({}, "");
    const values = {};
    for (const [name, value] of new FormData(form())) values[name] = String(value);
    state.seq += 1;
    state.sent = state.seq;
    set("creating-action", { seq: state.seq, request_key: state.key, form: values });
  });

  function goTo(id) {
    window.history.pushState({}, "", `/opportunity/${id}`);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.caudal_creating = {
    /* The form stands in the dialog a moment after it is told. */
    arrived(children) {
      if (!children) return;
      window.requestAnimationFrame(() => window.requestAnimationFrame(() => {
        state.key = newKey();
        showPipeline();
        const roles = { role: "combobox", "aria-controls": "creating-contacts", "aria-expanded": "false", "aria-autocomplete": "list" };
        Object.entries(roles).forEach(([name, value]) => control("contact_name").setAttribute(name, value));
        if (!dialog().open) dialog().showModal();
        control(control("contact").value ? "title" : "contact_name").focus();
      }));
    },
    found(answer) {
      if (answer && answer.seq === state.found && dialog().open) showFound(answer);
    },
    answered(answer) {
      if (!answer || answer.seq !== state.sent) return;
      form().querySelector('[type="submit"]').disabled = false;
      if (!answer.ok) {
        wrong(answer.fields, answer.message);
        const first = [...form().querySelectorAll("[data-cd-wrong]")].find((place) => !place.hidden);
        (first && control(first.dataset.cdWrong === "contact" ? "contact_name" : first.dataset.cdWrong))?.focus();
        return;
      }
      state.origin = null;
      close();
      goTo(answer.id);
      caudal.toast({ title: dialog().dataset.created, text: answer.title, tone: "pos", icon: "check2-circle" });
    },
  };
})();
