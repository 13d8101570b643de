// A copy button on each block of code inside the element.
import { toast } from "./toast.js";
import { words } from "./words.js";

export default function copyCode(element) {
  for (const block of element.querySelectorAll("pre")) {
    const frame = Object.assign(document.createElement("div"), { className: "code" });
    block.replaceWith(frame);
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button button-small copy-code", textContent: words.copy });
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(block.textContent);
        button.textContent = words.copied;
        setTimeout(() => { button.textContent = words.copy; }, 2000);
      } catch { toast(words.failed); }
    });
    frame.append(block, button);
  }
}
