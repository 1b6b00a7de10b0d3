/* Words and numbers of the page's language. The words come with the page; nothing is said here that stands there not. */

export function wordsOf(data) {
  const words = data.words;
  const formats = new Map();

  /* `10,4`, `12 345`, `−0,3`: as the server writes it, so that a repainted page is the page itself */
  function number(value, decimals) {
    if (value === null || value === undefined) return words.nothing;
    if (!formats.has(decimals)) {
      formats.set(decimals, new Intl.NumberFormat(data.language, {
        minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: true
      }));
    }
    // Intl may write its own minus and narrow spaces
    return formats.get(decimals).format(value === 0 ? 0 : value).replace(/^-/, "\u2212").replace(/\u202f/g, "\u00a0");
  }

  function signed(value, decimals) {
    const text = number(value, decimals);
    return value > 0 ? "+" + text : text;
  }

  function counted(forms, count) {
    return (count === 1 ? forms.one : forms.other).replace("#", number(count, 0));
  }

  function filled(text, gaps) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => (name in gaps ? gaps[name] : whole));
  }

  function ordinal(rank) {
    return rank ? words.ordinal.replace("#", rank) : words.nothing;
  }

  /* a value's text without its unit: the table has the unit at its head */
  function withoutUnit(text, unit) {
    if (!unit || !text.endsWith(unit)) return text;
    return text.slice(0, -unit.length).replace(/\u00a0$/, "");
  }

  return { said: words, number, signed, counted, filled, ordinal, withoutUnit };
}

export function upperFirst(text) {
  return text ? text[0].toUpperCase() + text.slice(1) : text;
}
