// --- the card ---

const dialog = $("card");
let opener = null;
const personButton = (id) => {
  const at = indexOf.get(id);
  if (at === undefined) return own("bdi", id);
  const button = make("button", { type: "button", class: "to" }, id);
  button.addEventListener("click", () => open(at));
  return button;
};
const lineOf = (line, words) => {
  const [label, note, tone, ...parts] = line.map((one) => told(one, words));
  const items = [];
  for (let at = 0; at < parts.length; at += 2) {
    const value = indexOf.has(parts[at]) ? personButton(parts[at]) : own("bdi", parts[at]);
    items.push(make("li", {}, value, " ", own("span", parts[at + 1], { class: "after", dir: "ltr" })));
  }
  const mark = tone === "conflict" ? `! ${note}` : note;
  return [
    make("dt", {}, label),
    make("dd", {}, note ? make("span", { class: `note ${tone}` }, mark) : null, make("ul", {}, ...items)),
  ];
};
const linksOf = (numbers, words) => {
  const found = [];
  for (let at = 0; at < numbers.length; at += 2) {
    if (at) found.push(" \u00b7 ");
    found.push(link(words[numbers[at]], words[numbers[at + 1]]));
  }
  return found;
};
const mentionOf = (mention, words) => {
  const [id, name, said, documents, listName, place, why] = mention;
  const values = [];
  for (let at = 0; at < said.length; at += 2) {
    values.push(make("span", { class: "said" }, `${words[said[at]]} `, own("bdi", words[said[at + 1]])));
  }
  return make(
    "tr",
    {},
    make("td", {}, make("code", {}, id)),
    make("td", {}, own("bdi", told(name, words)), ...values),
    make("td", {}, ...linksOf(documents, words)),
    make(
      "td",
      {},
      own("bdi", told(place, words)),
      make("span", { class: "said" }, own("bdi", words[listName])),
      words[why] ? make("span", { class: "said" }, words[why]) : null,
    ),
  );
};
const cardOf = (at) => {
  cards = cards || read("data-cards");
  const words = cards.texts;
  const [former, claim, counting, certainty, lines, mentions, links, apart] = cards.rows[at];
  const latin = text("latin", at);
  const ids = [make("code", {}, people.id[at]), former.length ? ` \u00b7 also cited as ${former.join(", ")}` : ""];
  const head = ["mention", "as written", "document", "where it stands"].map((word) => make("th", { scope: "col" }, word));
  return [
    own("h2", text("name", at), { id: "card-name" }),
    latin ? own("p", latin, { class: "latin" }) : null,
    make("p", { class: "ids" }, ...ids),
    make("p", { class: "claim" }, words[claim]),
    make("p", { class: "sub" }, [words[counting], words[certainty]].filter(Boolean).join(" \u00b7 ")),
    make("dl", { class: "lines" }, ...lines.flatMap((line) => lineOf(line, words))),
    make("h3", {}, "Mentions"),
    mentions.length
      ? make(
          "table",
          { class: "mentions" },
          make("thead", {}, make("tr", {}, ...head)),
          make("tbody", {}, ...mentions.map((mention) => mentionOf(mention, words))),
        )
      : make("p", {}, "The mentions of this person stand in mentions.csv."),
    ...pairsOf(
      "Why these mentions are one person",
      "Every pair of them that was weighed, the least certain first. Open one for its sum.",
      links,
      mentions,
      words,
    ),
    ...pairsOf("Kept apart", "Mentions of others that come near, the likeliest first.", apart, mentions, words),
  ].filter(Boolean);
};
const mark = (id) => {
  try {
    history.replaceState(null, "", id ? `#${id}` : location.pathname + location.search);
  } catch {
    // some browsers forbid it for a page opened from a disk; the card works without
  }
};
const open = (at) => {
  const place = shown.indexOf(at);
  if (place >= 0 && place !== active) moveTo(place);
  $("card-body").replaceChildren(...cardOf(at));
  $("card-at").textContent = place < 0 ? "" : `${grouped(place + 1)} of ${grouped(shown.length)}`;
  $("before").disabled = place <= 0;
  $("after").disabled = place < 0 || place >= shown.length - 1;
  if (!dialog.open) {
    opener = document.activeElement;
    dialog.showModal();
  }
  $("card-body").scrollTop = 0;
  $("card-body").focus();
  mark(people.id[at]);
};
const step = (by) => {
  const place = active + by;
  if (place >= 0 && place < shown.length) open(shown[place]);
};
dialog.addEventListener("close", () => {
  mark("");
  if (opener) opener.focus();
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
$("close").addEventListener("click", () => dialog.close());
$("before").addEventListener("click", () => step(-1));
$("after").addEventListener("click", () => step(1));

// --- keys ---

const PAGE = 10;
const MOVES = {
  ArrowDown: () => active + 1,
  ArrowUp: () => active - 1,
  PageDown: () => active + PAGE,
  PageUp: () => active - PAGE,
  Home: () => 0,
  End: () => shown.length - 1,
};
list.addEventListener("keydown", (event) => {
  if (event.key in MOVES) {
    event.preventDefault();
    moveTo(MOVES[event.key]());
  } else if ((event.key === "Enter" || event.key === " ") && shown.length) {
    event.preventDefault();
    open(shown[active]);
  }
});
$("search").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") {
    event.preventDefault();
    list.focus();
    draw();
  } else if (event.key === "Enter" && shown.length) {
    open(shown[active]);
  } else if (event.key === "Escape" && $("search").value) {
    event.preventDefault();
    $("search").value = "";
    update();
  }
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isTyping = /^(input|select|textarea)$/i.test(event.target.tagName);
  if (dialog.open) {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  } else if (event.key === "/" && !isTyping) {
    event.preventDefault();
    $("search").focus();
    $("search").select();
  } else if (event.key === "Escape" && event.target === list) {
    $("search").value = "";
    update();
  }
});
