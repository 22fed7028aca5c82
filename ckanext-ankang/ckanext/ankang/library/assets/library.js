// A link to an article is copied by one click; without a clipboard it leads there.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-ankang-copy]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  await navigator.clipboard.writeText(decodeURI(link.href));
  link.textContent = link.dataset.ankangCopy;
});
