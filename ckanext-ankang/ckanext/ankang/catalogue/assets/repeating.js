// Entries of a repeating field are added and removed in the page, and saved with the form.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ak-repeat]");
  if (!button) return;
  const field = button.closest("[data-ak-repeating]");
  if (button.dataset.akRepeat === "add") add(field);
  else remove(field, button.closest("[data-ak-entry]"));
});

function add(field) {
  // Numbers are never used again within the page: the server tells entries apart by them.
  const number = Number(field.dataset.akNext);
  field.dataset.akNext = number + 1;
  const made = document.createElement("div");
  made.innerHTML = field.querySelector("template").innerHTML.replaceAll("REPEATING-INDEX", number);
  const entry = made.firstElementChild;
  field.querySelector("[data-ak-entries]").append(entry);
  entry.querySelector("input, select, textarea").focus();
}

function remove(field, entry) {
  const next = entry.nextElementSibling || entry.previousElementSibling;
  entry.remove();
  const goal = next ? next.querySelector("[data-ak-repeat]") : field.querySelector("[data-ak-repeat=add]");
  goal.focus();
  field.querySelector("[role=status]").textContent = field.dataset.akRemoved;
}
