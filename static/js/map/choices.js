/* The form: every change shows at once; on a phone it is a sheet that opens and closes. */

import { questionOf } from "./address.js";

export function makeChoices(form, state, words, show) {
  const breaks = form.elements.breaks;
  form.classList.add("live");

  form.addEventListener("change", (event) => {
    // limits that are written are meant
    if (event.target === breaks) form.elements.method.value = "own";
    breaks.setCustomValidity("");
    show(asked());
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(asked());
    close();
  });

  function asked() {
    const question = questionOf(new URLSearchParams(new FormData(form)).toString());
    if (question.breaks) question.breaks = written(question.breaks);
    return question;
  }

  /* `10; 7,5; 5`, as people write it, as it stands in an address: `5,7.5,10` */
  function written(text) {
    const plain = text.replace(/\u2212/g, "-").replace(/[\u00a0\u202f]/g, "");
    const parts = plain.includes(";") ? plain.split(";").map((one) => one.replace(",", ".").replace(/ /g, "")) : plain.split(/[\s,]+/);
    // what is no number is sent as it is: the answer says what is wrong
    const numbers = parts.filter(Boolean).map((one) => (Number.isFinite(Number(one)) ? String(Number(one)) : one));
    return [...new Set(numbers)].sort((a, b) => a - b).join(",");
  }

  /* the form says what is shown, also when Back or the player changed it; `wrong`: the limits cannot be used */
  function follow(wrong = false) {
    if (wrong) {
      breaks.setCustomValidity(words.said.wrongLimits);
      breaks.reportValidity();
      return;
    }
    const { question, view } = state;
    const wanted = {
      indicator: question.indicator, level: question.level, year: question.year, group: question.group || "total",
      base: question.base || "espoo", method: question.method || "natural", classes: question.classes || "5"
    };
    for (const [name, value] of Object.entries(wanted)) {
      const field = form.elements[name];
      if (field && value !== undefined && field.value !== value) field.value = value;
    }
    if (document.activeElement !== breaks) breaks.value = limits(view);
  }

  function limits(view) {
    let decimals = view.decimals;
    const exact = (more) => view.breaks.every((limit) => Math.abs(Number(limit.toFixed(view.decimals + more)) - limit) < 1e-9);
    while (decimals < view.decimals + 3 && !exact(decimals - view.decimals)) decimals += 1;
    if (decimals === view.decimals + 3) decimals = view.decimals + 1;
    return view.breaks.map((limit) => words.number(limit, decimals)).join("; ");
  }

  const opener = document.querySelector(".open-choices a");
  opener.addEventListener("click", (event) => {
    event.preventDefault();
    form.classList.add("open");
    form.querySelector("select").focus();
  });
  form.querySelector(".close").addEventListener("click", (event) => {
    event.preventDefault();
    close();
  });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

  function close() {
    if (!form.classList.contains("open")) return;
    form.classList.remove("open");
    opener.focus();
  }

  return { follow };
}
