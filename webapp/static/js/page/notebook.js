(() => {
  "use strict";
  // A lesson that was opened from the field notebook leads back there at its end, also without a network.
  const household = new URLSearchParams(location.search).get("ho");
  if (!household || !location.pathname.endsWith("/xong") || sessionStorage.getItem("so-tay") !== household) return;
  const link = document.createElement("a");
  link.className = "btn btn-main btn-wide";
  link.href = `/so-tay/#/ho/${household}`;
  link.textContent = "Về sổ tay";
  document.querySelector("main").append(link);
})();
