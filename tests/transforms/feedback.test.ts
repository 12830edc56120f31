import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { moment, openWarehouse, seeded, type Warehouse } from "./warehouse.ts";

const asOf = Date.UTC(2026, 9, 1);
const day = 86_400_000;

interface Voice {
  feedback_id: string;
  created: number;
  text: string;
  kind: string | null;
  is_solicited: boolean | null;
  customer_key: string | null;
  serial: string | null;
  model: string | null;
}

const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

/** Few words, few people and few units, so that every rule meets every other. */
function voices(n: number): Voice[] {
  const random = seeded(3);
  const texts = [
    "没修好",
    "谢谢师傅",
    "非常满意",
    "系统默认好评！",
    "脱水的时候一直在走廊里移位",
    "师傅技术精湛态度热情服务周到",
    "第三天还没有人来，电话也打不通",
  ];
  return Array.from({ length: n }, (_, i) => ({
    feedback_id: `F${String(i).padStart(5, "0")}`,
    created: asOf - Math.floor(random() * 120 * 4) * (day / 4),
    text: random() < 0.5 ? `第${i}次写信，说的是同一件事` : pick(random, texts),
    kind: pick(random, ["complaint", "complaint", "praise", "praise", "review", null]),
    is_solicited: pick(random, [true, false, null]),
    customer_key: random() < 0.8 ? `C${Math.floor(random() * 40)}` : null,
    serial: random() < 0.5 ? `S${Math.floor(random() * 20)}` : null,
    model: random() < 0.5 ? `M${Math.floor(random() * 5)}` : null,
  }));
}

/** The definitions of complaint and praise read aloud, one text at a time. */
function judge(all: readonly Voice[]): Map<string, string | null> {
  const sender = (voice: Voice) => voice.customer_key ?? voice.serial;
  const need = (voice: Voice) => voice.serial ?? voice.model ?? voice.feedback_id;
  const before = (a: Voice, b: Voice) =>
    a.created < b.created || (a.created === b.created && a.feedback_id < b.feedback_id);
  const isLong = (voice: Voice) => voice.text.length >= 10;
  const reasons = new Map<string, string | null>();
  for (const voice of all) {
    const equal = all.filter((other) => other.text === voice.text && other !== voice);
    const isCopyOf = (other: Voice) => {
      const isSameScope = isLong(voice)
        ? sender(other) === sender(voice)
        : sender(voice) !== null && sender(other) === sender(voice) && need(other) === need(voice);
      const rank = (one: Voice) => (one.kind === "complaint" ? 0 : 1);
      return isSameScope && (rank(other) < rank(voice) || (rank(other) === rank(voice) && before(other, voice)));
    };
    const isPraise = voice.kind === "praise";
    const mine = equal.filter((other) => other.kind === voice.kind && sender(other) === sender(voice));
    if (voice.text === "系统默认好评！") reasons.set(voice.feedback_id, "boilerplate");
    else if (isPraise && sender(voice) !== null && mine.length >= 3) reasons.set(voice.feedback_id, "repeated_text");
    else if (equal.some(isCopyOf)) reasons.set(voice.feedback_id, "copied_text");
    else if (
      isPraise &&
      (voice.text === "非常满意" || (isLong(voice) && equal.some((o) => o.kind === "praise" && before(o, voice))))
    ) {
      reasons.set(voice.feedback_id, "template");
    } else reasons.set(voice.feedback_id, null);
  }
  const standing = all.filter((voice) => reasons.get(voice.feedback_id) === null);
  for (const voice of standing) {
    if (voice.kind !== "complaint" && voice.kind !== "praise") continue;
    const asked = (one: Voice) => one.kind === "praise" && one.is_solicited === true;
    const earlier = standing.some(
      (other) =>
        other.kind === voice.kind &&
        asked(other) === asked(voice) &&
        sender(other) !== null &&
        sender(other) === sender(voice) &&
        need(other) === need(voice) &&
        before(other, voice) &&
        voice.created <= other.created + 7 * day,
    );
    if (earlier) reasons.set(voice.feedback_id, "same_need");
  }
  return reasons;
}

describe("complaints and praise against a plain reading of their definition", () => {
  const all = voices(2000);
  let warehouse: Warehouse;

  beforeAll(async () => {
    warehouse = await openWarehouse();
    await warehouse.land(
      "feedback",
      all.map(({ created, is_solicited, ...voice }) => ({
        ...voice,
        created_at: moment(created),
        is_solicited: is_solicited === null ? null : String(is_solicited),
      })),
    );
    await warehouse.build("fct_feedback", new Date(asOf).toISOString());
  });
  afterAll(() => warehouse.close());

  test("every text has the verdict it should have", async () => {
    const rows = await warehouse.engine.query<{ feedback_id: string; not_counted_reason: string | null }>(
      "SELECT feedback_id, not_counted_reason FROM fct_feedback ORDER BY feedback_id",
    );
    const expected = judge(all);
    const reasons = new Set(expected.values());
    expect([...reasons].map(String).sort()).toEqual(
      ["boilerplate", "copied_text", "null", "repeated_text", "same_need", "template"].sort(),
    );
    expect(rows).toEqual(
      all.map(({ feedback_id }) => ({ feedback_id, not_counted_reason: expected.get(feedback_id) ?? null })),
    );
  });

  test("complaints count whoever asked, praise only where nobody did", async () => {
    const rows = await warehouse.engine.query<{ kind: string | null; n: number; complaints: number; praise: number }>(
      `SELECT kind, count(*) FILTER (is_counted AND is_solicited IS NOT TRUE) AS n, count(*) FILTER (is_complaint AND NOT is_solicited) AS complaints,
         count(*) FILTER (is_praise) AS praise FROM fct_feedback GROUP BY kind ORDER BY kind NULLS FIRST`,
    );
    for (const { kind, n, complaints, praise } of rows) {
      expect(n).toBeGreaterThan(20);
      expect({ kind, complaints, praise }).toEqual({
        kind,
        complaints: kind === "complaint" ? n : 0,
        praise: kind === "praise" ? n : 0,
      });
    }
  });
});
