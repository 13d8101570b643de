// Fetches what is known beside an item (data-url) once its place comes into sight.
export default function beside(place) {
  const seen = new IntersectionObserver(async ([entry]) => {
    if (!entry.isIntersecting) return;
    seen.disconnect();
    const answer = await fetch(place.dataset.url, { headers: { Accept: "text/fragment" } });
    if (!answer.ok) return;
    place.innerHTML = await answer.text();
    // What acts in it is there before anybody presses it.
    for (const part of place.querySelectorAll("[data-behaviour]")) part.dispatchEvent(new Event("focusin", { bubbles: true }));
  });
  seen.observe(place);
}
