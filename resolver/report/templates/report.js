"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const read = (id) => JSON.parse($(id).textContent);
  const people = read("data-people");
  const total = people.id.length;
  const text = (column, at) => people.texts[people[column][at]];
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
    const first = everything ? 0 : Math.max(0, Math.floor(list.scrollTop / rowHeight) - 8);
    const last = everything
      ? Math.min(shown.length, 3000)
      : Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + 8);
    const visible = [];
    for (let place = first; place < last; place += 1) visible.push(row(shown[place], place));
    if (!shown.length) visible.push(make("p", { class: "empty" }, "Nobody fits. Try fewer letters, or clear the filters."));
    rows.style.height = shown.length ? `${shown.length * rowHeight}px` : "auto";
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
    const [label, note, tone, ...parts] = line.map((number) => words[number]);
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
      make("td", {}, own("bdi", words[name]), ...values),
      make("td", {}, ...linksOf(documents, words)),
      make(
        "td",
        {},
        own("bdi", words[place]),
        make("span", { class: "said" }, own("bdi", words[listName])),
        words[why] ? make("span", { class: "said" }, words[why]) : null,
      ),
    );
  };
  const cardOf = (at) => {
    cards = cards || read("data-cards");
    const words = cards.texts;
    const [former, claim, counting, certainty, lines, mentions] = cards.rows[at];
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

  // --- open questions ---

  const questions = read("data-questions");
  const STEP = 20;
  let drawn = 0;
  const shareOf = (bits, widest) => {
    const words = bits > 0.05 ? `+${bits.toFixed(1)}` : bits < -0.05 ? `\u2212${Math.abs(bits).toFixed(1)}` : "0";
    const fill = make("i", { class: bits < 0 ? "against" : "for" });
    fill.style.width = `${Math.min(50, (Math.abs(bits) / widest) * 50)}%`;
    return make("span", { class: "share" }, make("b", {}, words), make("span", { class: "bar", "aria-hidden": "true" }, fill));
  };
  const sideOf = (side, words) => {
    const [mention, person, name, documents] = side;
    return make(
      "th",
      { scope: "col" },
      own("bdi", words[name]),
      make("code", {}, mention),
      " in ",
      personButton(person),
      make("span", { class: "said" }, ...linksOf(documents, words)),
    );
  };
  const questionOf = (question) => {
    const words = questions.texts;
    const [id, chance, weight, effect, reason, namesakes, rule, left, right, fields] = question;
    const widest = Math.max(1, ...fields.map((field) => Math.abs(field[4] || 0)));
    const isScored = fields.some((field) => field[4] !== null);
    const body = fields.map(([label, one, other, level, bits]) =>
      make(
        "tr",
        {},
        make("th", { scope: "row" }, words[label]),
        own("td", words[one], { "data-side": words[one] ? "left" : null }),
        own("td", words[other], { "data-side": words[other] ? "right" : null }),
        make("td", {}, bits === null ? null : shareOf(bits, widest), make("span", { class: "after" }, words[level])),
      ),
    );
    const sum = make(
      "tr",
      { class: "total" },
      make("th", { scope: "row" }, "match weight"),
      make("td", {}),
      make("td", {}),
      make("td", {}, isScored ? shareOf(weight, widest) : ""),
    );
    const about = [
      words[namesakes] ? `${words[namesakes]} namesakes expected` : "",
      words[rule] ? `brought together by: ${words[rule]}` : "",
      words[effect],
    ];
    return make(
      "article",
      { class: "question", id: `question-${id}` },
      make("header", {}, make("h3", {}, id), make("span", {}, words[reason]), make("span", { class: "chance", title: "probability" }, chance)),
      make("p", { class: "caption" }, about.filter(Boolean).join(" \u00b7 ")),
      make(
        "table",
        {},
        make("colgroup", {}, make("col", { class: "label" }), make("col"), make("col"), make("col", { class: "bits" })),
        make("thead", {}, make("tr", {}, make("th", {}), sideOf(left, words), sideOf(right, words), make("th", { scope: "col" }, isScored ? "for and against, in bits" : ""))),
        make("tbody", {}, ...body, ...(isScored ? [sum] : [])),
      ),
    );
  };
  const drawQuestions = (upTo) => {
    const next = questions.rows.slice(drawn, upTo);
    $("question-list").append(...next.map(questionOf));
    drawn += next.length;
    const left = questions.rows.length - drawn;
    $("more-questions").hidden = !left;
    $("more-questions").textContent = `Show ${Math.min(STEP, left)} more of ${grouped(left)}`;
  };
  $("more-questions").addEventListener("click", () => drawQuestions(drawn + STEP));

  // --- beginning ---

  for (const id of ["counted", "status", "only"]) $(id).addEventListener("change", update);
  $("search").addEventListener("input", update);
  window.addEventListener("resize", () => {
    measure();
    draw();
  });
  window.addEventListener("beforeprint", () => draw(true));
  window.addEventListener("afterprint", () => draw());
  const openFromAddress = () => {
    const at = indexOf.get(decodeURIComponent(location.hash.slice(1)));
    if (at !== undefined) open(at);
  };
  window.addEventListener("hashchange", openFromAddress);
  measure();
  drawSort();
  update();
  drawQuestions(STEP);
  setTimeout(addSome, 50);
  openFromAddress();
})();
