import { beforeAll, describe, expect, it } from "vitest";
import { type RealRun, rawRows, realFile, reportDay, runReal, totals } from "./real-folder.ts";

const file = realFile("servicenow_events_first_half.csv.gz");

interface Row {
  number: string;
  incident_state: string;
  reopen_count: string;
  opened_at: string;
  closed_at: string;
  sys_updated_at: string;
  sys_updated_by: string;
}

/** A ticket's openings and closings, told from the log's rows alone: Resolved and Closed close it, Active after a reopening opens it again. */
interface Life {
  opened: number;
  reopened: boolean;
  closings: number[];
  spells: [number, number][];
}

function livesOf(rows: readonly Row[]): Map<string, Life> {
  const byTicket = new Map<string, Row[]>();
  for (const row of rows) byTicket.set(row.number, [...(byTicket.get(row.number) ?? []), row]);
  const time = (text: string) => Date.parse(`${text.replace(" ", "T")}Z`);
  return new Map(
    [...byTicket].map(([number, own]) => {
      const last = own.at(-1) as Row;
      const turns = own.flatMap((row) => {
        if (row.incident_state === "Resolved" || row.incident_state === "Closed")
          return [{ at: time(row.sys_updated_at), open: false }];
        return row.incident_state === "Active" && row.reopen_count !== "0"
          ? [{ at: time(row.sys_updated_at), open: true }]
          : [];
      });
      if (last.closed_at !== "?") turns.push({ at: time(last.closed_at), open: false });
      turns.sort((a, b) => a.at - b.at);
      const life: Life = { opened: time(last.opened_at), reopened: false, closings: [], spells: [] };
      let since: number | undefined = life.opened;
      for (const turn of turns) {
        if (turn.open === (since !== undefined)) continue;
        if (turn.open) {
          life.reopened = true;
          since = turn.at;
        } else {
          life.closings.push(turn.at);
          life.spells.push([since as number, turn.at]);
          since = undefined;
        }
      }
      if (since !== undefined) life.spells.push([since, Number.POSITIVE_INFINITY]);
      return [number, life];
    }),
  );
}

