// Tells the server every half minute that the editor is open, and shows who else has it open (data-editing-url).
export default function editing(place) {
  async function tell() {
    if (document.hidden) return;
    try {
      const answer = await fetch(place.dataset.editingUrl, { method: "POST", headers: { Accept: "text/fragment" } });
      if (!answer.ok) return;
      const html = (await answer.text()).trim();
      if (html !== place.innerHTML.trim()) place.innerHTML = html;
    } catch { /* The next half minute asks again. */ }
  }
  tell();
  setInterval(tell, 30_000);
  document.addEventListener("visibilitychange", tell);
}
