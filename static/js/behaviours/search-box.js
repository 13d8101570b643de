// A search box: completes operators, their values and one's own searches; the arrows lead on into the results.
import { asker, suggestions } from "./suggestions.js";

const ask = asker("/search/suggest");

export default function searchBox(field) {
  Object.assign(field, { role: "combobox", ariaExpanded: "false" });
  const look = async () => {
    const typed = field.value;
    const found = await ask(typed);
    if (typed === field.value && document.activeElement === field) show(found);
  };
  const show = suggestions(field, field.form, ({ value }) => {
    const whole = !field.value.trim();
    field.value = value;
    if (whole) field.form.requestSubmit();
    else field.dispatchEvent(new Event("input", { bubbles: true }));
  }, -1);
  let timer;
  // Where results stand below the field already, a second list would hide them.
  if (!field.dataset.pane) {
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 150); });
    field.addEventListener("focus", () => { if (!field.value) look(); });
    // Typed before this had arrived.
    if (field.value !== field.defaultValue) look();
  }
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...document.querySelectorAll("main [data-list] .row-title a")];
    const at = links.indexOf(document.activeElement);
    if (!step || event.defaultPrevented || (at < 0 && (event.target !== field || step < 0))) return;
    event.preventDefault();
    (links[at + step] ?? (at + step < 0 ? field : links[at])).focus();
  });
}
