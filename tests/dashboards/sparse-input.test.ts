import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDuckdb } from "../../pipelines/engines/duckdb.ts";
import type { Env } from "../../pipelines/env.ts";
import { silentLogger } from "../../pipelines/logger.ts";
import { run } from "../../pipelines/run.ts";
import { openLists } from "../../pipelines/site/lists.ts";
import { loadPublished } from "../../pipelines/site/load.ts";
import { readPages } from "../../pipelines/site/pages.ts";
import { type Rendered, renderPages } from "../../pipelines/site/render.ts";
import { openWorkspace } from "../../pipelines/workspace.ts";

/** Forty tickets with nothing but their number, times and status: no visit, no rating, no text. */
const tickets = [
  "ticket_id,created_at,closed_at,status,description",
  ...Array.from({ length: 40 }, (_, i) => {
    const day = String((i % 27) + 1).padStart(2, "0");
    const month = String(7 + (i % 3)).padStart(2, "0");
    return `T${i},2026-${month}-${day}T09:00:00+08:00,2026-${month}-${day}T18:00:00+08:00,closed,"<script>alert(1)</script>"`;
  }),
].join("\n");

/** Forty answers to the recommendation question in two months, and nothing else. */
const ratings = [
  "rating_id,answered_at,nps",
  ...Array.from({ length: 40 }, (_, i) => `R${i},2026-0${8 + (i % 2)}-${10 + (i % 17)}T09:00:00+08:00,${i % 11}`),
].join("\n");

let folder: string;
const rendered: Rendered = { files: new Map(), frames: new Map(), lists: new Map() };
const answers: Rendered = { files: new Map(), frames: new Map(), lists: new Map() };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "huiyin-sparse-"));
  await render("tickets", tickets, rendered);
  await render("ratings", ratings, answers);
});

/** Publishes a folder of one file and renders every page of it. */
async function render(entity: string, text: string, into: Rendered): Promise<void> {
  const input = join(folder, entity);
  await mkdir(input);
  await writeFile(join(input, `${entity}.csv`), text);
  const workspace = await openWorkspace(join(folder, `${entity}-data`));
  const env: Env = {
    logger: silentLogger,
    now: () => new Date("2026-11-01T00:00:00Z"),
    write: () => {},
    variables: {},
  };
  expect(await run({ workspace: workspace.dir, input, steps: ["pull", "transform", "publish"], env })).toBe(0);
  const engine = await openDuckdb({ memoryLimit: "256MB", threads: 1 });
  const published = await loadPublished(engine, workspace.published);
  const lists = await openLists(engine, published);
  const languages = ["zh", "en"] as const;
  for (const lang of languages) {
    renderPages(published, await readPages(published, lang), { lang, languages }, into, lists.can);
  }
  await lists.write(into.lists, join(folder, `${entity}-lists`));
  await engine.close();
}

afterAll(() => rm(folder, { recursive: true, force: true }));

test("tickets alone make every page", () => {
  expect(rendered.frames.size).toBeGreaterThan(60);
  for (const [path, content] of rendered.files) {
    expect(content, path).not.toMatch(/\b(NaN|undefined|Infinity|null%|\[object)\b/);
    expect(content, path).not.toContain("<script>alert");
  }
});

test("what has no input says which field it lacks, and is never a zero", () => {
  const index = rendered.files.get("index.md") ?? "";
  for (const name of ["随叫随到", "到了就好", "创造感动", "信息增值"]) {
    const card = new RegExp(`<article class="kpi" aria-label="${name}">.*?</article>`).exec(index)?.[0] ?? "";
    expect(card, name).toContain('<div class="big grey">—</div>');
    expect(card, name).toMatch(/无来源|无数据|未成熟/);
  }
  expect(rendered.files.get("nps.md")).toContain("ratings.nps");
  expect(rendered.files.get("en/nps.md")).toContain("No input");
  expect(rendered.files.get("about.md")).toContain("ratings.nps");
});

test("answers alone never say of tickets that there are none", () => {
  const page = (path: string) => (answers.files.get(`${path}.md`) ?? "").replaceAll("<wbr>", "");
  for (const [path, content] of answers.files) {
    expect(content, path).not.toMatch(/\b(NaN|undefined|Infinity|null%|\[object)\b/);
  }
  expect(page("response")).not.toContain("没有未关闭的工单");
  expect(page("response")).toContain(
    '<p class="empty-state">需要字段：tickets.closed_at | tickets.status | ticket_events.kind</p>',
  );
  expect(page("response")).toContain("自然时间与工作时间");
  expect(page("index")).toContain('<p class="empty-state">需要字段：visits.arrived_at</p>');
  expect(page("index")).toContain("其余读数还不能与上年比较");
  expect(page("index")).not.toContain("没有可靠的变化");
  expect(page("nps")).toContain("NPS，按品类");
  expect(page("nps")).toContain('<p class="empty-state">输入没有给出品类</p>');
  expect(page("first-fix")).toMatch(/<p class="empty-state">需要字段：tickets\.serial \| tickets\.customer_key/);
  expect(page("about")).not.toContain('class="held"');
});
