"use strict";
/* The page of a plan: a filled-in file is chosen, read here and sent: CSV as text, a workbook in base64. */
(() => {
  const LARGEST = 190000; // characters that the server takes
  let seq = 3000000;

  // What is too large goes as nothing, which the server refuses in a sentence.
  async function read(file) {
    if (!/\.xlsx$/i.test(file.name)) return { text: file.size > LARGEST ? "" : await file.text() };
    return { workbook: file.size > (LARGEST * 3) / 4 ? "" : await base64(file) };
  }

  function base64(file) {
    return new Promise((resolve) => {
      const reader = new FileReader();
      reader.addEventListener("load", () => resolve(reader.result.split(",")[1]));
      reader.readAsDataURL(file);
    });
  }

  async function send(file) {
    const record = document.querySelector("[data-cd-planfile]")?.closest("[data-cd-sends]");
    if (!file || !record) return;
    const form = await read(file);
    seq += 1;
    const data = { seq, what: "import", ...JSON.parse(record.dataset.cdRecord), form };
    window.dash_clientside.set_props(record.dataset.cdSends, { data });
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-cd-planfile]")) return;
    const input = document.createElement("input");
    Object.assign(input, { type: "file", accept: ".csv,.xlsx,text/csv" });
    input.addEventListener("change", () => send(input.files[0]));
    input.click();
  });
})();
