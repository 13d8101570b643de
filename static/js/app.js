// The one script of every page: the chosen appearance before the first paint, and the behaviours (behaviours/NAME.js for
// data-behaviour="NAME"), each fetched when its element is pointed at, touched or focused.

let theme = "auto";
try { theme = localStorage.getItem("theme") ?? theme; } catch { /* A private window remembers nothing. */ }

function applyTheme() {
  document.documentElement.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-theme-choice]")) button.ariaPressed = String(button.dataset.themeChoice === theme);
}

applyTheme();

const started = new WeakSet();
let shortcuts;

function start(element) {
  if (started.has(element)) return;
  started.add(element);
  // "submit-once" marks what the listener below does for every form.
  for (const name of element.dataset.behaviour.split(/\s+/))
    if (name && name !== "submit-once") import(`./behaviours/${name}.js`).then((module) => module.default(element));
}

function wake(event) {
  let element = event.target instanceof Element ? event.target.closest("[data-behaviour]") : null;
  for (; element; element = element.parentElement?.closest("[data-behaviour]")) start(element);
}

for (const kind of ["pointerover", "pointerdown", "focusin"]) document.addEventListener(kind, wake, { passive: true });
document.addEventListener("toggle", wake, true);

// A second click within 5 s sends nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.ariaBusy) event.preventDefault();
  form.ariaBusy = "true";
  setTimeout(() => { form.ariaBusy = null; }, 5000);
});

document.addEventListener("click", (event) => {
  const choice = event.target.closest?.("[data-theme-choice]");
  if (!choice) return;
  theme = choice.dataset.themeChoice;
  applyTheme();
  try { localStorage.setItem("theme", theme); } catch { /* It lasts until the page is left. */ }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !/^[/?a-z0-9]$/.test(event.key)) return;
  if (event.target.closest?.("input, textarea, select, dialog")) return;
  if (event.key === "/") event.preventDefault();
  // At once, if it is there: Enter must find where the key before it led.
  if (shortcuts) return shortcuts(event);
  import("./behaviours/shortcuts.js").then((module) => (shortcuts = module.default)(event));
});

function ready() {
  applyTheme();
  for (const element of document.querySelectorAll("[data-behaviour][data-now]")) start(element);
  if (document.activeElement) wake({ target: document.activeElement });
  // Only a page that stays open needs its times kept.
  setTimeout(() => import("./behaviours/relative-time.js").then((module) => module.default()), 60_000);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
else ready();
