/* What the answer of /api/view does not hold (trend, explanations, which choices there are) comes as a piece of the
   page itself, after the map has been painted. Until it has come, nothing old stands there as if it were new. */

const PARTS = ["notices", "choice-group", "choice-base", "choice-year", "trend", "about"];
const OLD = ["trend", "about"];

export function makeParts(address, failed) {
  let timer = null, turn = 0;

  /* `soon`: milliseconds to wait for further changes */
  function renew(query, soon) {
    clearTimeout(timer);
    turn += 1;
    const mine = turn;
    for (const id of OLD) document.getElementById(id).setAttribute("aria-busy", "true");
    timer = setTimeout(async () => {
      try {
        const answer = await fetch(`${address}?${query}`);
        if (!answer.ok) throw new Error(answer.status);
        const text = await answer.text();
        if (mine === turn) replace(new DOMParser().parseFromString(text, "text/html"));
      } catch {
        if (mine === turn) failed();
      }
    }, soon);
  }

  function replace(page) {
    const focused = document.activeElement;
    for (const id of PARTS) {
      const old = document.getElementById(id), made = page.getElementById(id);
      if (!old || !made) continue;
      old.removeAttribute("aria-busy");
      if (old.innerHTML === made.innerHTML) continue;
      const open = new Set([...old.querySelectorAll("details[open] > summary")].map((one) => one.textContent));
      for (const summary of made.querySelectorAll("details > summary")) {
        if (open.has(summary.textContent)) summary.parentElement.open = true;
      }
      const held = old.contains(focused) ? focused : null;
      old.replaceChildren(...made.childNodes);
      if (held && held.name) {
        const again = [...old.querySelectorAll(`[name="${held.name}"]`)].find((one) => one.type !== "radio" || one.value === held.value);
        if (again) again.focus({ preventScroll: true });
      }
    }
  }

  return { renew };
}
