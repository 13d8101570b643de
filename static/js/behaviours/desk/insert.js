// Puts a link (data-insert) into the reply where the writer is; without a reply on the page the link leads on as links do.
export default function insert(place) {
  place.addEventListener("click", (event) => {
    const link = event.target.closest("[data-insert]");
    const area = document.querySelector("#reply textarea");
    if (!link || !area || area.readOnly) return;
    event.preventDefault();
    area.focus();
    // Whoever has not been in the box yet goes on below what stands there.
    const below = area.value && !area.selectionEnd;
    if (below) area.setSelectionRange(area.value.length, area.value.length);
    area.setRangeText((below ? "\n\n" : "") + link.dataset.insert, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
