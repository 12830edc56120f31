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
