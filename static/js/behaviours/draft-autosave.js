// Keeps what is being written on the server: PUT of the whole form to data-draft-url, after a pause and when the page is left.
// 409 brings something newer from another device; the writer chooses.
import { words } from "./words.js";

const PAUSE = 800;
const KEEPALIVE_LIMIT = 60_000; // Browsers refuse keepalive requests above 64 KB.

export default function draftAutosave(area) {
  const form = area.form;
  const state = form.querySelector("[data-draft-state]");
  const version = form.elements.namedItem("draft_version");
  let timer = 0;
  let sent = false;

  const content = () => JSON.stringify(Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "draft_version")));
  // Somebody may type before this script is there.
  const early = [...form.elements].some((control) => control.type !== "hidden" && "defaultValue" in control && control.value !== control.defaultValue);
  let last = early ? "" : content();

  const fill = (fields) => {
    for (const control of form.elements) {
      if (control === version || !control.name) continue;
      if (control.type === "checkbox") control.checked = control.name in fields;
      else if (control.type === "radio") control.checked = fields[control.name] === control.value;
      else if (control.name in fields) control.value = fields[control.name];
      control.dispatchEvent(new Event("change"));
    }
    last = content();
    state.textContent = words.saved;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const offer = (newer) => {
    const choice = (label, act) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "button button-small", textContent: label });
      button.addEventListener("click", () => { version.value = newer.version; act(); });
      return button;
    };
    state.replaceChildren(words.newer, choice(words.useNewer, () => fill(newer.fields)), choice(words.keepMine, () => save()));
  };

  async function save(leaving = false) {
    clearTimeout(timer);
    const text = content();
    if (sent || text === last) return;
    const body = `{"version":${Number(version.value)},"fields":${text}}`;
    if (!leaving) state.textContent = words.saving;
    try {
      const keepalive = leaving && new Blob([body]).size < KEEPALIVE_LIMIT;
      const answer = await fetch(area.dataset.draftUrl, { method: "PUT", headers: { "Content-Type": "application/json" }, body, keepalive });
      if (answer.status === 409) return offer(await answer.json());
      if (!answer.ok) throw new Error(answer.statusText);
      version.value = (await answer.json()).version;
      last = text;
      state.textContent = words.saved;
    } catch {
      state.textContent = words.unsaved;
      timer = setTimeout(save, 10 * PAUSE);
    }
  }

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, PAUSE); });
  if (early) timer = setTimeout(save, PAUSE);
  form.addEventListener("submit", () => { sent = true; });
  addEventListener("pageshow", () => { sent = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
}
