// Watches a console from within: when a stage was first painted in the list, when a changed mark
// was on the map, and every task that held up the main thread for more than 50 ms.
(() => {
  const seen = { rows: [], marks: [], tasks: [], frames: 0 };
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

  // A changed mark over the map, by when the browser says that the frame with it was on screen.
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (node instanceof HTMLImageElement && node.dataset.changed) node.setAttribute("elementtiming", node.dataset.changed);
      }
    }
  }).observe(document, { childList: true, subtree: true });
  new PerformanceObserver((list) => {
    for (const { identifier, renderTime } of list.getEntries()) {
      seen.marks.push({ id: identifier, at: performance.timeOrigin + renderTime });
    }
  }).observe({ type: "element", buffered: true });

  const frame = () => {
    seen.frames += 1;
    read();
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})();
