(() => {
  "use strict";
  // The page to keep everything, and the page that stands in without a network: both list what is in this phone.
  // The loop of fetching runs here and the keeping in the worker, so that leaving the page stops it at a whole
  // lesson, and pressing again goes on from there.
  const worker = navigator.serviceWorker;
  const one = (selector, within) => (within || document).querySelector(selector);
  const everything = one("[data-everything]");
  const voices = one("[data-voices]");
  if (!worker || !window.caches || !one("link[rel=manifest]")) return;

  const ask = async (act, words) => {
    const { active } = await worker.ready;
    return new Promise((settle) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = (event) => settle(event.data);
      active.postMessage({ act, ...words }, [port2]);
    });
  };
  const cookie = (document.cookie.match(/(?:^|; )xa=(\d{5})/) || [])[1];
  const size = (bytes) => (bytes < 1e6
    ? `${Math.max(1, Math.round(bytes / 1e3))} kB`
    : `${(bytes / 1e6).toFixed(1).replace(".", ",")} MB`);
  const WHY = {
    room: "Máy hết chỗ, hoặc trình duyệt không cho giữ bài. Xóa bớt ảnh, phim rồi bấm tải lại.",
    network: "Mạng yếu hoặc mất mạng. Phần đã tải vẫn còn, khi có mạng bấm tải tiếp.",
  };

  const showKept = (list) => {
    const section = one("[data-kept]");
    const rows = list.packs.filter((pack) => !pack.hidden).sort((a, b) => a.title.localeCompare(b.title, "vi")).map((pack) => {
      const row = one("[data-row]").content.cloneNode(true);
      one("a", row).href = pack.open;
      one("b", row).textContent = pack.title;
      return row;
    });
    one("ul", section).replaceChildren(...rows);
    section.hidden = !rows.length;
    const forget = one("[data-forget]");
    if (forget) forget.hidden = !rows.length && !list.voices.length;
  };

  // One card: a list of things to fetch one by one, each with its weight; a button that starts and pauses.
  const card = (section, { things, words, fetchOne, done, ready, begun }) => {
    const [button, bar, said] = [one("[data-start]", section), one("progress", section), one("[data-said]", section)];
    const label = one("span", button);
    const total = things.reduce((sum, thing) => sum + thing.bytes, 0);
    let running = false;
    const show = (note) => {
      const have = things.filter((thing) => thing.kept);
      const bytes = have.reduce((sum, thing) => sum + thing.bytes, 0);
      const full = have.length === things.length;
      section.classList.toggle("full", full);
      section.classList.toggle("stopped", Boolean(note));
      bar.hidden = !begun && !full;
      bar.max = total;
      bar.value = full ? total : bytes;
      const progress = begun ? `Đã tải ${have.length} / ${things.length}, ${size(bytes)}` : "";
      said.textContent = note || (full ? ready : progress);
      label.textContent = running ? "Tạm dừng" : begun ? "Tải tiếp" : words;
      button.hidden = full;
    };
    const run = async () => {
      for (const thing of things.filter((each) => !each.kept)) {
        if (!running) return "";
        const reply = await fetchOne(thing);
        if (!reply.ok) return WHY[reply.why];
        thing.kept = true;
        show();
      }
      return "";
    };
    button.addEventListener("click", async () => {
      running = !running;
      begun = true;
      show();
      if (!running) return;
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
      const note = await run();
      running = false;
      show(note);
      done();
    });
    section.hidden = false;
    show();
  };

  const refreshKept = async () => showKept(await ask("list"));

  const showEverything = (index, list) => {
    const versions = new Map(list.packs.map((pack) => [pack.id, pack.version]));
    const things = index.packs.map((pack) => ({
      ...pack,
      kept: versions.get(pack.id) === pack.version,
    }));
    const shared = index.bytes - things.reduce((sum, thing) => sum + thing.bytes, 0);
    things[0].bytes += Math.max(0, shared);
    const lessons = things.filter((thing) => thing.kind === "bai-hoc").length;
    const practices = things.filter((thing) => thing.kind !== "bai-hoc" && !thing.shell).length;
    one("[data-what]", everything).textContent =
      `${lessons} bài học${practices ? `, ${practices} bài tập thử` : ""}. Cả bộ ${size(index.bytes)}, nhẹ hơn một tấm ảnh.`;
    card(everything, {
      things,
      words: "Tải trọn bộ",
      begun: list.all,
      ready: "Đã tải đủ. Không có mạng vẫn xem được.",
      fetchOne: async (thing) => {
        await ask("all", { wanted: true });
        return ask("keep", { id: thing.id });
      },
      done: refreshKept,
    });
  };

  const showVoices = (index, list) => {
    const versions = new Map(list.voices.map((each) => [each.list, each.version]));
    const things = index.voices.map((each) => ({ ...each, kept: versions.get(each.list.split("?")[0]) === each.version }));
    if (!things.length) return;
    const total = things.reduce((sum, thing) => sum + thing.bytes, 0);
    one("[data-what]", voices).textContent = `Giọng người ở xã mình, ${things.length} bài. Cả bộ ${size(total)}.`;
    card(voices, {
      things,
      words: "Tải giọng đọc",
      begun: list.voices.length > 0,
      ready: "Đã tải đủ giọng đọc.",
      fetchOne: (thing) => ask("voices", { list: thing.list, version: thing.version }),
      done: refreshKept,
    });
  };

  const forgetting = () => {
    const [asking, sure] = [one("[data-ask]"), one("[data-sure]")];
    const turn = (open) => {
      asking.hidden = open;
      sure.hidden = !open;
    };
    asking.addEventListener("click", () => turn(true));
    one("[data-no]").addEventListener("click", () => turn(false));
    one("[data-yes]").addEventListener("click", () => ask("forget").then(() => location.reload()));
  };

  // Where a page waits for the network: a lesson opens by itself once it is kept, any other page once the phone
  // says that it is online. That word alone is not enough for a lesson: it is often said too early.
  const waiting = () => {
    const lesson = one("[data-waiting=lesson]");
    const again = () => document.hidden || ask("visited", { path: location.pathname, saving: true });
    worker.addEventListener("message", (event) => {
      if (event.data.kept && location.pathname.startsWith(`/${event.data.kept}/`)) location.reload();
    });
    addEventListener("online", () => (lesson ? again() : location.reload()));
    if (lesson) setInterval(again, 5000);
  };

  const offer = async () => {
    forgetting();
    await worker.register("/sw.js", { updateViaCache: "all" });
    one("[data-cannot]").hidden = true;
    everything.hidden = false;
    const asked = fetch(everything.dataset.index + (cookie ? `?xa=${cookie}` : ""), { cache: "no-cache" });
    const index = await asked.then((answer) => answer.json()).catch(() => null);
    const list = await ask("list");
    showKept(list);
    if (!index) {
      one("[data-what]", everything).textContent = "Chưa có mạng. Các bài dưới đây xem được ngay.";
      return;
    }
    showEverything(index, list);
    showVoices(index, list);
    ask("refresh").then(refreshKept);
  };

  if (everything) offer().catch(() => { one("[data-cannot]").hidden = false; everything.hidden = true; });
  else {
    refreshKept();
    if (location.pathname !== "/tai-ve/chua-co" && location.pathname !== "/tai-ve/mat-mang") waiting();
  }
})();
