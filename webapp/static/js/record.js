// Recording one passage: record, stop, listen, send. Without this script, or without a microphone, the file
// field below does the same. The recording stays on the page until the server says that it has it.
(() => {
  "use strict";
  const form = document.querySelector("[data-recorder]");
  if (!form) return;
  const part = (name) => form.querySelector(`[data-${name}]`);
  const [record, stop, play, redo, send, said, time] =
    ["record", "stop", "play", "redo", "send", "said", "time"].map(part);
  const level = form.querySelector(".rec-level");
  const byFile = form.querySelector(".by-file");
  const file = form.querySelector("input[type=file]");
  const most = Number(form.dataset.recorder);
  const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
  const QUIET = 0.04; // below this for a whole recording, nobody spoke

  let take = null; // { blob, sound } of what was recorded
  let running = null; // { recorder, stream, began, end } while recording
  let audio = null; // one AudioContext, made by the first tap
  let playing = null;
  let loudest = 0;
  let sending = false;

  const show = (...shown) => {
    [record, stop, play, redo, send].forEach((button) => { button.hidden = !shown.includes(button); });
  };
  const tell = (words) => { said.textContent = words; };
  const clock = (seconds) => { time.textContent = `0:${String(Math.min(Math.floor(seconds), most)).padStart(2, "0")}`; };

  const REFUSED = {
    NotAllowedError: "Máy chưa cho trang này dùng micro. Bấm biểu tượng cạnh địa chỉ trang, cho phép Micro, rồi bấm Ghi âm.",
    NotFoundError: "Máy này không có micro. Gửi tệp ghi sẵn ở dưới.",
    NotReadableError: "Micro đang bận. Tắt cuộc gọi hoặc ứng dụng khác rồi bấm Ghi âm.",
  };
  const refused = (error) => {
    tell(REFUSED[error.name] || "Chưa ghi âm được trên máy này. Gửi tệp ghi sẵn ở dưới.");
    byFile.open = true;
    show(record);
  };

  const canRecord = () => Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia
    && window.MediaRecorder && (window.AudioContext || window.webkitAudioContext));
  const context = () => {
    audio = audio || new (window.AudioContext || window.webkitAudioContext)();
    if (audio.state === "suspended") audio.resume();
    return audio;
  };

  // ---- recording ----
  const watch = (stream) => {
    const meter = context().createAnalyser();
    meter.fftSize = 1024;
    context().createMediaStreamSource(stream).connect(meter);
    const wave = new Uint8Array(meter.fftSize);
    const look = () => {
      if (!running) return;
      meter.getByteTimeDomainData(wave);
      const peak = wave.reduce((top, one) => Math.max(top, Math.abs(one - 128)), 0) / 128;
      loudest = Math.max(loudest, peak);
      level.value = Math.sqrt(peak);
      clock((Date.now() - running.began) / 1000);
      requestAnimationFrame(look);
    };
    look();
  };
  const begin = async () => {
    hush();
    context();
    tell("Đang mở micro…");
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      return refused(error);
    }
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported && MediaRecorder.isTypeSupported(kind));
    const recorder = new MediaRecorder(stream, mimeType ? { mimeType, audioBitsPerSecond: 64000 } : {});
    const pieces = [];
    recorder.ondataavailable = (event) => { if (event.data.size) pieces.push(event.data); };
    recorder.onstop = () => ended(new Blob(pieces, { type: recorder.mimeType }));
    running = { recorder, stream, began: Date.now(), end: setTimeout(finish, most * 1000) };
    loudest = 0;
    take = null;
    recorder.start();
    show(stop);
    stop.focus();
    tell("Đang ghi. Đọc xong thì bấm Dừng.");
    return watch(stream);
  };
  const finish = () => { if (running && running.recorder.state !== "inactive") running.recorder.stop(); };
  const ended = async (blob) => {
    const short = Date.now() - running.began < 1000;
    clearTimeout(running.end);
    running.stream.getTracks().forEach((track) => track.stop());
    running = null;
    level.value = 0;
    try {
      const bytes = await blob.arrayBuffer();
      take = { blob, sound: await new Promise((done, failed) => context().decodeAudioData(bytes, done, failed)) };
    } catch (error) {
      if (!short) return refused(error);
      show(record);
      return tell("Ngắn quá. Bấm Ghi âm, đọc hết đoạn rồi mới bấm Dừng.");
    }
    clock(take.sound.duration);
    show(play, redo, send);
    play.focus();
    return tell(loudest < QUIET ? "Nghe như chưa có tiếng. Bấm Nghe lại, hoặc Ghi lại gần máy hơn." : "Bấm Nghe lại. Nghe rõ thì bấm Gửi duyệt.");
  };

  // ---- listening before it is sent: through the sound card directly, no address is made for it ----
  const hush = () => { if (playing) { playing.onended = null; playing.stop(); playing = null; } };
  const listen = () => {
    hush();
    playing = context().createBufferSource();
    playing.buffer = take.sound;
    playing.connect(context().destination);
    playing.onended = () => { playing = null; tell("Nghe rõ thì bấm Gửi duyệt. Chưa rõ thì bấm Ghi lại."); };
    playing.start();
    tell("Đang phát lại…");
  };

  // ---- sending ----
  const wrong = (words) => {
    sending = false;
    send.removeAttribute("aria-disabled");
    tell(words);
  };
  const answer = async (response) => {
    if (response.status === 401 || response.redirected) return wrong("Hết giờ đăng nhập. Mở trang này ở thẻ khác, đăng nhập, rồi bấm Gửi duyệt.");
    const told = await response.json().catch(() => ({}));
    if (!response.ok || !told.next) return wrong(told.error || "Máy chủ đang bận. Thử lại sau 1 phút.");
    take = null;
    return location.assign(told.next);
  };
  const post = () => {
    const body = new FormData(form);
    body.set(file.name, take.blob, "ghi-am");
    sending = true;
    send.setAttribute("aria-disabled", "true");
    tell("Đang gửi…");
    fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } })
      .then(answer, () => wrong("Mất mạng. Bản ghi còn ở đây, có mạng rồi bấm Gửi duyệt."));
  };
  // What is wrong with a chosen file stands where the server would say it.
  const tellAtFile = (words) => {
    const field = file.closest(".field");
    let line = field.querySelector(".error");
    if (!line) {
      line = document.createElement("p");
      line.className = "error";
      line.id = `${file.id}-loi`;
      file.before(line);
      file.setAttribute("aria-describedby", `${file.getAttribute("aria-describedby") || ""} ${line.id}`.trim());
    }
    line.textContent = words;
    field.classList.toggle("bad", Boolean(words));
    file.setAttribute("aria-invalid", String(Boolean(words)));
  };
  const tooLarge = () => file.files.length && file.files[0].size > Number(form.dataset.mostBytes);
  const checkFile = () => tellAtFile(tooLarge() ? "Tệp quá lớn, tối đa 2 MB. Chỉ ghi lời của đoạn này." : "");
  file.addEventListener("change", checkFile);
  form.addEventListener("submit", (event) => {
    take = null;
    if (!tooLarge()) return;
    event.preventDefault();
    checkFile();
    file.focus();
  });
  addEventListener("beforeunload", (event) => {
    if (!take && !running) return;
    event.preventDefault();
    event.returnValue = "";
  });

  record.addEventListener("click", begin);
  redo.addEventListener("click", begin);
  stop.addEventListener("click", finish);
  play.addEventListener("click", listen);
  send.addEventListener("click", () => {
    hush();
    if (take && !sending) post();
  });
  form.querySelector(".rec").hidden = false;
  if (canRecord()) {
    byFile.open = Boolean(form.querySelector(".field.bad"));
  } else {
    record.hidden = true;
    tell("Trình duyệt này không ghi âm được. Mở bằng Chrome, hoặc gửi tệp ghi sẵn ở dưới.");
  }
})();
