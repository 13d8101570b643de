// Quote: fetches the post, or its selected part, as a Markdown quote from data-quote-url and puts it into the reply box.
import { toast } from "./toast.js";
import { words } from "./words.js";

export default function quoteSelection(link) {
  let chosen = "";
  // The click itself clears a selection on some devices, so it is remembered while the pointer goes down.
  const remember = () => {
    const selection = getSelection();
    chosen = link.closest(".post")?.querySelector(".post-body")?.contains(selection.anchorNode) ? selection.toString().trim() : "";
  };
  link.onpointerdown = link.onkeydown = remember;
  link.addEventListener("click", async (event) => {
    const box = document.querySelector("#reply textarea");
    if (!box) return;
    event.preventDefault();
    const address = new URL(link.dataset.quoteUrl, location.href);
    if (chosen) address.searchParams.set("selection", chosen);
    try {
      const answer = await fetch(address, { headers: { Accept: "text/plain" } });
      if (!answer.ok) throw new Error(answer.statusText);
      box.value = `${box.value.trimEnd()}\n\n${(await answer.text()).trim()}\n\n`.trimStart();
      box.focus();
      box.dispatchEvent(new Event("input", { bubbles: true }));
    } catch { toast(words.failed); }
  });
}
