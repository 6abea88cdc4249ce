"use strict";
{
  // The list of questions is the index: entries without one of the words are hidden, and topics with hits unfold.
  const box = document.getElementById("words");
  const count = document.querySelector("#search output");
  const entries = [...document.querySelectorAll("li[data-words]")];
  const topics = [...document.querySelectorAll("details.topic")];
  const tracks = [...document.querySelectorAll("main > section")];

  const holdsAny = (part) => part.querySelector("li[data-words]:not([hidden])") !== null;

  function find() {
    const words = box.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    for (const entry of entries) {
      entry.hidden = !words.every((word) => entry.dataset.words.includes(word));
    }
    for (const topic of topics) {
      topic.open = words.length > 0 && holdsAny(topic);
      topic.hidden = !holdsAny(topic);
    }
    for (const track of tracks) {
      track.hidden = !holdsAny(track);
    }
    count.textContent = words.length ? entries.filter((entry) => !entry.hidden).length : "";
  }

  box.addEventListener("input", find);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== box) {
      event.preventDefault();
      box.focus();
    }
  });
  document.getElementById("search").hidden = false;
  if (box.value) {
    find(); // the browser kept it
  }
}
