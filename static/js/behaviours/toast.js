// A short message that floats, is read out, and stays while it is pointed at or focused. An undo is a function to call.
import { words } from "./words.js";

export function toast(text, { undo = null, seconds = undo ? 12 : 5 } = {}) {
  const box = document.createElement("div");
  box.className = "toast";
  box.append(text);
  const button = (label, name, act) => {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", textContent: label, ariaLabel: name });
    made.addEventListener("click", () => { box.remove(); act?.(); });
    box.append(made);
  };
  if (undo) button(words.undo, null, undo);
  button("×", words.close);
  let timer;
  const hold = () => clearTimeout(timer);
  const wait = () => { hold(); timer = setTimeout(() => box.remove(), seconds * 1000); };
  for (const kind of ["pointerenter", "focusin"]) box.addEventListener(kind, hold);
  for (const kind of ["pointerleave", "focusout"]) box.addEventListener(kind, wait);
  document.getElementById("toasts").append(box);
  wait();
}
