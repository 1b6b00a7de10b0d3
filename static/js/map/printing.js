/* The forms that print carry what the map shows in hidden fields: after each change, those of what is shown now. */

export function makePrinting(forms) {
  return function carry(query) {
    const shown = [...new URLSearchParams(query)];
    for (const form of forms) {
      // an atlas is of a level, whatever stands on the map
      const words = form.dataset.of === "level" ? shown.filter(([name]) => name === "level") : shown;
      for (const old of form.querySelectorAll('input[type="hidden"]')) old.remove();
      form.prepend(...words.map(([name, value]) => Object.assign(document.createElement("input"), { type: "hidden", name, value })));
    }
  };
}
