/* A background map under the areas, where the keeper of the service has set one; it can be switched off. */

import { element } from "./elements.js";

const L = window.L;

export function makeBackground(map, background, words) {
  if (!background) return;
  const options = { maxZoom: 18, attribution: "" };
  const layer = background.layers
    ? L.tileLayer.wms(background.address, { ...options, layers: background.layers, format: "image/png", transparent: false })
    : L.tileLayer(background.address, options);
  layer.addTo(map);
  const box = element("input", { type: "checkbox", checked: true });
  const credit = element("span", { class: "background-credit" }, background.attribution);
  const control = element("div", { class: "background" }, element("label", {}, box, ` ${words.said.background}`), credit);
  box.addEventListener("change", () => {
    if (box.checked) layer.addTo(map);
    else layer.remove();
    credit.hidden = !box.checked;
    map.getContainer().classList.toggle("on-background", box.checked);
  });
  map.getContainer().classList.add("on-background");
  map.getContainer().append(control);
  L.DomEvent.disableClickPropagation(control);
}
