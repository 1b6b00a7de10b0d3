"use strict";
// Reads a topology on standard input with topojson-client, and tells what it found as JSON.
const { readFileSync } = require("node:fs");
const { feature, merge, mesh, neighbors } = require("topojson-client");

const topology = JSON.parse(readFileSync(0, "utf8"));
const [name] = Object.keys(topology.objects);
const object = topology.objects[name];
const areas = object.geometries;
const drawn = areas.filter((area) => area.type !== null);

const found = {
  name,
  features: feature(topology, object),
  // borders between two areas, and those that are an end of the whole
  inner: mesh(topology, object, (one, other) => one !== other),
  outer: mesh(topology, object, (one, other) => one === other),
  merged: merge(topology, drawn),
  neighbours: Object.fromEntries(
    neighbors(areas).map((beside, at) => [areas[at].id, beside.map((one) => areas[one].id)]),
  ),
};
process.stdout.write(JSON.stringify(found));
