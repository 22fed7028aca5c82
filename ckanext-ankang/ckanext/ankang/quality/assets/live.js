// Looks again while work goes on: what moves is put in its place, and when all is done the whole page is.
const PAUSE = 2000;
const SECTION = "[data-ak-live]";

const announce = (text) => {
  document.querySelector("[data-ak-announce]").textContent = text.trim().replace(/\s+/g, " ");
};

const replaceParts = (here, there) => {
  for (const part of here.querySelectorAll("[data-ak-part]")) {
    const fresh = there.querySelector(`[data-ak-part="${part.dataset.akPart}"]`);
    // Nobody loses the button under his finger.
    if (fresh && !part.contains(document.activeElement)) part.replaceWith(fresh);
  }
};

const show = (page) => {
  const here = document.querySelector(SECTION);
  const there = page.querySelector(SECTION);
  if (there && there.dataset.akLive === here.dataset.akLive) {
    replaceParts(here, there);
    return true;
  }
  const main = page.querySelector("main");
  document.querySelector("main").replaceWith(main);
  announce((main.querySelector(".ak-verdict, .ak-run") ?? main).textContent);
  return Boolean(there);
};

const look = async () => {
  if (document.hidden) return true;
  try {
    const answer = await fetch(location.href);
    if (answer.status >= 500) return true;
    if (!answer.ok) return false;
    return show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    return true;
  }
};

const watch = async () => {
  if (await look()) setTimeout(watch, PAUSE);
};

if (document.querySelector(SECTION)) setTimeout(watch, PAUSE);
