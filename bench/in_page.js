// Watches a console from within: when a stage was first painted in the list, when a mark was first
// on the map, and every task that held up the main thread for more than 50 ms.
(() => {
  const seen = { rows: [], marks: [], tasks: [], frames: 0, count: 0, most: 0 };
  window.bench = seen;
  const now = () => performance.timeOrigin + performance.now();

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      seen.tasks.push({ at: performance.timeOrigin + startTime, ms: duration });
    }
  }).observe({ type: "longtask", buffered: true });

  // A row's stage, once the frame that shows it has been painted.
  const stages = new Map();
  let fresh = [];
  const read = () => {
    for (const each of fresh) seen.rows.push({ ...each, at: now() });
    fresh = [];
    for (const row of document.querySelectorAll(".row[data-station^=rising-]")) {
      const id = row.dataset.station;
      const stage = row.querySelector(".stage")?.textContent ?? "";
      if (stages.get(id) === stage) continue;
      stages.set(id, stage);
      fresh.push({ id, stage });
    }
  };

  // The map's own pixels: how many of them have the colour of level 4.
  const contexts = [];
  const getContext = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, options) {
    if (!kind.startsWith("webgl")) return getContext.call(this, kind, options);
    const gl = getContext.call(this, kind, { ...options, preserveDrawingBuffer: true });
    if (gl !== null && this.classList.contains("maplibregl-canvas")) contexts.push(gl);
    return gl;
  };
  const LEVEL_4 = 0xffaa00aa; // as four bytes lie in memory
  let pixels = new Uint8Array(0);
  let whole = new Uint32Array(0);
  const A_MARK = 40; // pixels: less than one mark has, more than a label or an arrow
  const look = () => {
    const gl = contexts.at(-1);
    if (gl === undefined || seen.watching !== true) return;
    const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
    if (whole.length !== width * height) {
      pixels = new Uint8Array(width * height * 4);
      whole = new Uint32Array(pixels.buffer);
    }
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    let count = 0;
    for (let at = 0; at < whole.length; at += 1) if (whole[at] === LEVEL_4) count += 1;
    seen.count = count;
    if (count > seen.most + A_MARK) {
      seen.most = count;
      seen.marks.push({ pixels: count, at: now() });
    }
  };
  const frame = () => {
    seen.frames += 1;
    read();
    look();
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})();
