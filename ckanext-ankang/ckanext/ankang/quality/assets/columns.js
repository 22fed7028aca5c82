// Saves each column by itself through the API; without this script its form does the same.
(() => {
  const table = document.querySelector("[data-ak-columns]");
  if (!table) return;
  const words = JSON.parse(table.dataset.akWords);
  const rows = [...table.tBodies[0].rows];
  const formOf = (row) => row.querySelector("form");
  const value = (row, name) => formOf(row).elements[name];

  const token = () => {
    const field = document.querySelector("meta[name=csrf_field_name]").content;
    return document.querySelector(`meta[name="${field}"]`).content;
  };

  // Fields that a row does not show are not sent, and stay as they are.
  const said = (row, undo) => {
    const key = { resource_id: table.dataset.akColumns, column_id: formOf(row).dataset.akColumn, base_revision: Number(value(row, "base_revision").value) };
    if (undo) return key;
    const texts = ["title", "description", "type", "unit", "code_list", "enum", "sensitivity"];
    const truths = ["required", "unique"];
    return {
      ...key,
      ...Object.fromEntries(texts.filter((name) => value(row, name)).map((name) => [name, value(row, name).value])),
      ...Object.fromEntries(truths.filter((name) => value(row, name)).map((name) => [name, value(row, name).checked])),
    };
  };

  const ask = async (action, body) => {
    const answer = await fetch(`/api/3/action/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify(body),
    });
    const { result, error } = await answer.json();
    return { result, error };
  };

  const tell = (row, text) => { row.querySelector("[data-ak-status]").textContent = text; };

  const showFaults = (row, error) => {
    for (const place of row.querySelectorAll("[data-ak-fault]")) {
      const sentence = [error[place.dataset.akFault] ?? []].flat().join("");
      place.textContent = sentence;
      place.hidden = !sentence;
      value(row, place.dataset.akFault).setAttribute("aria-invalid", String(Boolean(sentence)));
      if (sentence) place.closest("details")?.setAttribute("open", "");
    }
    const conflict = row.querySelector("[data-ak-conflict]");
    const sentence = [error.base_revision ?? error.column_id ?? error.message ?? []].flat().join("");
    conflict.hidden = !sentence;
    conflict.querySelector("p").textContent = sentence;
    row.querySelector("[aria-invalid=true]")?.focus();
  };

  const show = (row, column) => {
    for (const [name, text] of Object.entries(column.values)) {
      const field = value(row, name);
      if (!field) continue;
      if (field.type === "checkbox") field.checked = text;
      else field.value = Array.isArray(text) ? text.join("\n") : text;
    }
    value(row, "base_revision").value = column.revision;
    row.querySelector("[data-ak-state]").textContent = words[column.state];
    if (!column.reason) row.querySelector("[data-ak-reason]")?.remove();
    row.querySelector("[data-ak-undo]").hidden = !column.undoable;
    row.removeAttribute("data-ak-dirty");
    if (column.values.description) row.querySelector("[data-ak-hint]")?.remove();
  };

  const count = () => {
    const done = rows.filter((row) => value(row, "base_revision").value !== "0" || !row.hasAttribute("data-ak-dirty"))
      .filter((row) => value(row, "description").value.trim()).length;
    const place = document.querySelector("[data-ak-progress]");
    place.textContent = place.dataset.akProgress.replace("{done}", done).replace("{all}", rows.length);
    document.querySelector(".ak-columns-progress progress").value = done;
  };

  const next = (row) => {
    const after = rows.slice(rows.indexOf(row) + 1).find((one) => !one.hidden);
    if (after) value(after, "description").focus();
  };

  const save = async (row, undo) => {
    tell(row, words.saving);
    try {
      const { result, error } = await ask(undo ? "ankang_column_undo" : "ankang_column_update", said(row, undo));
      showFaults(row, error ?? {});
      if (result) show(row, result);
      tell(row, error ? words.refused : undo ? words.undone : words.saved);
      count();
      return !error;
    } catch {
      tell(row, words.failed);
      return false;
    }
  };

  table.addEventListener("submit", (event) => {
    event.preventDefault();
    save(event.target.closest("tr"), event.submitter?.value === "undo");
  });

  table.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.name !== "description") return;
    event.preventDefault();
    const row = event.target.closest("tr");
    if (await save(row, false)) next(row);
  });

  table.addEventListener("input", (event) => {
    const row = event.target.closest("tr");
    row.dataset.akDirty = "";
    tell(row, words.dirty);
  });

  table.addEventListener("click", (event) => {
    const hint = event.target.closest("[data-ak-hint]");
    if (hint) {
      const row = hint.closest("tr");
      const known = JSON.parse(hint.dataset.akHint);
      value(row, "description").value = known.description;
      if (known.unit && !value(row, "unit").value) value(row, "unit").value = known.unit;
      value(row, "description").dispatchEvent(new Event("input", { bubbles: true }));
      value(row, "description").focus();
    }
    const more = event.target.closest("[data-ak-more]");
    if (more) {
      event.preventDefault();
      const cell = more.closest("td");
      const row = cell.closest("tr");
      cell.replaceChildren(document.getElementById("more").content.cloneNode(true));
      for (const one of cell.querySelectorAll("*")) {
        for (const place of one.attributes) place.value = place.value.replaceAll("-id-", formOf(row).dataset.akColumn).replaceAll("-title-", row.dataset.akName);
      }
      for (const one of cell.querySelectorAll(".ak-hidden")) one.textContent = `（${row.dataset.akName}）`;
      value(row, "title").focus();
    }
    if (event.target.closest("[data-ak-reload]")) {
      event.preventDefault();
      event.target.closest("tr").removeAttribute("data-ak-dirty");
      location.hash = event.target.hash;
      location.reload();
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (table.querySelector("[data-ak-dirty]")) event.preventDefault();
  });

  const filter = () => {
    const sought = document.getElementById("filter").value.trim().toLowerCase();
    const bare = document.getElementById("bare").checked;
    for (const row of rows) {
      const named = row.dataset.akTitle.toLowerCase().includes(sought);
      row.hidden = !named || (bare && !row.hasAttribute("data-ak-dirty") && value(row, "description").value.trim() !== "");
    }
    document.querySelector("[data-ak-none]").hidden = rows.some((row) => !row.hidden);
  };
  document.querySelector("[data-ak-filter]").hidden = false;
  document.querySelector("[data-ak-filter]").addEventListener("input", filter);
  for (const hint of table.querySelectorAll("[data-ak-hint]")) hint.hidden = false;
})();
