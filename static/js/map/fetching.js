/* What is fetched: the answer about one map, and a level's polygons once. */

/* The view of `asked`. Words that do not fit the indicator (a year another one had) are left out before it is asked
   for: the page itself forgives them in the same way, and says so in its notices. `known` says what fits. */
export async function fetchView(asked, language, known) {
  const question = { ...asked };
  const fitting = known[asked.indicator];
  if (!fitting.years.includes(Number(asked.year))) delete question.year;
  if (!(fitting.groups[asked.level] || []).includes(asked.group)) delete question.group;
  if (asked.base === "target" && !fitting.target) delete question.base;
  let view = await askedFor(question, language);
  const without = (one) => one.base.base !== "espoo" && !["ok", "estimated"].includes(one.base.status);
  if (without(view) && !(await anyYear(view, question, language, without))) {
    delete question.base;
    view = await askedFor(question, language);
  }
  if (view.year !== null) question.year = String(view.year);
  return { view, question };
}

/* Whether the base has a value in another year of the view: it is then kept, though it has none in this one. */
async function anyYear(view, question, language, without) {
  for (const year of view.years) {
    if (year === view.year) continue;
    if (!without(await askedFor({ ...question, year: String(year) }, language))) return true;
  }
  return false;
}

async function askedFor(question, language) {
  const answer = await fetch(`/api/view?${new URLSearchParams({ ...question, lang: language })}`);
  if (answer.ok) return answer.json();
  const problem = await answer.json().catch(() => ({}));
  throw Object.assign(new Error(answer.status), problem);
}

/* The level to draw: the one there is, or another that is fetched and kept by the browser. */
export async function fetchLevel(id, present, page, snapshot) {
  if (!id || id === present.id) return present;
  const answer = await fetch(`${page}/areas/${id}?v=${snapshot}`);
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}
