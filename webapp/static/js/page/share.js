(() => {
  "use strict";
  // Handing on: the phone's own sheet (Zalo stands in it) and copying. Without either, the words can be marked by hand.
  const tell = (words) => {
    const heard = document.querySelector(".heard");
    if (!heard) return;
    heard.textContent = words;
    heard.hidden = false;
  };
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  each("[data-share]", (button) => {
    if (!navigator.share) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.share({ title: button.dataset.share, url: button.dataset.url }).catch((error) => {
        if (error.name !== "AbortError") tell("Máy này không mở được bảng gửi. Bấm “Chép đường dẫn”.");
      });
    });
  });

  const mark = (element) => {
    if (element.select) return element.select();
    return getSelection().selectAllChildren(element);
  };
  const copied = (words, element) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(words);
    mark(element);
    return document.execCommand("copy") ? Promise.resolve() : Promise.reject(new Error("refused"));
  };
  each("[data-copy]", (button) => {
    const source = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", () => {
      copied(source.value || source.textContent.trim(), source).then(
        () => tell("Đã chép. Mở Zalo, nhấn giữ ô viết rồi chọn “Dán”."),
        () => {
          mark(source);
          tell("Máy không cho chép. Chữ đã được bôi đen, nhấn giữ rồi chọn “Sao chép”.");
        },
      );
    });
  });

  // Zalo's own browser neither reads aloud nor prints: say how to leave it.
  if (/\bZalo\b|ZaloTheme|ZaloLanguage/i.test(navigator.userAgent)) {
    each("[data-in-zalo]", (hint) => { hint.hidden = false; });
  }
})();
