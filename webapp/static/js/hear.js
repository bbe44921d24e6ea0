// Approving what was heard: played to its end, a recording ticks its own box. Ticked by hand before that, it asks.
(() => {
  "use strict";
  document.querySelectorAll("[data-hear]").forEach((card) => {
    const [sound, box, told] = ["audio", "[name=heard]", ".error"].map((part) => card.querySelector(part));
    if (!box) return;
    let heard = false;
    const tell = (words) => {
      told.textContent = words;
      told.hidden = !words;
    };
    sound.addEventListener("ended", () => {
      heard = box.checked = true;
      tell("");
    });
    box.addEventListener("change", () => tell(box.checked && !heard ? "Chưa nghe hết, vẫn duyệt?" : ""));
  });
})();
