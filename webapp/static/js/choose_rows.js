// Ticks every row of a form at once and says how many are ticked: [data-choose] names the boxes it is for.
// Without it each row is ticked by hand, or all of them are sent with the button above the rows.
(() => {
  "use strict";
  const all = document.querySelector("[data-choose]");
  if (!all) return;
  const form = all.form;
  const rows = () => [...form.querySelectorAll(`input[name="${all.dataset.choose}"]`)];
  const said = form.querySelector("[data-chosen]");
  const show = () => {
    const boxes = rows();
    const count = boxes.filter((box) => box.checked).length;
    all.checked = count > 0 && count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
    said.textContent = `Đã chọn ${count.toLocaleString("vi")} hồ sơ`;
  };
  form.addEventListener("change", (event) => {
    if (event.target === all) rows().forEach((box) => { box.checked = all.checked; });
    show();
  });
  addEventListener("pageshow", show);
  form.querySelectorAll("[data-choosing]").forEach((part) => { part.hidden = false; });
  show();
})();
