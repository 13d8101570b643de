// @name completion in a text field: data-mention-url?q= answers with [{name, display_name}].
import { asker, suggestions } from "./suggestions.js";

export default function mention(area) {
  const host = document.createElement("div");
  host.className = "has-suggestions";
  area.after(host);
  const ask = asker(area.dataset.mentionUrl);
  const typed = () => area.value.slice(0, area.selectionStart).match(/(?:^|[^\p{L}\p{N}_@/.])@([\p{L}\p{N}_.-]{1,30})$/u)?.[1];
  const show = suggestions(area, host, ({ name }) => {
    const end = area.selectionStart;
    area.setRangeText(`${name} `, end - typed().length, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
  area.addEventListener("input", async () => {
    const start = typed();
    const people = start ? await ask(start) : [];
    if (start === typed()) show(people.map(({ name, display_name: shown }) => ({ name, label: shown || name, note: `@${name}` })));
  });
}
