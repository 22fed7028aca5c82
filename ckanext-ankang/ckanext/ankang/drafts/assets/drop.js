// A zone into which files are dropped fills the file field that stands in it. Everything is heard at the
// document, because parts of the page are put in anew while files are read.
(() => {
  const zoneOf = (event) => event.target instanceof Element && event.target.closest("[data-ak-drop]");

  const chosen = (zone) => {
    const field = zone.querySelector("input[type=file]");
    zone.querySelector("[data-ak-chosen]").textContent = [...field.files].map((file) => file.name).join("、");
    if (zone.dataset.akDrop === "send" && field.files.length) field.form.requestSubmit();
  };

  document.addEventListener("dragover", (event) => {
    const zone = zoneOf(event);
    for (const other of document.querySelectorAll("[data-ak-over]")) if (other !== zone) delete other.dataset.akOver;
    if (!zone) return;
    event.preventDefault();
    zone.dataset.akOver = "";
  });

  document.addEventListener("drop", (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    event.preventDefault();
    delete zone.dataset.akOver;
    zone.querySelector("input[type=file]").files = event.dataTransfer.files;
    chosen(zone);
  });

  document.addEventListener("change", (event) => {
    const zone = zoneOf(event);
    if (zone && event.target.type === "file") chosen(zone);
  });

  document.addEventListener("submit", (event) => {
    const zone = event.target.querySelector("[data-ak-drop]");
    if (!zone || !zone.querySelector("input[type=file]").files.length) return;
    zone.setAttribute("aria-busy", "true");
    zone.querySelector("[data-ak-chosen]").textContent = zone.dataset.akSending;
  });
})();
