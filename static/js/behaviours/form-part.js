// What a choice brings along: after a change inside the element the form goes to data-part-url, and the fragment fills data-part.
export default function formPart(element) {
  const part = document.getElementById(element.dataset.part);
  let latest = 0;
  element.addEventListener("change", async () => {
    const asked = ++latest;
    const body = new URLSearchParams(new FormData(element.closest("form")));
    body.set("step", "part");
    try {
      const answer = await fetch(element.dataset.partUrl, { method: "POST", body, headers: { Accept: "text/fragment" } });
      const html = await answer.text();
      if (!answer.ok || asked !== latest) return;
      part.innerHTML = html;
      part.hidden = !html.trim();
    } catch { /* Sending the form shows it as well. */ }
  });
}
