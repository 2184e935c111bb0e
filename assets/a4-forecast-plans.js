"use strict";
/* The page of a plan: a filled-in file is chosen, read here and sent as text. */
(() => {
  const LARGEST = 190000; // characters that the server takes
  let seq = 3000000;

  async function send(file) {
    const record = document.querySelector("[data-cd-planfile]")?.closest("[data-cd-sends]");
    if (!file || !record) return;
    const text = file.size > LARGEST ? "" : await file.text();
    seq += 1;
    const data = { seq, what: "import", ...JSON.parse(record.dataset.cdRecord), form: { text } };
    window.dash_clientside.set_props(record.dataset.cdSends, { data });
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-cd-planfile]")) return;
    const input = document.createElement("input");
    Object.assign(input, { type: "file", accept: ".csv,text/csv" });
    input.addEventListener("change", () => send(input.files[0]));
    input.click();
  });
})();
