(() => {
  "use strict";
  // What was opened from the field notebook leads back there, also without a network.
  const ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  const HOME = new RegExp(`^/ho/(${ID})/$`);
  const BESIDE = ["/bai-hoc/", "/tai-ve/", "/ho/hom-nay/", "/tai-khoan/"];
  const { pathname, search } = location;
  let from;
  let taught;
  try {
    if (pathname === "/" || pathname === "/ho/") sessionStorage.removeItem("tu-so-tay");
    [from, taught] = [sessionStorage.getItem("tu-so-tay"), sessionStorage.getItem("so-tay")];
  } catch (error) {
    return; // a browser that keeps nothing has no notebook
  }
  const notebook = (id) => `/so-tay/#/ho/${id}`;
  const links = (selector, act) => document.querySelectorAll(selector).forEach(act);
  const back = (address) => links(".bar > .icon-btn:first-child, .crumb", (link) => {
    link.href = address;
    if (link.matches(".icon-btn")) link.setAttribute("aria-label", "Quay lại sổ tay");
    else link.lastChild.textContent = "Sổ tay";
  });

  const household = new URLSearchParams(search).get("ho");
  if (household && household === taught && pathname.startsWith("/bai-hoc/")) {
    if (/^\/bai-hoc\/[^/]+\/$/.test(pathname)) back(notebook(household));
    if (!pathname.endsWith("/xong")) return;
    const link = document.createElement("a");
    link.className = "btn btn-main btn-wide";
    link.href = notebook(household);
    link.textContent = "Về sổ tay";
    document.querySelector("main").append(link);
    return;
  }
  if (!from) return;
  const [, here] = HOME.exec(pathname) || [];
  if (BESIDE.includes(pathname) || (here && from === `#/ho/${here}`)) back(`/so-tay/${from}`);
  if (pathname === "/ho/hom-nay/") {
    links("main a.go[href], .next-stop a[href]", (link) => {
      const [, id] = HOME.exec(link.getAttribute("href")) || [];
      if (id) link.href = notebook(id);
    });
  }
})();
