/* The map page and the embedded map: one state, and every view of it. Parts a page does not have are left out. */

import { pinnedOf, queryOf, questionOf, sameQuestion, tidy } from "./map/address.js";
import { makeBackground } from "./map/background.js";
import { makeChoices } from "./map/choices.js";
import { say } from "./map/elements.js";
import { fetchLevel, fetchView } from "./map/fetching.js";
import { makeHeadline } from "./map/headline.js";
import { makeMap } from "./map/leaflet_map.js";
import { makeLegend } from "./map/legend.js";
import { makeParts } from "./map/parts.js";
import { makePlayer } from "./map/player.js";
import { makePrinting } from "./map/printing.js";
import { makeState } from "./map/state.js";
import { makeTable } from "./map/table.js";
import { wordsOf } from "./map/words.js";

const container = document.getElementById("map");
const block = document.getElementById("map-data");
if (container && block && window.L) start(JSON.parse(block.textContent));

function start(data) {
  const words = wordsOf(data), state = makeState(data);
  const told = document.getElementById("map-told");
  const page = `/${data.language}/map`;
  // the address of an embedded map is its host's matter
  const whole = Boolean(document.getElementById("choices"));
  let turn = 0;

  const { map, surround } = makeMap(container, data, state, words);
  makeBackground(map, data.background, words);
  makeLegend(document.querySelector(".legend"), state, words);
  const table = document.querySelector("table.areas");
  if (table) makeTable(table, data, state, words);
  makeHeadline(state);
  const parts = whole ? makeParts(`${page}/parts`, () => tellFailure()) : null;
  const print = makePrinting(document.querySelectorAll(".print-choices form"));
  const choices = whole ? makeChoices(document.getElementById("choices"), state, words, (question) => { player.stop(); return go(question, "push"); }) : null;
  const player = makePlayer(document.getElementById("player"), state, words, (year, how) => go({ ...state.question, year: String(year) }, how));

  /* Show what `asked` says. `how` is push, replace or none: what becomes of the address. */
  async function go(asked, how, pinned = null) {
    turn += 1;
    const mine = turn;
    container.setAttribute("aria-busy", "true");
    try {
      const wanted = tidy(asked);
      const before = state.question;
      const [{ view, question }, level] = await Promise.all([
        fetchView(wanted, data.language, data.known), fetchLevel(wanted.level, state.level, page, data.snapshot)
      ]);
      // somebody was faster with another question
      if (mine !== turn) return;
      if (level.areas.some((area) => !view.areas.some((one) => one.code === area.code))) {
        // the service has new figures and new areas since this page was opened
        window.location.assign(`${window.location.pathname}?${queryOf(wanted)}`);
        return;
      }
      if (pinned !== null) state.pinned = pinned;
      state.set(level, view, question);
      state.changed("pinned");
      if (choices) choices.follow();
      remember(how);
      say(told, `${view.heading}. ${words.filled(words.said.city, { value: view.city.text })}`);
      // only the year differs while years are played: explanations wait until it rests
      if (parts) parts.renew(queryOf(wanted, state.pinned), sameQuestion({ ...before, year: "" }, { ...question, year: "" }) ? 350 : 0);
    } catch (problem) {
      if (mine === turn) {
        player.stop();
        if (choices) choices.follow(problem.parameter === "breaks");
        if (problem.parameter !== "breaks") tellFailure();
      }
    } finally {
      if (mine === turn) container.removeAttribute("aria-busy");
    }
  }

  function tellFailure() {
    const text = words.filled(words.said.failed, { heading: state.view.heading });
    const notices = document.getElementById("notices");
    if (!notices) { say(told, text); return; }
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.setAttribute("role", "alert");
    notice.textContent = text;
    notices.replaceChildren(notice);
  }

  function remember(how) {
    if (whole) print(queryOf(state.question, state.pinned));
    if (!whole || how === "none") return;
    const address = `${page}?${queryOf(state.question, state.pinned)}`;
    if (how === "push" && address !== window.location.pathname + window.location.search) window.history.pushState(null, "", address);
    else window.history.replaceState(null, "", address);
  }

  /* pins are part of the address, and each has a line in the trend */
  let known = [...state.pinned];
  state.onChange((what) => {
    if (what === "view") { known = [...state.pinned]; return; }
    if (what !== "pinned" || known.join() === state.pinned.join()) return;
    const added = state.pinned.find((code) => !known.includes(code)), gone = known.find((code) => !state.pinned.includes(code));
    known = [...state.pinned];
    if (added) say(told, words.filled(words.said.pinned, { area: `${state.area(added).name}, ${state.area(added).text}` }));
    else if (gone && state.area(gone)) say(told, words.filled(words.said.released, { area: state.area(gone).name }));
    remember("push");
    if (parts) parts.renew(queryOf(state.question, state.pinned), 0);
  });

  if (whole) {
    window.addEventListener("popstate", () => {
      const asked = questionOf(window.location.search);
      const question = { level: data.defaults.level, indicator: data.defaults.indicator, ...asked };
      const pinned = pinnedOf(window.location.search);
      if (sameQuestion(question, state.question) && pinned.join() === state.pinned.join()) return;
      player.stop();
      go(question, "none", pinned);
    });
  }

  container.dataset.ready = "true";
  fetch(`${page}/surroundings/${state.level.id}?v=${data.snapshot}`)
    .then((answer) => answer.json())
    .then(surround)
    .catch(() => {}); // without it the map is as right as before
}
