// A small form (vote, watch, bookmark): the fragment it is answered with replaces the nearest [data-fragment], or the form.
import { toast } from "./toast.js";
import { words } from "./words.js";

export default function asyncForm(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy) return;
    form.ariaBusy = "true";
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)), headers: { Accept: "text/fragment" },
      });
      if (answer.redirected) return location.assign(answer.url);
      const fresh = document.createRange().createContextualFragment(await answer.text());
      // A refusal comes as a page; its sentence is what the visitor needs.
      if (!answer.ok) return toast(fresh.querySelector(".trouble-text")?.textContent ?? words.failed);
      const place = form.closest("[data-fragment]") ?? form;
      const focused = place.contains(document.activeElement);
      const first = fresh.firstElementChild;
      place.replaceWith(fresh);
      if (focused) first.querySelector("button, a")?.focus();
    } catch {
      toast(navigator.onLine ? words.failed : words.offline);
    } finally {
      form.ariaBusy = null;
    }
  });
}
