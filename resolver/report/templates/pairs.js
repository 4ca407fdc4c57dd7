// --- the sum of a pair: a table in words, with its waterfall beside it ---

const SVG = "http://www.w3.org/2000/svg";
const shape = (tag, attributes) => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};
const signed = (bits) => (bits > 0.05 ? `+${bits.toFixed(1)}` : bits < -0.05 ? `\u2212${Math.abs(bits).toFixed(1)}` : "0");

// One step of the waterfall: from the sum before it to the sum after it, on a scale that all steps share.
const stepOf = (from, to, scale) => {
  const at = (bits) => ((bits - scale.low) / (scale.high - scale.low)) * 100;
  const drawing = shape("svg", { class: "step", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" });
  drawing.append(shape("line", { class: "zero", x1: at(0), x2: at(0), y1: 0, y2: 10 }));
  const side = scale.isTotal ? "whole" : to < from ? "against" : "for";
  const start = Math.min(at(from), at(to));
  drawing.append(shape("rect", { class: side, x: start, y: 1.5, width: Math.max(0.6, Math.abs(at(to) - at(from))), height: 7 }));
  drawing.append(shape("line", { class: "sum", x1: at(to), x2: at(to), y1: 0, y2: 10 }));
  return drawing;
};

// terms: [label, left, right, level, bits or null]; returns the rows of a table and its last row, the sum.
const sumOf = (terms, weight) => {
  const sums = [0];
  for (const term of terms) sums.push(sums[sums.length - 1] + (term[4] || 0));
  const low = Math.min(...sums);
  const high = Math.max(...sums);
  const room = Math.max(1, high - low) * 0.02;
  const scale = { low: low - room, high: high + room };
  const rowOf = ([label, left, right, level, bits], from, to, extra) =>
    make(
      "tr",
      extra || {},
      make("th", { scope: "row" }, label),
      own("td", left, { "data-side": left ? "left" : null }),
      own("td", right, { "data-side": right ? "right" : null }),
      make(
        "td",
        {},
        bits === null ? null : make("span", { class: "share" }, make("b", { class: extra || level === "prior" ? "" : bits > 0.05 ? "for" : bits < -0.05 ? "against" : "" }, signed(bits)), stepOf(from, to, { ...scale, isTotal: Boolean(extra) || level === "prior" })),
        make("span", { class: "after" }, level),
      ),
    );
  const rows = terms.map((term, at) => rowOf(term, sums[at], sums[at + 1]));
  if (terms.some((term) => term[4] !== null)) rows.push(rowOf(["match weight", "", "", "", weight], 0, weight, { class: "total" }));
  return rows;
};
const inWords = (terms) => {
  const spoken = terms.slice(1).filter((term) => term[4] !== null);
  const said = (chosen) => chosen.map(([label, , , level, bits]) => `${label} ${level} (${signed(bits)})`).join(", ");
  const speaksFor = spoken.filter((term) => term[4] > 0.05).sort((one, other) => other[4] - one[4]);
  const against = spoken.filter((term) => term[4] < -0.05).sort((one, other) => one[4] - other[4]);
  return [
    make("p", {}, make("b", { class: "for" }, "For one person: "), said(speaksFor) || "nothing"),
    make("p", {}, make("b", { class: "against" }, "Against: "), said(against) || "nothing"),
  ];
};
const tableOf = (heads, rows) =>
  make(
    "table",
    { class: "sum" },
    make("colgroup", {}, make("col", { class: "label" }), make("col"), make("col"), make("col", { class: "bits" })),
    make("thead", {}, make("tr", {}, make("th", {}), ...heads, make("th", { scope: "col" }, "for and against, in bits"))),
    make("tbody", {}, ...rows),
  );

// --- the pairs of a card: why its mentions are one person, and whom it was kept apart from ---

const FIRST_PAIRS = 6;
const valuesOf = (mention, words) => {
  const values = new Map();
  for (let at = 0; at < mention[2].length; at += 2) values.set(words[mention[2][at]], words[mention[2][at + 1]]);
  if (!values.has("born") && values.has("age")) values.set("born", `age ${values.get("age")}`);
  values.set("whom it could be about", values.get("incident") || "");
  return values;
};
const otherOf = ([mentionId, personId]) => {
  const at = indexOf.get(personId);
  return at === undefined ? null : cards.rows[at][5].find((mention) => mention[0] === mentionId) || null;
};
const pairBody = (pair, left, right, words) => {
  const [, , , weight, namesakes, rule, silent, flat] = pair;
  const sides = [valuesOf(left, words), right ? valuesOf(right, words) : new Map()];
  const terms = [];
  for (let at = 0; at < flat.length; at += 3) {
    const label = words[flat[at]];
    terms.push([label, sides[0].get(label) || "", sides[1].get(label) || "", words[flat[at + 1]], flat[at + 2]]);
  }
  const heads = [left, right].map((mention) =>
    make("th", { scope: "col" }, own("bdi", mention ? told(mention[1], words) : ""), make("code", {}, mention ? mention[0] : "")),
  );
  return [
    ...inWords(terms),
    words[silent] ? make("p", { class: "after" }, `Says nothing (missing on a side): ${words[silent]}`) : null,
    tableOf(heads, sumOf(terms, weight)),
    make("p", { class: "after" }, `brought together by: ${words[rule]} \u00b7 ${words[namesakes]} namesakes expected`),
  ].filter(Boolean);
};
const pairOf = (pair, mentions, words) => {
  const left = mentions[pair[0]];
  const isOther = Array.isArray(pair[1]);
  const right = isOther ? otherOf(pair[1]) : mentions[pair[1]];
  const found = make(
    "details",
    { class: "pair" },
    make(
      "summary",
      {},
      make("code", {}, left[0]),
      " \u2013 ",
      make("code", {}, isOther ? pair[1][0] : right[0]),
      make("span", { class: "pair-name" }, own("bdi", right ? told(right[1], words) : "")),
      make("span", { class: "pair-chance" }, `${words[pair[2]]} \u00b7 ${signed(pair[3])} bits`),
    ),
  );
  found.addEventListener("toggle", () => {
    if (found.open && found.children.length === 1) {
      found.append(...pairBody(pair, left, right, words));
      if (isOther) found.append(make("p", {}, "The other person: ", personButton(pair[1][1])));
    }
  });
  return found;
};
const pairsOf = (title, lead, pairs, mentions, words) => {
  if (!pairs.length) return [];
  const box = make("div", {}, ...pairs.slice(0, FIRST_PAIRS).map((pair) => pairOf(pair, mentions, words)));
  const more = make("button", { type: "button" }, `Show all ${grouped(pairs.length)}`);
  more.addEventListener("click", () => {
    box.append(...pairs.slice(FIRST_PAIRS).map((pair) => pairOf(pair, mentions, words)));
    more.remove();
  });
  return [make("h3", {}, title), make("p", { class: "caption" }, lead), box, pairs.length > FIRST_PAIRS ? more : null].filter(Boolean);
};
