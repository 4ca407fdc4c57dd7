// --- open questions, answered where they stand ---

const questions = read("data-questions");
const STEP = 20;
const STORE = `resolver answers ${questions.run}`;
const VERDICTS = { s: "same", d: "different", u: "unsure" };
const answers = new Map(); // question id -> { verdict, note }
const undone = []; // what each answer replaced, latest last
let isSaved = true;
let keeps = true;
let drawn = 0;
let current = 0;

const keep = () => {
  try {
    if (answers.size) localStorage.setItem(STORE, JSON.stringify({ answers: [...answers], isSaved }));
    else localStorage.removeItem(STORE);
    keeps = true;
  } catch {
    keeps = false; // some browsers keep nothing for a page opened from a disk; the desk says so
  }
};
const recall = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) || "null");
    const known = new Set(questions.rows.map((row) => row[0]));
    for (const [id, answer] of kept ? kept.answers : []) if (known.has(id)) answers.set(id, answer);
    if (kept) isSaved = kept.isSaved === true;
  } catch {
    keeps = false;
  }
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
const article = (id) => $(`question-${id}`);
const questionOf = (question, at) => {
  const words = questions.texts;
  const [id, chance, weight, effect, reason, namesakes, rule, left, right, fields] = question;
  const terms = fields.map(([label, one, other, level, bits]) => [words[label], words[one], words[other], words[level], bits]);
  const isScored = terms.some((term) => term[4] !== null);
  const about = [
    words[namesakes] ? `${words[namesakes]} namesakes expected` : "",
    words[rule] ? `brought together by: ${words[rule]}` : "",
    words[effect],
  ];
  const note = make("input", { type: "text", class: "note-cell", maxlength: 1000, dir: "auto", "aria-label": `Note on ${id}`, placeholder: "note" });
  note.value = (answers.get(id) || { note: "" }).note;
  note.addEventListener("change", () => annotate(at, note.value));
  note.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      note.blur();
      article(id).focus({ preventScroll: true });
    }
  });
  const buttons = Object.entries(VERDICTS).map(([key, verdict]) => {
    const button = make("button", { type: "button", "data-verdict": verdict, "aria-pressed": "false", "aria-keyshortcuts": key }, make("kbd", {}, key), ` ${verdict}`);
    button.addEventListener("click", () => answer(at, verdict));
    return button;
  });
  const found = make(
    "article",
    { class: "question", id: `question-${id}`, tabindex: 0, "aria-labelledby": `title-${id}` },
    make(
      "header",
      {},
      make("h3", { id: `title-${id}` }, id, make("small", {}, ` question ${grouped(at + 1)} of ${grouped(questions.rows.length)}`)),
      make("span", {}, words[reason]),
      make("span", { class: "chance", title: "probability" }, chance),
    ),
    make("p", { class: "caption" }, about.filter(Boolean).join(" \u00b7 ")),
    ...(isScored ? inWords(terms) : []),
    tableOf([sideOf(left, words), sideOf(right, words)], sumOf(terms, weight)),
    make("div", { class: "answer", role: "group", "aria-label": `Answer to ${id}` }, ...buttons, note),
  );
  found.addEventListener("focusin", () => {
    if (current !== at) moveToQuestion(at, false);
  });
  return found;
};
const drawQuestions = (upTo) => {
  const from = drawn;
  const next = questions.rows.slice(from, upTo);
  $("question-list").append(...next.map((question, place) => questionOf(question, from + place)));
  drawn += next.length;
  for (const question of next) showAnswer(question[0]);
  const left = questions.rows.length - drawn;
  $("more-questions").hidden = !left;
  $("more-questions").textContent = `Show ${Math.min(STEP, left)} more of ${grouped(left)}`;
};
$("more-questions").addEventListener("click", () => drawQuestions(drawn + STEP));

// --- answering ---

