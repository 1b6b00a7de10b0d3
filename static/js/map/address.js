/* Questions and addresses: what a form says, what an address says, and the other way round. */

import { WORDS } from "./state.js";

export function questionOf(search) {
  const asked = new URLSearchParams(search);
  const question = {};
  for (const word of WORDS) if (asked.get(word)) question[word] = asked.get(word);
  return tidy(question);
}

/* Words that say nothing are left out: the server writes the same address for the same view. */
export function tidy(question) {
  const kept = { ...question };
  if (kept.group === "total") delete kept.group;
  if (kept.base === "espoo") delete kept.base;
  if (kept.method !== "own") delete kept.breaks;
  if (kept.method === "own") delete kept.classes;
  if ((kept.method || "natural") === "natural" && (kept.classes || "5") === "5") {
    delete kept.method;
    delete kept.classes;
  }
  return kept;
}

export function pinnedOf(search) {
  return (new URLSearchParams(search).get("areas") || "").split(",").filter(Boolean);
}

export function queryOf(question, pinned = []) {
  const asked = new URLSearchParams();
  for (const word of WORDS) if (question[word]) asked.set(word, question[word]);
  if (pinned.length) asked.set("areas", pinned.join(","));
  return asked.toString().replace(/%2C/g, ",");
}

export function sameQuestion(a, b) {
  return queryOf(a) === queryOf(b);
}
