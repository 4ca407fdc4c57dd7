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
recall();
drawQuestions(STEP);
showDesk();
setTimeout(addSome, 50);
openFromAddress();