const showAnswer = (id) => {
  const found = article(id);
  if (!found) return;
  const { verdict, note } = answers.get(id) || { verdict: "", note: "" };
  found.dataset.answer = verdict;
  for (const button of found.querySelectorAll("[data-verdict]")) button.setAttribute("aria-pressed", String(button.dataset.verdict === verdict));
  const cell = found.querySelector(".note-cell");
  if (cell !== document.activeElement) cell.value = note;
};
const showDesk = () => {
  if (!questions.rows.length) return;
  const count = [...answers.values()].filter((one) => one.verdict).length;
  const where = keeps ? (isSaved ? "saved to a file" : "kept in this browser only: save them to a file") : "not kept by this browser: save them before you close the page";
  $("answered").textContent = `${grouped(count)} of ${grouped(questions.rows.length)} answered${count ? ` \u00b7 ${where}` : ""}`;
  $("save-answers").disabled = !answers.size;
  $("clear-answers").disabled = !answers.size;
  $("undo-answer").disabled = !undone.length;
};
const moveToQuestion = (at, isFocused = true) => {
  const before = questions.rows[current];
  if (before && article(before[0])) article(before[0]).removeAttribute("aria-current");
  current = Math.max(0, Math.min(questions.rows.length - 1, at));
  if (current >= drawn) drawQuestions(current + STEP);
  const found = article(questions.rows[current][0]);
  found.setAttribute("aria-current", "true");
  if (isFocused) {
    found.focus({ preventScroll: true });
    found.scrollIntoView({ block: "start" });
  }
};
const put = (id, value) => {
  if (value) answers.set(id, value);
  else answers.delete(id);
  isSaved = !answers.size;
  keep();
  showAnswer(id);
  showDesk();
};
const answer = (at, verdict) => {
  const id = questions.rows[at][0];
  const before = answers.get(id);
  undone.push([at, before]);
  put(id, { verdict, note: before ? before.note : "" });
  let next = at;
  while (next + 1 < questions.rows.length && (answers.get(questions.rows[next][0]) || {}).verdict) next += 1;
  moveToQuestion(next);
};
const annotate = (at, note) => {
  const id = questions.rows[at][0];
  const before = answers.get(id);
  if (note === (before ? before.note : "")) return;
  undone.push([at, before]);
  const verdict = before ? before.verdict : "";
  put(id, verdict || note ? { verdict, note } : undefined);
};
const undo = () => {
  const last = undone.pop();
  if (!last) return;
  put(questions.rows[last[0]][0], last[1]);
  moveToQuestion(last[0]);
};

// --- the file that goes to resolver judgements add ---

const COLUMNS_OF_ANSWERS = ["question_id", "verdict", "reason", "probability", "left_mention_id", "right_mention_id", "left_person_id", "right_person_id", "left_name", "right_name", "run"];
const cellOf = (value) => {
  const harmless = /^['\s\u200b\ufeff]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(value) ? `'${value}` : value;
  return /[",;\r\n]/.test(harmless) ? `"${harmless.replace(/"/g, '""')}"` : harmless;
};
const answersFile = () => {
  const words = questions.texts;
  const lines = [COLUMNS_OF_ANSWERS];
  for (const [id, chance, , , , , , left, right] of questions.rows) {
    const found = answers.get(id);
    if (!found || !found.verdict) continue;
    lines.push([id, found.verdict, found.note, chance, left[0], right[0], left[1], right[1], words[left[2]], words[right[2]], questions.run]);
  }
  return `\ufeff${lines.map((line) => line.map(cellOf).join(",")).join("\r\n")}\r\n`;
};
const saveAnswers = () => {
  const address = URL.createObjectURL(new Blob([answersFile()], { type: "text/csv" }));
  const anchor = make("a", { href: address, download: `answers-${questions.run}.csv` });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  isSaved = true;
  keep();
  showDesk();
};
const clearAnswers = () => {
  if (!window.confirm("Forget every answer given in this browser for this run?")) return;
  const ids = [...answers.keys()];
  answers.clear();
  undone.length = 0;
  isSaved = true;
  keep();
  ids.forEach(showAnswer);
  showDesk();
};
window.addEventListener("beforeunload", (event) => {
  if (!isSaved && answers.size) event.preventDefault();
});
// A page without questions has no desk.
if (questions.rows.length) {
  $("save-answers").addEventListener("click", saveAnswers);
  $("clear-answers").addEventListener("click", clearAnswers);
  $("undo-answer").addEventListener("click", undo);
}

// --- keys of the review: only while a question has the focus ---

const REVIEW_KEYS = {
  s: () => answer(current, "same"),
  d: () => answer(current, "different"),
  u: () => answer(current, "unsure"),
  z: undo,
  n: () => article(questions.rows[current][0]).querySelector(".note-cell").focus(),
  j: () => moveToQuestion(current + 1),
  k: () => moveToQuestion(current - 1),
};
$("questions").addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(input|textarea)$/i.test(event.target.tagName)) return;
  if (!questions.rows.length || !event.target.closest(".question, .desk")) return;
  const act = REVIEW_KEYS[event.key.toLowerCase()];
  if (act) {
    event.preventDefault();
    act();
  }
});
document.addEventListener("keydown", (event) => {
  const isTyping = /^(input|select|textarea)$/i.test(event.target.tagName);
  if (event.key !== "r" || isTyping || dialog.open || event.ctrlKey || event.metaKey || event.altKey || !questions.rows.length) return;
  event.preventDefault();
  moveToQuestion(current);
});
