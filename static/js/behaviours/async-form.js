// A small form (vote, watch, bookmark) answered in place: the fragment that comes back replaces the nearest [data-fragment], or the form.
import { toast } from "./toast.js";
import { words } from "./words.js";

export default function asyncForm(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(new FormData(form, event.submitter)), headers: { Accept: "text/fragment" },
      });
      if (answer.redirected) return location.assign(answer.url);
      if (!answer.ok) return toast(decodeURIComponent(answer.headers.get("X-Problem") ?? "") || words.failed);
      const place = form.closest("[data-fragment]") ?? form;
      const focused = place.contains(document.activeElement);
      const fresh = document.createRange().createContextualFragment(await answer.text()).firstElementChild;
      place.replaceWith(fresh);
      if (focused) fresh.querySelector("button, a")?.focus();
    } catch {
      toast(navigator.onLine ? words.failed : words.offline);
    } finally {
      form.ariaBusy = null;
    }
  });
}
