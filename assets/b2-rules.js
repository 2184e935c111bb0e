"use strict";
/* The editor of a workflow rule: gathers the draft from its fields, and asks the server to draw it anew or to act on it. */
(() => {
  const REDRAWING = /(^trigger|:fact|:operator|:kind|:field)$/;
  const DRAWN_WITHIN_FRAMES = 120;
  const state = { seq: 0, at: "", form: null };
  const root = () => document.querySelector("[data-cd-rule]");
  const valueOf = (field) => (field.type === "checkbox" ? (field.checked ? "1" : "") : field.value);

  /* "test:0:fact" belongs to the first condition, "action:1:who" to the second action, anything else to the rule. */
  function draft() {
    const found = { ...JSON.parse(root().dataset.cdRule), tests: [], actions: [] };
    for (const field of root().querySelectorAll("[name]")) {
      const [part, number, name] = field.name.split(":");
      if (part === "test") (found.tests[number] ||= {})[name] = valueOf(field);
      else if (part !== "action") found[part] = valueOf(field);
      else {
        const deed = (found.actions[number] ||= { kind: "", fields: {} });
        if (name === "kind") deed.kind = valueOf(field);
        else deed.fields[name] = valueOf(field);
      }
    }
    return found;
  }

  function send(what, at) {
    if (!root()) return;
    state.seq += 1;
    state.at = at;
    state.form = root().querySelector("form");
    window.dash_clientside.set_props("rule-action", { data: { seq: state.seq, what, draft: draft() } });
  }

  /* The form is drawn anew, so the field that had the focus is looked up again. */
  function focusAgain(frames = DRAWN_WITHIN_FRAMES) {
    if (root()?.querySelector("form") === state.form && frames > 0) {
      window.requestAnimationFrame(() => focusAgain(frames - 1));
      return;
    }
    const wrong = root()?.querySelector(".cd-rule__wrong")?.parentElement.querySelector("[name]");
    const trial = document.getElementById("rule-trial");
    const same = root()?.querySelector(`[name="${state.at}"], [data-cd-rule-act="${state.at}"]`);
    (state.at === "try" && trial ? trial : wrong || same)?.focus();
  }

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (root()?.contains(field) && REDRAWING.test(field.name)) send("draw", field.name);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-cd-rule-act]");
    if (button && root()?.contains(button)) send(button.dataset.cdRuleAct, button.dataset.cdRuleAct);
  });

  document.addEventListener("submit", (event) => {
    if (!root()?.contains(event.target)) return;
    event.preventDefault();
    send("save", "save");
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.caudal_rules = {
    answered(answer) {
      if (!answer) return;
      if (answer.said) window.caudal.toast({ title: answer.said, tone: "pos", icon: "check2-circle" });
      if (!answer.href) {
        focusAgain();
        return;
      }
      window.history.pushState({}, "", answer.href);
      window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    },
  };
})();
