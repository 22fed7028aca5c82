// CKAN gives messages their button before it has the words of the language.
document.querySelectorAll(".flash-messages .btn-close").forEach((button) => {
  button.setAttribute("aria-label", document.querySelector("[data-ak-close]").dataset.akClose);
});