describe.skipIf(file === undefined)(
  "an incident log as tickets and events (skipped where ../shared/datasets is absent)",
  () => {
    let rows: Row[];
    let lives: Map<string, Life>;
    let run: RealRun;
    beforeAll(async () => {
      if (file === undefined) return;
      rows = await rawRows<Row>(
        file,
        "number, incident_state, reopen_count, opened_at, closed_at, sys_updated_at, sys_updated_by",
      );
      lives = livesOf(rows);
      run = await runReal(file, "servicenow");
    });

    /** The newest time of the log, which is its as-of. */
    const newest = () => {
      const times = rows.flatMap((row) => [row.opened_at, row.closed_at, row.sys_updated_at]);
      const last = times.filter((text) => text !== "?").sort();
      return Date.parse(`${last.at(-1)?.replace(" ", "T")}Z`);
    };
    /** Tickets that came due for resolution by month, and those first closed in time: eight days of 24 hours. */
    const resolutions = () => {
      const asOf = newest();
      const found = new Map<string, { n: number; x: number }>();
      for (const { opened, closings } of lives.values()) {
        const due = opened + 11_520 * 60_000;
        if (due > asOf) continue;
        const month = `${reportDay(due).slice(0, 7)}-01`;
        const held = found.get(month) ?? { n: 0, x: 0 };
        const isMet = (closings[0] ?? Number.POSITIVE_INFINITY) <= due;
        found.set(month, { n: held.n + 1, x: held.x + (isMet ? 1 : 0) });
      }
      return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
    };

    it("loads every row or says where it went", () => {
      expect(run.code).toBe(0);
      const isReopening = (row: Row) => row.incident_state === "Active" && row.reopen_count !== "0";
      const different = (some: Row[], kind: (state: string) => string) =>
        new Set(
          some.map((row) => [row.number, row.sys_updated_at, kind(row.incident_state), row.sys_updated_by].join("|")),
        ).size;
      const kinds: Record<string, string> = { New: "created", Resolved: "closed", Closed: "closed", Active: "other" };
      const ordinary = rows.filter((row) => !isReopening(row));
      const reopenings = rows.filter(isReopening);
      const events = different(ordinary, (state) => kinds[state] ?? "paused");
      const reopened = different(reopenings, () => "reopened");
      expect(
        run.loads.map(({ entity, read, filtered, loaded, quarantined, superseded }) => ({
          entity,
          read,
          filtered,
          loaded,
          quarantined,
          superseded,
        })),
      ).toEqual([
        {
          entity: "tickets",
          read: rows.length,
          filtered: 0,
          loaded: lives.size,
          quarantined: 0,
          superseded: rows.length - lives.size,
        },
        {
          entity: "ticket_events",
          read: ordinary.length,
          filtered: reopenings.length,
          loaded: events,
          quarantined: 0,
          superseded: ordinary.length - events,
        },
        {
          entity: "ticket_events",
          read: reopenings.length,
          filtered: ordinary.length,
          loaded: reopened,
          quarantined: 0,
          superseded: reopenings.length - reopened,
        },
      ]);
      expect([rows.length, lives.size]).toEqual([65_641, 10_384]);
    });

    it("finds the tickets that were reopened, by month of their first closing", async () => {
      const wanted = new Map<string, { n: number; x: number }>();
      for (const life of lives.values()) {
        const [first] = life.closings;
        if (first === undefined) continue;
        const month = `${reportDay(first).slice(0, 7)}-01`;
        const held = wanted.get(month) ?? { n: 0, x: 0 };
        wanted.set(month, { n: held.n + 1, x: held.x + (life.reopened ? 1 : 0) });
      }
      const found = await totals(run, "reopen_rate", "month");
      expect(found.map(({ period, n, x }) => [period, { n, x }])).toEqual(
        [...wanted].sort(([a], [b]) => (a < b ? -1 : 1)),
      );
      const [all] = await totals(run, "reopen_rate", "all");
      const reopened = [...lives.values()].filter((life) => life.reopened).length;
      expect(all).toMatchObject({ n: lives.size, x: reopened, value: reopened / lives.size });
      expect(reopened).toBe(138);
    });

    it("judges each resolution on its first closing, by the month its eight days were up", async () => {
      const found = await totals(run, "restore_sla", "month");
      expect(found.map(({ period, n, x }) => [period, { n, x }])).toEqual(resolutions());
      expect(found.length).toBeGreaterThan(1);
    });

    it("shows on its pages who still waits, how many were resolved in time, and what is lacking", async () => {
      const asOf = newest();
      const open = [...lives.values()].filter(({ spells }) => spells.some(([, to]) => to > asOf));
      const old = open.filter(({ opened }) => asOf - opened > 30 * 86_400_000);
      const response = await run.page("response");
      expect(response).toContain(
        open.length === 0 ? "没有未关闭的工单" : `${open.length}张未关闭，其中${old.length}张超过30天`,
      );
      expect(response).toContain("需要字段：visits.arrived_at");
      const definition = await run.page("definitions/restore_sla");
      for (const [period, { n, x }] of resolutions().filter((month) => month[1].n >= 30)) {
        const month = `${period.slice(0, 4)}年${Number(period.slice(5, 7))}月`;
        expect(definition).toMatch(
          new RegExp(`${month} ${((100 * x) / n).toFixed(1)} [\\d.]+ [\\d.]+ ${n.toLocaleString("en")} `),
        );
      }
      expect(await run.page("first-fix")).toContain("需要字段：visits.outcome");
      expect(await run.page("index")).toContain("数据还不足以与上年同月比较");
      const counts = await run.page("about");
      expect(counts).toContain(`${(rows.length * 2).toLocaleString("en")}行进来，0行被隔离`);
    });

    it("rebuilds the backlog of every month's end", async () => {
      const found = await totals(run, "backlog", "month");
      expect(found.length).toBeGreaterThan(10);
      for (const { period, n } of found) {
        const start = new Date(`${period}T00:00:00Z`);
        const end = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1) - 8 * 3_600_000;
        const open = [...lives.values()].filter(({ spells }) =>
          spells.some(([from, to]) => from < end && to >= end),
        ).length;
        expect([period, n]).toEqual([period, open]);
      }
    });
  },
);
