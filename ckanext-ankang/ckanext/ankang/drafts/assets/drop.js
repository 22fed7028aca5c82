// A zone into which files are dropped: it fills the file field that stands in it.
(() => {
  for (const zone of document.querySelectorAll("[data-ak-drop]")) {
    const field = zone.querySelector("input[type=file]");
    const told = zone.querySelector("[data-ak-chosen]");
    const form = field.form;
    let inside = 0;

    const tell = () => {
      told.textContent = [...field.files].map((file) => file.name).join("、");
      if (zone.dataset.akDrop === "send" && field.files.length) form.requestSubmit();
    };

    zone.addEventListener("dragenter", (event) => { event.preventDefault(); inside += 1; zone.dataset.akOver = ""; });
    zone.addEventListener("dragleave", () => { inside -= 1; if (!inside) delete zone.dataset.akOver; });
    zone.addEventListener("dragover", (event) => event.preventDefault());
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      inside = 0;
      delete zone.dataset.akOver;
      field.files = event.dataTransfer.files;
      tell();
    });
    field.addEventListener("change", tell);
    form.addEventListener("submit", () => {
      if (!field.files.length) return;
      zone.setAttribute("aria-busy", "true");
      told.textContent = zone.dataset.akSending;
    });
  }
})();
