// A comma-separated field as chips with suggestions; the form still sends the one value.
import { asker, suggestions } from "./suggestions.js";
import { words } from "./words.js";

const COMMA = /[,、，]/;

export default function tagInput(box) {
  const sent = box.querySelector("input");
  const typing = sent.cloneNode();
  const ask = asker(box.dataset.suggestUrl);
  const focused = document.activeElement === sent;
  const given = sent.value.split(COMMA);
  // Begun before this had arrived.
  const begun = focused && sent.value !== sent.defaultValue ? given.pop().trim() : "";
  let tags = [];
  sent.type = "hidden";
  sent.removeAttribute("id");
  typing.removeAttribute("name");
  Object.assign(typing, { value: begun, role: "combobox", ariaExpanded: "false" });
  box.append(typing);
  box.classList.add("is-ready");

  const set = (names) => {
    tags = [...new Set(names.map((name) => name.trim()).filter(Boolean))];
    sent.value = tags.join(", ");
    box.querySelectorAll(".tag").forEach((chip) => chip.remove());
    typing.before(...tags.map((name) => {
      const chip = Object.assign(document.createElement("span"), { className: "tag" });
      const remove = Object.assign(document.createElement("button"), { type: "button", textContent: "×", ariaLabel: `${words.removeTag}: ${name}` });
      remove.addEventListener("click", () => { change(tags.filter((tag) => tag !== name)); typing.focus(); });
      chip.append(name, remove);
      return chip;
    }));
  };
  const change = (names) => { set(names); sent.dispatchEvent(new Event("input", { bubbles: true })); };
  const take = () => { if (typing.value.trim()) change([...tags, ...typing.value.split(COMMA)]); typing.value = ""; };
  const show = suggestions(typing, box, ({ label }) => { typing.value = label; take(); });

  typing.addEventListener("input", async (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (COMMA.test(typing.value)) take();
    const query = typing.value.trim();
    const found = query ? await ask(query) : [];
    if (query === typing.value.trim()) show(found.filter(({ name }) => !tags.includes(name)).map(({ name, count }) => ({ label: name, note: count })));
  });
  typing.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && typing.value.trim()) { event.preventDefault(); take(); }
    if (event.key === "Backspace" && !typing.value && tags.length) change(tags.slice(0, -1));
  });
  typing.addEventListener("blur", take);
  sent.addEventListener("change", () => set(sent.value.split(COMMA)));
  set(given);
  if (focused) typing.focus();
}
