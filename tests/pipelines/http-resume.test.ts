import { afterEach, beforeEach, expect, test } from "vitest";
import { http } from "../../sources/http.ts";
import { sendJson, webServer } from "../sources/web-server.ts";
import { type Bench, makeBench } from "./landing-folder.ts";
import { pullFrom } from "./source-bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.close());

test("a server that dies between pages costs no page: what is on disk is not asked for again", async () => {
  let isDead = true;
  const server = await webServer((_, response, url) => {
    const page = Number(url.searchParams.get("page"));
    if (page === 4 && isDead) return void response.destroy();
    sendJson(response, page > 5 ? [] : [{ ticket_id: `T${page}`, created_at: `2026-05-0${page}T00:00:00Z` }]);
  });
  const source = http({
    name: "desk",
    url: server.url,
    requests: [{ file: "tickets.jsonl", path: "tickets", paging: { by: "page", parameter: "page" } }],
    batchRecords: 1,
    retries: 1,
    waitMs: 1,
  });
  await expect(pullFrom(bench, [source])).rejects.toThrow(
    /^The source desk failed: desk: tickets\.jsonl: page 1 failed on the way/,
  );
  const count = "SELECT ticket_id FROM landing_tickets ORDER BY ticket_id";
  expect(await bench.rows(count)).toHaveLength(3);
  isDead = false;
  await pullFrom(bench, [source]);
  expect((await bench.rows(count)).map(({ ticket_id }) => ticket_id)).toEqual(["T1", "T2", "T3", "T4", "T5"]);
  expect(server.asked.map((line) => line.replace(/^.*=/, ""))).toEqual(["1", "2", "3", "4", "4", "4", "5", "6"]);
});

test("records added behind the cursor, and deleted ones, are found by the server's own count", async () => {
  const held = new Map([1, 2].map((id) => [id, { id, created_at: "2026-05-01" }]));
  const server = await webServer((_, response, url) => {
    const after = Number(url.searchParams.get("after") ?? -1);
    const list = [...held.values()].filter(({ id }) => id > after);
    sendJson(response, { list, last: Math.max(after, ...held.keys()), end: true, total: held.size });
  });
  const source = http({
    name: "desk",
    url: server.url,
    mapping: 'files:\n  "tickets.jsonl": {entity: tickets, columns: {ticket_id: id}}\n',
    requests: [
      {
        file: "tickets.jsonl",
        path: "tickets",
        records: "list",
        total: "total",
        paging: { by: "cursor", parameter: "after", next: "last", end: "end" },
      },
    ],
  });
  const pulled = async () => {
    await pullFrom(bench, [source]);
    return (await bench.rows<{ id: string }>("SELECT ticket_id AS id FROM landing_tickets ORDER BY id")).map(
      (row) => row.id,
    );
  };
  expect(await pulled()).toEqual(["1", "2"]);
  held.set(3, { id: 3, created_at: "2026-05-02" });
  expect(await pulled()).toEqual(["1", "2", "3"]);
  expect(server.asked).toEqual(["GET /tickets", "GET /tickets?after=2"]);
  held.set(0, { id: 0, created_at: "2026-05-01" });
  expect(await pulled()).toEqual(["0", "1", "2", "3"]);
  expect(bench.heard).toContain("desk counts 1 more rows of tickets.jsonl than landed; the file is read whole");
  held.delete(1);
  expect(await pulled()).toEqual(["0", "2", "3"]);
  expect(bench.heard).toContain("desk holds 1 fewer rows of tickets.jsonl than landed; the file is read whole");
});
