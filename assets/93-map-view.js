"use strict";
/* What a map of so many pixels shows: Web Mercator, 512 pixels of world at zoom 0, as MapLibre counts. */
(() => {
  const { map } = window.caudal;
  if (!map) return;
  const TILE = 512;
  const TURN = 360;
  const POLE = 85.0511287798066;
  const NEAREST = 11; // zoom at which a fitted box ends, however small it is
  const FARTHEST = 0.8;
  const EDGE = 56; // pixels between a fitted box and what lies around it

  const across = (longitude) => (longitude + 180) / TURN;
  const down = (latitude) => {
    const cut = Math.min(Math.max(latitude, -POLE), POLE);
    return (1 - Math.asinh(Math.tan((cut * Math.PI) / 180)) / Math.PI) / 2;
  };
  const longitudeOf = (x) => x * TURN - 180;
  const latitudeOf = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;

  const scale = (zoom) => TILE * 2 ** zoom;

  /* The edges of a view; east is west plus its width, also across ±180. */
  function edges({ longitude, latitude, zoom }, { width, height }) {
    const [x, y, size] = [across(longitude), down(latitude), scale(zoom)];
    const [half, tall] = [width / size / 2, height / size / 2];
    const north = latitudeOf(Math.max(y - tall, 0));
    const south = latitudeOf(Math.min(y + tall, 1));
    return { west: longitudeOf(x - half), south, east: longitudeOf(x + half), north };
  }

  /* Where a position stands, in pixels from the corner of the frame. */
  function project({ longitude, latitude, zoom }, { width, height }, [toLongitude, toLatitude]) {
    const size = scale(zoom);
    const turned = toLongitude + TURN * Math.round((longitude - toLongitude) / TURN);
    return { x: (across(turned) - across(longitude)) * size + width / 2, y: (down(toLatitude) - down(latitude)) * size + height / 2 };
  }

  /* The view that shows a box as near as the free part of the frame allows. */
  function fitted([west, south, east, north], { width, height }, free) {
    const reach = east < west ? east + TURN : east;
    const [left, right, top, bottom] = [across(west), across(reach), down(north), down(south)];
    const room = { width: Math.max(free.right - free.left - 2 * EDGE, 60), height: Math.max(free.bottom - free.top - 2 * EDGE, 60) };
    const near = Math.min(Math.log2(room.width / TILE / Math.max(right - left, 1e-9)), Math.log2(room.height / TILE / Math.max(bottom - top, 1e-9)));
    const zoom = Math.min(Math.max(near, FARTHEST), NEAREST);
    const size = scale(zoom);
    const x = (left + right) / 2 - ((free.left + free.right) / 2 - width / 2) / size;
    const y = (top + bottom) / 2 - ((free.top + free.bottom) / 2 - height / 2) / size;
    return { longitude: longitudeOf(x), latitude: latitudeOf(Math.min(Math.max(y, 0.001), 0.999)), zoom };
  }

  /* The part of the frame that the list does not cover. */
  function free(frame) {
    const panel = document.getElementById("map-list")?.getBoundingClientRect();
    const legend = document.getElementById("map-legend")?.getBoundingClientRect();
    const whole = { left: 0, top: 0, right: frame.width, bottom: frame.height };
    if (!panel?.width) return whole;
    const beside = panel.width < frame.width * 0.6;
    const above = legend?.height ? legend.top - frame.top : frame.height;
    return beside ? { ...whole, left: panel.right - frame.left, bottom: above } : { ...whole, bottom: Math.max(panel.top - frame.top, frame.height * 0.3) };
  }

  map.mercator = { edges, project, fitted, free };
})();
