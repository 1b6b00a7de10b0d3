/* Maps of one position: what moves one moves all, by buttons, keys, dragging or pinching. */

const MOST = 8, STEP = 1.6;

/* `maps` are drawings of the same size; `say` is told how many times they are enlarged. */
export function moveTogether(root, maps, say) {
  const bar = root.querySelector(".moves");
  if (!maps.length) return;
  const [, , width, height] = maps[0].getAttribute("viewBox").split(" ").map(Number);
  // the middle of what is shown, and how many times it is enlarged
  const at = { x: width / 2, y: height / 2, times: 1 };
  bar.hidden = false;

  function draw() {
    at.times = Math.min(MOST, Math.max(1, at.times));
    const wide = width / at.times, high = height / at.times;
    at.x = Math.min(width - wide / 2, Math.max(wide / 2, at.x));
    at.y = Math.min(height - high / 2, Math.max(high / 2, at.y));
    const box = [at.x - wide / 2, at.y - high / 2, wide, high].map((one) => Math.round(one * 100) / 100).join(" ");
    for (const svg of maps) {
      svg.setAttribute("viewBox", box);
      svg.closest(".drawn").classList.toggle("near", at.times > 1);
    }
    bar.querySelector('[data-move="in"]').disabled = at.times >= MOST;
    bar.querySelector('[data-move="out"]').disabled = at.times <= 1;
    bar.querySelector(".steps").hidden = at.times <= 1;
  }

  function by(dx, dy) {
    at.x += dx * width / at.times;
    at.y += dy * height / at.times;
  }

  const moves = {
    in: () => {
      // what is marked is what is looked at
      const marks = maps[0].querySelector(".marks");
      if (at.times === 1 && marks?.childElementCount) {
        const box = marks.getBBox();
        at.x = box.x + box.width / 2;
        at.y = box.y + box.height / 2;
      }
      at.times *= STEP;
    },
    out: () => { at.times = at.times / STEP < 1.05 ? 1 : at.times / STEP; },
    all: () => { at.times = 1; },
    west: () => by(-0.25, 0),
    east: () => by(0.25, 0),
    north: () => by(0, -0.25),
    south: () => by(0, 0.25),
  };
  const keys = { "+": "in", "-": "out", 0: "all", ArrowLeft: "west", ArrowRight: "east", ArrowUp: "north", ArrowDown: "south" };

  function move(name) {
    const before = at.times;
    moves[name]();
    draw();
    if (at.times !== before) say(String(Math.round(at.times * 10) / 10).replace(".", document.documentElement.lang === "en" ? "." : ","));
  }

  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    move(button.dataset.move);
    // a button that went away or went dim must not take the focus with it
    if (button.disabled || !button.offsetParent) bar.querySelector('[data-move="in"]:enabled, [data-move="out"]:enabled').focus();
  });
  bar.addEventListener("keydown", (event) => {
    const name = keys[event.key];
    if (!name || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(name);
  });

  /* dragging and pinching; a drag is no choice of an area */
  const fingers = new Map();
  let far = 0, spread = 0;
  for (const svg of maps) {
    svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      if (!fingers.size) far = 0;
      fingers.set(event.pointerId, event);
      spread = apart();
    });
    svg.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      fingers.set(event.pointerId, event);
      far += Math.abs(event.clientX - before.clientX) + Math.abs(event.clientY - before.clientY);
      if (fingers.size === 2) {
        const now = apart();
        if (spread) at.times *= now / spread;
        spread = now;
        draw();
      } else if (at.times > 1 && far > 6) {
        if (!svg.hasPointerCapture(event.pointerId)) svg.setPointerCapture(event.pointerId);
        const unit = width / at.times / svg.clientWidth;
        at.x -= (event.clientX - before.clientX) * unit;
        at.y -= (event.clientY - before.clientY) * unit;
        draw();
      }
    });
    svg.addEventListener("click", (event) => {
      if (far > 6) event.stopPropagation();
      far = 0;
    }, true);
    // plain turning of the wheel scrolls the page
    svg.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      at.times *= event.deltaY < 0 ? 1.15 : 1 / 1.15;
      draw();
    }, { passive: false });
  }
  for (const name of ["pointerup", "pointercancel"]) {
    addEventListener(name, (event) => {
      fingers.delete(event.pointerId);
      spread = apart();
    });
  }

  function apart() {
    const [one, other] = [...fingers.values()];
    return other ? Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) : 0;
  }
}
