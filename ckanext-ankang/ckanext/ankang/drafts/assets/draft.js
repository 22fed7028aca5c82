// A draft saves itself, and what the worker found out meanwhile comes to its place.
(() => {
  const form = document.querySelector("[data-ak-draft]");
  if (!form) return;
  const words = JSON.parse(form.dataset.akWords);
  const status = document.querySelector("[data-ak-saved]");
  const QUIET = 1500;
  const PAUSE = 2000;
  let timer = 0;
  let saving = false;
  let dirty = false;
  let stopped = form.dataset.akDraft === "conflict";

  const tell = (text, fault) => {
    status.textContent = text;
    status.classList.toggle("ak-fault", Boolean(fault));
  };

  const save = async () => {
    if (saving || stopped || !dirty) return;
    saving = true;
    dirty = false;
    tell(words.saving);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (answer.ok) {
        form.elements.edit.value = told.edit;
        tell(words.saved.replace("{time}", told.saved) + (told.joined ? words.joined : ""));
      } else {
        // A conflict is shown by the page itself when the person presses the button.
        stopped = answer.status === 409;
        dirty = true;
        tell(told.message + (stopped ? words.compare : ""), true);
      }
    } catch {
      dirty = true;
      tell(words.failed, true);
    }
    saving = false;
    if (dirty && !stopped) later();
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, QUIET);
  };

  const touched = () => {
    dirty = true;
    if (!stopped) tell(words.dirty);
    later();
  };

  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("submit", () => { dirty = false; stopped = true; });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

  // Only the fields that go with the chosen openness are shown.
  const openness = form.elements.openness;
  const suit = () => {
    for (const field of form.querySelectorAll("[data-ak-for]")) {
      const filled = [...field.querySelectorAll("input:not([type=hidden]), textarea")].some((one) => one.value.trim());
      field.hidden = !field.dataset.akFor.split(" ").includes(openness.value) && !filled;
    }
  };
  openness?.addEventListener("change", suit);
  if (openness) suit();

  document.addEventListener("click", (event) => {
    const adopt = event.target.closest("[data-ak-adopt]");
    if (adopt) {
      const field = form.elements[adopt.dataset.akGoesTo];
      field.value = adopt.dataset.akAdopt;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    }
    const more = event.target.closest("[data-ak-more-entries]");
    if (more) {
      const list = document.getElementById(more.dataset.akMoreEntries);
      const number = Number(list.dataset.akNext);
      const entry = list.parentElement.querySelector("template").content.cloneNode(true);
      for (const one of entry.querySelectorAll("*")) {
        for (const place of one.attributes) place.value = place.value.replaceAll("-number-", `-${number}-`);
      }
      list.dataset.akNext = number + 1;
      list.append(entry);
      list.lastElementChild.querySelector("input, select, textarea").focus();
    }
    const gone = event.target.closest("[data-ak-remove]");
    if (gone) {
      const entry = gone.closest("[data-ak-entry]");
      const list = entry.parentElement;
      entry.remove();
      touched();
      (list.querySelector("input, select, textarea") ?? list.parentElement.querySelector("[data-ak-more-entries]")).focus();
    }
  });
  for (const button of document.querySelectorAll("[data-ak-adopt], [data-ak-more-entries], [data-ak-remove]")) button.hidden = false;
  for (const box of document.querySelectorAll("[data-ak-without-script]")) box.hidden = true;

  // What was read meanwhile: files, columns, and proposals for fields that are still empty.
  const bring = (page) => {
    // Values first: a part that is put in its place is no longer in the page it came from.
    for (const fresh of page.querySelectorAll("[data-ak-fresh]")) {
      const field = form.elements[fresh.dataset.akFresh];
      const value = page.querySelector("[data-ak-draft]").elements[fresh.dataset.akFresh]?.value;
      if (field && !field.value && value && field !== document.activeElement) field.value = value;
    }
    for (const part of document.querySelectorAll("[data-ak-part]")) {
      const fresh = page.querySelector(`[data-ak-part="${part.dataset.akPart}"]`);
      if (fresh && !part.contains(document.activeElement)) part.replaceWith(fresh);
    }
    for (const button of document.querySelectorAll("[data-ak-adopt]")) button.hidden = false;
  };

  const look = async () => {
    const waiting = document.querySelector("[data-ak-waiting]");
    if (!waiting) return;
    try {
      const answer = document.hidden ? null : await fetch(location.pathname);
      if (answer?.ok) {
        bring(new DOMParser().parseFromString(await answer.text(), "text/html"));
        if (!document.querySelector("[data-ak-waiting]")) document.querySelector("[data-ak-announce]").textContent = words.read;
      }
    } catch {
      // The network is gone for a moment: looked again.
    }
    setTimeout(look, PAUSE);
  };
  setTimeout(look, PAUSE);
})();
