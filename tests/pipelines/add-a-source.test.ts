import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { main } from "../../pipelines/cli.ts";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import { registerLanding } from "../../pipelines/landing.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

test("docs/add-a-source.md: the file alone brings rows into the landing", async () => {
  const page = await readFile(join(root, "docs/add-a-source.md"), "utf8");
  const [, file = ""] = /`sources\/([a-z-]+\.ts)`/.exec(page) ?? [];
  const [, code = ""] = /```ts\n([\s\S]*?)```/.exec(page) ?? [];
  // Inside the project, so that TypeScript is read as it is there.
  await mkdir(join(root, "tmp"), { recursive: true });
  const folder = await mkdtemp(join(root, "tmp", "add-a-source-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, file);
  await writeFile(
    path,
    code
      .replaceAll(/"\.\/(\w+\.ts)"/g, (_, name) => JSON.stringify(pathToFileURL(join(root, "sources", name)).href))
      .replace("{ what, signal, say }", "{ what, signal, say, wait: 1 }"),
  );

  const asked: string[] = [];
  let answers: Record<string, object> = {
    1: {
      calls: [{ callId: "C1", startedAt: "2026-01-05 08:00", topic: "故障", who: "张" }],
      next: "2",
      bookmark: "b1",
    },
    2: {
      calls: [
        { callId: "C2", startedAt: "2026-01-06 08:00", topic: "其他" },
        { callId: "C3", startedAt: "?" },
      ],
      next: null,
      bookmark: "b2",
    },
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://hotline");
    asked.push(`${request.headers.authorization} ${url.searchParams.get("after")}`);
    const answer = answers[url.searchParams.get("page") ?? ""];
    response.statusCode = answer === undefined ? 503 : 200;
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());

  const errors: string[] = [];
  const variables = {
    HOTLINE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    HOTLINE_TOKEN: "t0ken-17",
  };
  const pull = (given: Record<string, string> = variables) =>
    main(["pull", "--pipeline", path, "--workspace", join(folder, "workspace")], {
      logger: { info: () => {}, warn: () => {}, error: (message) => void errors.push(message) },
      now: () => new Date("2026-11-20T00:00:00Z"),
      write: () => {},
      variables: given,
    });
  const workspace = await openWorkspace(join(folder, "workspace"));
  const landed = async () => {
    const engine = await openDuckdb({ threads: 1, memoryLimit: "200MB" });
    await registerLanding(engine, workspace);
    const rows = await engine.query(
      "SELECT ticket_id, created_at, channel, type, extra, _source, _line FROM landing_tickets ORDER BY ticket_id",
    );
    await engine.close();
    return rows;
  };

  expect([await pull(), errors]).toEqual([0, []]);
  const first = { ticket_id: "C1", created_at: "2026-01-05T00:00:00.000Z", channel: "hotline", type: "repair" };
  const origin = { _source: "hotline/calls.jsonl", _line: 1 };
  expect(await landed()).toEqual([
    { ...first, extra: '{"who":"张"}', ...origin },
    {
      ticket_id: "C2",
      created_at: "2026-01-06T00:00:00.000Z",
      channel: "hotline",
      type: "inquiry",
      extra: null,
      ...origin,
      _line: 2,
    },
  ]);

  answers = {
    1: { calls: [{ callId: "C2", startedAt: "2026-01-06 08:00", topic: "安装" }], next: null, bookmark: "b3" },
  };
  expect(await pull()).toBe(0);
  expect(await landed()).toMatchObject([first, { ticket_id: "C2", type: "install" }]);
  expect(asked).toEqual(["Bearer t0ken-17 ", "Bearer t0ken-17 ", "Bearer t0ken-17 b2"]);

  answers = {};
  expect([await pull(), await pull({})]).toEqual([3, 2]);
  expect(errors[0]).toBe("The source hotline failed: hotline: page 1 was answered with 503");
  expect(errors[1]).toBe("The secret HOTLINE_TOKEN is not set.");
  expect(await landed()).toHaveLength(2);
});
