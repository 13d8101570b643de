// The sentences a behaviour says, already in the reader's language: the data attributes of #words in the page's frame.
export const words = document.getElementById("words")?.dataset ?? {};
