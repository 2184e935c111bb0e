// Renaming what is kept under a name: a field in the row itself. Enter keeps the name, Escape leaves it as it was.
(function () {
  "use strict";
  const ROW = ".cd-viewrow";
  const FORM = "cd-viewrow__f";

  function drawn({ title, dataset }) {
    const form = Object.assign(document.createElement("form"), { className: FORM, noValidate: true });
    const field = Object.assign(document.createElement("input"), {
      className: "form-control form-control-sm",
      value: dataset.cdRename,
      maxLength: Number(dataset.cdLongest),
      autocomplete: "off",
    });
    field.setAttribute("aria-label", title);
    const save = Object.assign(document.createElement("button"), { className: "btn btn-sm btn-primary", textContent: dataset.cdSave });
    form.append(field, save);
    return form;
  }

  function begin(button) {
    const row = button.closest(ROW);
    const form = drawn(button);
    row.classList.add("is-renamed");
    row.append(form);
    form.firstChild.select();
  }

  function end(form, givesFocusBack) {
    const row = form.closest(ROW);
    row.classList.remove("is-renamed");
    form.remove();
    if (givesFocusBack) row.querySelector("[data-cd-rename]").focus();
  }

  function send(form) {
    const { cdStore: store, cdKey: key, cdId: id } = form.closest(ROW).querySelector("[data-cd-rename]").dataset;
    const data = { seq: Date.now(), [key]: "rename", id: Number(id), name: form.firstChild.value };
    end(form, true);
    window.dash_clientside.set_props(store, { data });
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-cd-rename]");
    if (button) begin(button);
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.classList.contains(FORM)) return;
    event.preventDefault();
    send(event.target);
  });

  document.addEventListener("focusout", (event) => {
    const form = event.target.closest?.(`.${FORM}`);
    if (form?.isConnected && event.relatedTarget && !form.contains(event.relatedTarget)) end(form, false);
  });

  // Before the popover hears it, which would close.
  document.addEventListener("keydown", (event) => {
    const form = event.key === "Escape" && event.target.closest?.(`.${FORM}`);
    if (!form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    end(form, true);
  }, true);
})();
