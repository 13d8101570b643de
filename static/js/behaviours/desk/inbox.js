// The inbox by keyboard: x selects the item that is marked; the keys stand with the others under "?".
export default function inbox(place) {
  document.querySelector("#shortcuts .keys")?.append(...place.querySelector("dl[data-keys]").children);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input:not([type=checkbox]), textarea, select, dialog")) return;
    place.querySelector(".is-marked input[type=checkbox]")?.click();
  });
}
