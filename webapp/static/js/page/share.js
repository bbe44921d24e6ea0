(() => {
  "use strict";
  // Sharing: the phone's own sheet (Zalo stands in it), else the address is copied.
  document.querySelectorAll("[data-share]").forEach((button) => {
    if (!navigator.share && !navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const url = location.origin + location.pathname;
      if (navigator.share) return navigator.share({ title: button.dataset.share, url }).catch(() => {});
      return navigator.clipboard.writeText(url).then(() => {
        const heard = document.querySelector(".heard");
        heard.textContent = "Đã chép đường dẫn. Dán vào Zalo để gửi.";
        heard.hidden = false;
      });
    });
  });
})();
