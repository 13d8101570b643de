// A list of suggestions under a field, reachable by keyboard (the combobox pattern), for mentions and tags.
import { words } from "./words.js";

let lists = 0;

// choose(item) gets the item ({label, note}) picked. Returns show(items).
// With first -1 none is picked until the arrows mark one: Enter then means the field's own form.
export function suggestions(field, host, choose, first = 0) {
  const list = document.createElement("div");
  Object.assign(list, { className: "suggestions", id: `suggestions-${++lists}`, hidden: true, role: "listbox", ariaLabel: words.suggestions });
  host.append(list);
  field.setAttribute("aria-controls", list.id);
  field.ariaAutoComplete = "list";
  let at = -1;

  const mark = (index) => {
    at = index;
    [...list.children].forEach((option, i) => { option.ariaSelected = String(i === at); });
    list.children[at]?.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", list.children[at]?.id ?? "");
  };
  const show = (items) => {
    list.replaceChildren(...items.map((item, i) => {
      const option = document.createElement("div");
      Object.assign(option, { id: `${list.id}-${i}`, role: "option", item });
      option.append(item.label, Object.assign(document.createElement("small"), { textContent: item.note ?? "" }));
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); pick(item); });
      return option;
    }));
    list.hidden = !items.length;
    if (field.role === "combobox") field.ariaExpanded = String(!list.hidden);
    mark(items.length ? first : -1);
  };
  const pick = (item) => { show([]); choose(item); };
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const count = list.children.length;
    if (event.key === "ArrowDown") mark((at + 1) % count);
    else if (event.key === "ArrowUp") mark((Math.max(at, 0) + count - 1) % count);
    else if (at < 0 && event.key !== "Escape") return;
    else if (event.key === "Enter" || event.key === "Tab") pick(list.children[at].item);
    else if (event.key === "Escape") show([]);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  field.addEventListener("blur", () => show([]));
  return show;
}

// Asks the server; an older answer never overtakes a newer question.
export function asker(url) {
  let running;
  return async (query) => {
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(`${url}?${new URLSearchParams({ q: query })}`, { signal: running.signal });
      return answer.ok ? await answer.json() : [];
    } catch { return []; }
  };
}
