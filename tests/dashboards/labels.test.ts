import { expect, test } from "vitest";
import { type Label, placeLabels } from "../../dashboards/client/labels.ts";

const label = (name: string, x: number, y: number, anchor: Label["anchor"] = "middle"): Label => ({
  name,
  x,
  y,
  anchor,
});
const size = { width: 600, height: 300 };

test("labels far apart stand above their points", () => {
  const placed = placeLabels([label("云溪路服务站", 100, 100), label("青石里服务站", 300, 100)], size);
  expect(placed.map(({ dy }) => dy)).toEqual([-14, -14]);
});

test("of a cluster the first keeps its place, the next ones step aside, and the rest are left out", () => {
  const cluster = Array.from({ length: 8 }, (_, i) => label(`第${i}个服务站`, 200 + i, 150));
  const placed = placeLabels(cluster, size);
  expect(placed.map(({ dy }) => dy)).toEqual([-14, 15, -29, 30]);
  expect(placed.map(({ name }) => name)).toEqual(cluster.slice(0, 4).map(({ name }) => name));
});

test("no two labels cover each other, wherever the points are", () => {
  let seed = 7;
  const next = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  const points = Array.from({ length: 60 }, (_, i) => label(`服务站${i}`, next() * 600, next() * 300));
  const placed = placeLabels(points, size);
  expect(placed.length).toBeGreaterThan(20);
  for (const [i, a] of placed.entries()) {
    for (const b of placed.slice(i + 1)) {
      const isApart = Math.abs(a.x - b.x) >= 36 || Math.abs(a.y + a.dy - b.y - b.dy) >= 14;
      expect(isApart, `${a.name} and ${b.name}`).toBe(true);
    }
  }
});

test("a label at the foot does not leave the frame", () => {
  expect(placeLabels([label("甲", 100, 298), label("甲", 100, 298)], size).map(({ dy }) => dy)).toEqual([-14, -29]);
});
