// Copies the example in the same box; without a clipboard the text is selected for the person.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-ak-copy]");
  if (!button) return;
  const text = button.parentElement.querySelector("pre");
  try {
    await navigator.clipboard.writeText(text.textContent.trim());
    button.textContent = button.dataset.akCopy;
  } catch {
    getSelection().selectAllChildren(text);
  }
});
