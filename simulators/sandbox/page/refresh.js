// Ask for the messages every second, and draw them again only when something has moved.
const feed = document.getElementById("feed");
const lost = document.getElementById("lost");
let tag = "";

async function refresh() {
  const answer = await fetch("/feed", { cache: "no-store", headers: { "If-None-Match": tag } });
  if (answer.status === 304) return;
  if (!answer.ok) throw new Error(`feed: ${answer.status}`);
  tag = answer.headers.get("ETag") ?? "";
  feed.innerHTML = await answer.text(); // escaped by the server
}

async function turn() {
  if (!document.hidden) {
    try {
      await refresh();
      lost.hidden = true;
    } catch {
      lost.hidden = false;
    }
  }
  setTimeout(turn, 1000);
}

turn();
