// What Lighthouse says of a page on a slow phone, simulated as it does by itself: one line of JSON.
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const [url, chrome] = process.argv.slice(2);
const flags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const browser = await launch({ chromePath: chrome, chromeFlags: flags });
try {
  const found = await lighthouse(url, {
    port: browser.port,
    onlyCategories: ["performance", "accessibility", "best-practices"],
  });
  const { categories, audits } = found.lhr;
  const scores = Object.fromEntries(Object.values(categories).map(({ id, score }) => [id, Math.round(score * 100)]));
  const shown = ["first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "total-byte-weight"];
  const figures = Object.fromEntries(shown.map((id) => [id, audits[id].displayValue ?? audits[id].numericValue]));
  const faults = Object.values(categories).flatMap(({ id, auditRefs }) =>
    auditRefs
      .filter(({ id: audit, weight }) => weight > 0 && audits[audit].score !== null && audits[audit].score < 1)
      .map(({ id: audit }) => `${id}: ${audits[audit].title}`),
  );
  console.log(JSON.stringify({ scores, figures, faults }));
} finally {
  browser.kill();
}
