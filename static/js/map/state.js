/* What the page shows: one question, the answer to it, the area pointed at and those pinned.
   Every view of it (map, table, legend, headline, player) paints from here and changes it here; none knows another. */

export const WORDS = ["level", "indicator", "year", "group", "base", "method", "classes", "breaks"];

export function makeState(data) {
  const painters = [];
  const state = {
    question: data.question,
    level: data.level,
    view: data.view,
    pinned: [...data.pinned],
    pointed: null,
    most: data.mostPinned
  };

  state.by = new Map();

  /* `paint(what)`: what is "view", "level", "pinned" or "pointed" */
  state.onChange = (paint) => painters.push(paint);
  state.changed = (what) => painters.forEach((paint) => paint(what));

  state.set = (level, view, question) => {
    const levelChanged = level !== state.level;
    state.level = level;
    state.view = view;
    state.question = question;
    index();
    if (levelChanged) {
      state.pinned = state.pinned.filter((code) => state.by.has(code));
      state.pointed = null;
      state.changed("level");
    }
    state.changed("view");
  };

  state.point = (code) => {
    if (state.pointed === code) return;
    state.pointed = code;
    state.changed("pointed");
  };

  /* pin, or release what is pinned; with too many the first pinned gives way */
  state.pin = (code) => {
    const at = state.pinned.indexOf(code);
    if (at >= 0) state.pinned.splice(at, 1);
    else state.pinned = [...state.pinned, code].slice(-state.most);
    state.changed("pinned");
  };

  function index() {
    state.by.clear();
    const shapes = new Map(state.level.areas.map((area) => [area.code, area]));
    for (const area of state.view.areas) state.by.set(area.code, { ...shapes.get(area.code), ...area });
  }
  index();

  /* areas with a polygon */
  state.drawn = () => state.level.areas.filter((area) => area.geometry);
  state.areas = () => [...state.by.values()];
  state.area = (code) => state.by.get(code);
  return state;
}
