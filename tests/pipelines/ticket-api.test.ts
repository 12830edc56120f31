import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { main } from "../../pipelines/cli.ts";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { literal } from "../../pipelines/engines/engine.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";
import { sendJson, webServer } from "../sources/web-server.ts";

interface Ticket {
  id: number;
  status: string;
  updated: number;
}

/** A help desk as its interface shows it: an export by cursor that ends with a cursor, and ratings by time and link. */
async function helpDesk(tickets: Ticket[]) {
  const pageSize = 2;
  return webServer((request, response, url) => {
    if (request.headers.authorization !== `Basic ${Buffer.from("agent@desk/token:s3cr3t-key").toString("base64")}`)
      return void response.writeHead(401).end();
    if (url.pathname === "/api/v2/satisfaction_ratings.json") {
      const from = Number(url.searchParams.get("start_time"));
      const at = Date.parse("2026-05-03T10:00:00Z") / 1000;
      const isIn = at >= from && at < Number(url.searchParams.get("end_time"));
      const rating = {
        id: 900,
        ticket_id: 35436,
        requester_id: 5,
        comment: "师傅很专业",
        updated_at: "2026-05-03T10:00:00Z",
      };
      const two = [
        { ...rating, score: "good", created_at: "2026-05-02T10:00:00Z" },
        { ...rating, id: 901, score: "offered", comment: null, created_at: "2026-05-02T10:00:00Z" },
      ];
      return sendJson(response, { satisfaction_ratings: isIn ? two : [], links: { next: null } });
    }
    const cursor = url.searchParams.get("cursor");
    const after = Number(cursor ?? url.searchParams.get("start_time"));
    const due = tickets.filter(({ updated }) => updated > after).sort((a, b) => a.updated - b.updated);
    const page = due.slice(0, pageSize);
    sendJson(response, {
      tickets: page.map(({ id, status }) => ({
        id,
        status,
        created_at: "2026-05-01T08:00:00Z",
        description: "洗衣机脱水时异响",
        priority: "high",
        assignee_id: null,
        group_id: 77,
        requester_id: 12345678901234567n.toString(),
        via: { channel: "email", source: {} },
        custom_fields: [
          { id: 1001, value: "repair" },
          { id: 1003, value: "XQG100" },
          { id: 1005, value: false },
        ],
        metric_set: { solved_at: status === "solved" ? "2026-05-02T08:00:00Z" : null },
      })),
      after_cursor: String(page.at(-1)?.updated ?? after),
      end_of_stream: due.length <= pageSize,
    });
  });
}

test("docs/examples/ticket-api: an export over HTTP becomes a published table, and a second run takes what changed", async () => {
  const tickets = [35436, 35437, 35438].map((id, index) => ({ id, status: "open", updated: 1_777_700_000 + index }));
  const desk = await helpDesk(tickets);
  const dir = await mkdtemp(join(tmpdir(), "huiyin-ticket-api-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const said: string[] = [];
  const huiyin = async (...argv: string[]) => {
    const say = (message: string) => void said.push(message);
    const code = await main([...argv, "--workspace", dir], {
      logger: { info: say, warn: say, error: say },
      write: say,
      variables: {
        HUIYIN_MEMORY: "500MB",
        TICKET_API_URL: desk.url,
        TICKET_API_USER: "agent@desk/token",
        TICKET_API_TOKEN: "s3cr3t-key",
      },
    });
    expect([code, said.at(-1)]).toEqual([0, expect.anything()]);
  };
  const steps = async () => {
    await huiyin("pull", "--pipeline", "docs/examples/ticket-api/pipeline.ts");
    await huiyin("transform", "--as-of", "2026-06-30");
    await huiyin("publish");
    const engine = await openDuckdb({ memoryLimit: "200MB", threads: 1 });
    const { published } = await openWorkspace(dir);
    const rows = await engine.query(
      `SELECT ticket_id, "type", channel, "mode", model, CAST(closed_at AS VARCHAR) AS closed_at FROM read_parquet(${literal(join(published, "fct_tickets.parquet"))}) ORDER BY ticket_id`,
    );
    await engine.close();
    return rows;
  };
  const open = { type: "repair", channel: "mail", mode: "remote", model: "XQG100", closed_at: null };
  expect(await steps()).toEqual(["35436", "35437", "35438"].map((ticket_id) => ({ ticket_id, ...open })));
  expect(said.join("\n")).not.toContain("s3cr3t-key");

  tickets[1] = { id: 35437, status: "solved", updated: 1_777_800_000 };
  desk.asked.length = 0;
  const rows = await steps();
  expect(rows[1]).toEqual({ ticket_id: "35437", ...open, closed_at: "2026-05-02 08:00:00" });
  expect(rows).toHaveLength(3);
  expect(desk.asked[0]).toContain("cursor=1777700002");
  expect(desk.asked.filter((line) => line.includes("incremental"))).toHaveLength(1);
});
