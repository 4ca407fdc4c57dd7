const $ = (id) => document.getElementById(id);
const read = (id) => JSON.parse($(id).textContent);
const people = read("data-people");
const total = people.id.length;
// A text is told by its number among all texts of a block; one that hardly stands there twice is written out.
const told = (one, texts) => (typeof one === "string" ? one : texts[one]);
const text = (column, at) => told(people[column][at], people.texts);
const indexOf = new Map(people.id.map((id, at) => [id, at]));
let cards = null;

// --- making elements: text only, never HTML ---

const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
};
const own = (tag, value, attributes) => make(tag, { dir: "auto", lang: "", translate: "no", ...attributes }, value);
const link = (words, href) =>
  /^https?:\/\//.test(href)
    ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }, own("bdi", words))
    : own("bdi", words);
const grouped = (number) => number.toLocaleString("en");

// --- searching ---

const fold = (value) =>
  value
    .normalize("NFKD")
    .replace(/[\p{M}\u0640'\u2019\u02bc`]/gu, "")
    .toLowerCase()
    .replace(/\u0649/g, "\u064a")
    .replace(/\u0629/g, "\u0647");
const haystacks = [];
const addHaystack = () => {
  const at = haystacks.length;
  haystacks.push(
    fold([text("name", at), text("latin", at), text("place", at), text("find", at), people.id[at]].join(" ")),
  );
};
const addSome = () => {
  for (let some = 0; some < 2000 && haystacks.length < total; some += 1) addHaystack();
  if (haystacks.length < total) setTimeout(addSome);
};

let shown = [];
let sortedBy = "name";
let isDownward = false;
let active = 0;

const matches = () => {
  const words = fold($("search").value).split(/\s+/).filter(Boolean);
  if (words.length) while (haystacks.length < total) addHaystack();
  const counted = $("counted").value;
  const status = $("status").value;
  const only = $("only").value;
  const found = [];
  for (let at = 0; at < total; at += 1) {
    if (counted && text("counted", at) !== counted) continue;
    if (status && text("status", at) !== status) continue;
    if (only === "questions" && !people.questions[at]) continue;
    if (only === "conflict" && !people.conflict[at]) continue;
    if (only === "several" && people.mentions[at] < 2) continue;
    if (words.length && !words.every((word) => haystacks[at].includes(word))) continue;
    found.push(at);
  }
  return found;
};

// --- sorting ---

const ranks = new Map();
const rankOf = (column) => {
  if (!ranks.has(column)) {
    const numbers = [...new Set(people[column])];
    const compare = new Intl.Collator(undefined, { numeric: true }).compare;
    numbers.sort((one, other) => compare(people.texts[one], people.texts[other]));
    ranks.set(column, new Map(numbers.map((number, rank) => [number, rank])));
  }
  return ranks.get(column);
};
const keyOf = (column) => {
  if (column === "name") return (at) => at;
  if (column === "mentions") return (at) => people.mentions[at];
  if (column === "origins") return (at) => people.low[at] * 1e6 + people.high[at];
  const rank = rankOf(column);
  return (at) => (people[column][at] === 0 ? null : rank.get(people[column][at]));
};
const inOrder = (found) => {
  const key = keyOf(sortedBy);
  const sign = isDownward ? -1 : 1;
  const keys = new Map(found.map((at) => [at, key(at)]));
  return found.sort((one, other) => {
    const left = keys.get(one);
    const right = keys.get(other);
    if (left === right) return one - other;
    if (left === null) return 1;
    if (right === null) return -1;
    return sign * (left - right);
  });
};

const COLUMNS = [
  ["name", "Name"],
  ["born", "Born"],
  ["died", "Died"],
  ["place", "From"],
  ["status", "Reported"],
  ["mentions", "Mentions"],
  ["origins", "Origins"],
  ["counted", "Counted"],
];
const drawSort = () => {
  $("sort").replaceChildren(
    ...COLUMNS.map(([name, words]) => {
      const isOn = sortedBy === name;
      const arrow = isOn ? (isDownward ? " \u2193" : " \u2191") : "";
      const isNumber = name === "mentions" || name === "origins";
      const button = make("button", { type: "button", "aria-pressed": String(isOn), class: isNumber ? "n" : "" }, words + arrow);
      button.addEventListener("click", () => {
        isDownward = isOn ? !isDownward : isNumber;
        sortedBy = name;
        drawSort();
        update();
        $("sort").children[COLUMNS.findIndex((column) => column[0] === name)].focus();
      });
      return button;
    }),
  );
};

// --- the list: only the rows in sight are in the page ---

const list = $("list");
const rows = $("rows");
let rowHeight = 56;
const measure = () => {
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize);
  rowHeight = Math.round(parseFloat(getComputedStyle(list).getPropertyValue("--row")) * root);
};
const row = (at, place) => {
  const origins = people.low[at] === people.high[at] ? people.low[at] : `${people.low[at]}\u2013${people.high[at]}`;
  const marks = make("span", { class: "n mentions" }, grouped(people.mentions[at]));
  const name = own("b", text("name", at));
  if (people.conflict[at]) name.append(make("span", { class: "flag", title: "statements in conflict" }, " !"));
  const element = make(
    "div",
    {
      id: `row-${place}`,
      class: "row",
      role: "option",
      "aria-selected": String(place === active),
      "aria-posinset": place + 1,
      "aria-setsize": shown.length,
    },
    make("span", { class: "who" }, name, make("small", {}, own("bdi", text("latin", at)), text("latin", at) ? " \u00b7 " : "", people.id[at])),
    make("span", { class: "born small" }, text("born", at)),
    make("span", { class: "died small" }, text("died", at)),
    own("span", text("place", at), { class: "place" }),
    make("span", { class: "status small" }, text("status", at).replace(/_/g, " ")),
    marks,
    make("span", { class: "n origins" }, String(origins)),
    make("span", { class: "counted" }, make("span", { class: `tag ${text("counted", at)}` }, text("counted", at))),
  );
  element.style.height = `${rowHeight}px`;
  element.style.top = `${place * rowHeight}px`;
  element.dataset.place = place;
  return element;
};
const draw = (everything) => {
  rows.style.height = shown.length ? `${shown.length * rowHeight}px` : "auto"; // first: how much is in sight follows from it
  const first = everything ? 0 : Math.max(0, Math.floor(list.scrollTop / rowHeight) - 8);
  const last = everything
    ? Math.min(shown.length, 3000)
    : Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + 8);
  const visible = [];
  for (let place = first; place < last; place += 1) visible.push(row(shown[place], place));
  if (!shown.length) visible.push(make("p", { class: "empty" }, "Nobody fits. Try fewer letters, or clear the filters."));
  rows.replaceChildren(...visible);
  const isDrawn = active >= first && active < last;
  if (isDrawn) list.setAttribute("aria-activedescendant", `row-${active}`);
  else list.removeAttribute("aria-activedescendant");
};
const update = () => {
  shown = inOrder(matches());
  active = 0;
  list.scrollTop = 0;
  $("found").textContent =
    shown.length === total ? `${grouped(total)} ${total === 1 ? "person" : "people"}` : `${grouped(shown.length)} of ${grouped(total)}`;
  draw();
};
const moveTo = (place) => {
  active = Math.max(0, Math.min(shown.length - 1, place));
  const top = active * rowHeight;
  if (top < list.scrollTop) list.scrollTop = top;
  if (top + rowHeight > list.scrollTop + list.clientHeight) list.scrollTop = top + rowHeight - list.clientHeight;
  draw();
};
let isWaiting = false;
list.addEventListener("scroll", () => {
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => {
    isWaiting = false;
    draw();
  });
});
rows.addEventListener("click", (event) => {
  const found = event.target.closest(".row");
  if (!found) return;
  active = Number(found.dataset.place);
  draw();
  open(shown[active]);
});
