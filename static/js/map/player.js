/* Years one after another: a time line on which gaps are as wide as they are long, and play and pause.
   Nothing moves unless somebody presses play. */

import { element, say } from "./elements.js";

const DWELL = 1200, CALM = 2400, LONGEST = 3;

export function makePlayer(player, state, words, show) {
  const said = words.said;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const before = element("button", { type: "button", class: "step" }, said.before);
  const play = element("button", { type: "button", class: "play", "aria-pressed": "false" }, said.play);
  const after = element("button", { type: "button", class: "step" }, said.after);
  const now = element("strong", { class: "year-now" });
  // the same years are radio buttons among the choices: the line is for eyes and mouse
  const line = element("div", { class: "timeline", "aria-hidden": "true" });
  player.setAttribute("aria-label", said.player);
  player.append(play, before, now, after, line);
  let timer = null, drawnFor = "";

  const at = () => state.view.years.indexOf(state.view.year);

  function paint() {
    const { years, year } = state.view;
    player.hidden = years.length < 2;
    if (player.hidden) return stop();
    say(now, String(year));
    disable(before, at() <= 0);
    disable(after, at() >= years.length - 1);
    if (drawnFor !== years.join()) draw(years);
    for (const tick of line.querySelectorAll(".tick")) tick.classList.toggle("now", tick.dataset.year === String(year));
  }

  /* aria-disabled and not disabled: a button that is switched off under a finger or the focus loses the focus */
  function disable(button, off) {
    if (off) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }

  function draw(years) {
    drawnFor = years.join();
    const first = years[0], span = years[years.length - 1] - first;
    const place = (year) => `${(100 * (year - first)) / span}%`;
    line.replaceChildren();
    years.forEach((year, i) => {
      const next = years[i + 1];
      if (next) {
        const rail = element("span", { class: next > year + 1 ? "rail gap" : "rail" });
        rail.style.left = place(year);
        rail.style.width = `${(100 * (next - year)) / span}%`;
        line.append(rail);
      }
      const ends = i === 0 || i === years.length - 1;
      const tick = element("span", { class: ends ? "tick end" : "tick", "data-year": year, title: year }, element("span", { class: "tick-year" }, String(year)));
      tick.style.left = place(year);
      tick.addEventListener("click", () => { stop(); show(year, "push"); });
      line.append(tick);
    });
  }

  function step(by) {
    stop();
    const year = state.view.years[at() + by];
    if (year) show(year, "push");
  }
  before.addEventListener("click", () => step(-1));
  after.addEventListener("click", () => step(1));
  play.addEventListener("click", () => (timer === null ? start() : stop()));

  async function start() {
    play.setAttribute("aria-pressed", "true");
    say(play, said.pause);
    timer = 0;
    // from the beginning, unless play was paused on the way
    if (at() === state.view.years.length - 1) await show(state.view.years[0], "push");
    wait();
  }

  function wait() {
    if (timer === null) return;
    const { years, year } = state.view;
    const next = years[at() + 1];
    if (!next) return stop();
    // a gap of years takes longer than a year
    timer = setTimeout(async () => {
      await show(next, "replace");
      if (timer !== null) wait();
    }, (calm.matches ? CALM : DWELL) * Math.min(next - year, LONGEST));
  }

  function stop() {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    play.setAttribute("aria-pressed", "false");
    say(play, said.play);
  }

  state.onChange((what) => { if (what === "view") paint(); });
  paint();
  return { stop, playing: () => timer !== null };
}
