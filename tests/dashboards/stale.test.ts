import { expect, test } from "vitest";
import { publishedFixture } from "./fixture.ts";
import { plain, render } from "./render.ts";

const frameOf = async (rule: string) => {
  const published = publishedFixture();
  const { quality } = published;
  const finding = {
    rule,
    severity: "warn" as const,
    subject: "tickets crm/orders.csv",
    rows: 4,
    message: { zh: "多日没有新数据", en: "nothing new" },
  };
  const gate = { passed: true, findings: [finding] };
  const { frames } = await render({ ...published, quality: { ...quality, gate } });
  return (page: string) => plain(frames.get(page)?.header);
};

test("every page says which source is late and for how long, in both languages", async () => {
  const frame = await frameOf("source_is_late");
  expect(frame("index.html")).toContain("数据不是最新 ：tickets crm/orders.csv已4天没有新数据");
  expect(frame("definitions/nps.html")).toContain("tickets crm/orders.csv已4天没有新数据");
  expect(frame("en/nps.html")).toContain("tickets crm/orders.csv has given nothing new for 4 days");
});

test("another warning is no banner", async () => {
  expect((await frameOf("closed_twice"))("index.html")).not.toContain("数据不是最新");
});
