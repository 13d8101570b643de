// Keeps a pane (id in data-pane) in step with what is typed: data-pane-url answers a textarea's POST of body=… (a preview)
// or a field's GET of ?q=… (results) with a fragment.
export default function livePane(field) {
  const pane = document.getElementById(field.dataset.pane);
  const body = pane.querySelector("[data-pane-body]") ?? pane;
  const long = field.localName === "textarea";
  let timer = 0;
  let running = null;

  async function show() {
    running?.abort();
    running = new AbortController();
    const words = new URLSearchParams({ [long ? "body" : "q"]: field.value.trim() });
    const request = long ? { method: "POST", body: words } : {};
    if (field.value.trim().length < (long ? 1 : 2)) return body.replaceChildren();
    try {
      const answer = await fetch(field.dataset.paneUrl + (long ? "" : `?${words}`), { ...request, headers: { Accept: "text/fragment" }, signal: running.signal });
      if (!answer.ok) return;
      body.innerHTML = await answer.text();
      pane.hidden = false;
    } catch { /* The next key asks again. */ }
  }

  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 300); });
  show();
}
