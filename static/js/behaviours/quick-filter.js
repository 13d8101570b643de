// Hides the [data-filter-item]s of the element called data-filter that lack a typed word, and the groups left empty by that.
const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt() - 96));

export default function quickFilter(field) {
  const list = document.getElementById(field.dataset.filter);
  const items = [...list.querySelectorAll("[data-filter-item]")].map((item) => [item, folded(item.textContent)]);
  const status = document.getElementById(field.getAttribute("aria-describedby"));
  function show() {
    const words = folded(field.value).split(/\s+/).filter(Boolean);
    for (const [item, text] of items) item.hidden = !words.every((word) => text.includes(word));
    for (const group of list.querySelectorAll("[data-filter-group]")) group.hidden = !group.querySelector("[data-filter-item]:not([hidden])");
    const found = items.filter(([item]) => !item.hidden).length;
    status.textContent = !words.length ? "" : found ? `${found} / ${items.length}` : status.dataset.none;
  }
  field.addEventListener("input", show);
  show();
}
