// Keeps a pane (id in data-pane) in step with what is typed: data-pane-url answers a textarea's POST of body=… (a preview),
// a fieldset's POST of its whole form (similar threads) or a field's GET of ?q=… (results) with a fragment.
export default function livePane(field) {
  const pane = document.getElementById(field.dataset.pane);
  const body = pane.querySelector("[data-pane-body]") ?? pane;
  const state = pane.querySelector("[role=status]");
  const whole = field.localName === "fieldset";
  const long = whole || field.localName === "textarea";
  let timer, running;

  async function show() {
    running?.abort();
    running = new AbortController();
    const text = whole ? "" : field.value.trim();
    const words = new URLSearchParams(whole ? new FormData(field.form) : { [long ? "body" : "q"]: text });
    const request = long ? { method: "POST", body: words } : {};
    if (!whole && text.length < (long ? 1 : 2)) return body.replaceChildren();
    try {
      const answer = await fetch(field.dataset.paneUrl + (long ? "" : `?${words}`), { ...request, headers: { Accept: "text/fragment" }, signal: running.signal });
      const html = await answer.text();
      // Nothing moves while somebody reads there.
      if (!answer.ok || (whole && pane.matches(":focus-within"))) return;
      body.innerHTML = html;
      pane.hidden = whole && !html.trim();
      if (state) state.textContent = body.querySelector("[data-count]")?.dataset.count ?? "";
    } catch { /* The next key asks again. */ }
  }

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 300); });
  show();
}
