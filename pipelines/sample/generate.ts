import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../errors.ts";
import { categories } from "./categories.ts";
import { dateText, monthText } from "./clock.ts";
import { describeFault } from "./faults.ts";
import { Files } from "./files.ts";
import { Random } from "./random.ts";
import { baseline, driverPoints, surveyModes, tablet } from "./ratings.ts";
import { regionName } from "./rows.ts";
import { Sample } from "./sample.ts";
import { volumes } from "./seasons.ts";
import { installedBase, writeCampaigns, writeSetting } from "./setting.ts";
import { improvedDay } from "./visits.ts";
import { LineFile } from "./writer.ts";

export interface SampleOptions {
  out: string;
  /** 1 is about 60,000 tickets. */
  scale: number;
  seed: number;
  /** Without text: no feedback, descriptions, causes or comments; for measuring the rest at large scales. */
  hasText?: boolean;
  onProgress?: (message: string) => void;
}

export interface SampleResult {
  out: string;
  rows: Record<string, number>;
}

/**
 * Writes the sample folder whole: into a folder beside it, which then takes its place.
 * A folder that is no sample is never replaced.
 */
export function writeSample(options: SampleOptions): SampleResult {
  const { scale, seed } = options;
  if (!(scale > 0)) throw new UserError(`--scale "${scale}" is not a number above 0.`);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new UserError(`--seed "${seed}" is not a whole number from 0 up.`);
  const out = resolve(options.out);
  const isTaken = existsSync(out) && readdirSync(out).length > 0;
  if (isTaken && !existsSync(join(out, "planted.json"))) {
    throw new UserError(`${out} is not empty and holds no planted.json, so it is no sample that may be replaced.`, {
      hint: "Name an empty or new folder with --out.",
    });
  }
  const partial = join(dirname(out), `.${basename(out)}.${process.pid}.tmp`);
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    const rows = fill(partial, options);
    if (existsSync(out)) rmSync(out, { recursive: true });
    renameSync(partial, out);
    return { out, rows };
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

function fill(folder: string, { scale, seed, hasText = true, onProgress }: SampleOptions): Record<string, number> {
  const files = new Files(folder);
  const sample = new Sample(files, scale, seed, hasText);
  writeSetting(files, sample.world);
  writeCampaigns(files, new Random(seed, 3), scale);
  sample.planting.badFixed();
  const base = installedBase(sample.world);
  writeFileSync(join(folder, "installed_base.csv.gz"), base.data);
  sample.run((month) => onProgress?.(`${monthText(month)} written`));
  files.close();
  const rows = { ...files.rows(), installed_base: base.rows };
  const planted = new LineFile(join(folder, "planted.json"), undefined);
  planted.raw(`${JSON.stringify(describe(sample, rows, scale, seed, hasText), null, 1)}\n`);
  planted.close();
  return rows;
}

/** What was planted and what is true, for tests to compare with; the pipeline never reads it. */
function describe(sample: Sample, rows: Record<string, number>, scale: number, seed: number, hasText: boolean) {
  const { truth, planting, world } = sample;
  const bad = world.network.points.find((point) => point.isBad);
  return {
    about: "What the generator planted and the true values it counted while it ran. Not an input of the pipeline.",
    version: 1,
    seed,
    scale,
    has_text: hasText,
    first_day: "2024-09-01",
    as_of: "2026-10-31T23:59:59+08:00",
    zone: "Asia/Shanghai",
    rows,
    superseded: planting.superseded,
    late: { file: "tickets-late.csv", ...planting.late },
    quarantine: planting.bad,
    faults: world.faults.map((fault) => describeFault(fault, sample.faultTickets.get(fault.id) ?? 0)),
    bad_service_point: {
      service_point_id: bad?.id,
      region: bad === undefined ? null : regionName(bad.region),
      on_time_rate: 0.68,
      repeat_ratio: 3,
      awaiting_part_ratio: 2.2,
      reopen_ratio: 2.7,
    },
    begging_service_point: {
      service_point_id: world.network.points.find((point) => point.isBegging)?.id,
      share: 0.8,
      answers: truth.answers.begged ?? 0,
    },
    first_fix_improvement: { since: dateText(improvedDay), awaiting_part: [0.076, 0.046], repeat: [0.06, 0.042] },
    seasons: Object.fromEntries(categories.map(({ id, season }) => [id, season])),
    volumes,
    nps: { baseline, driver_points: driverPoints, modes: [...surveyModes, tablet] },
    truth: {
      tickets: truth.tickets,
      created_by_month: truth.created,
      arrival_by_due_month: truth.arrival,
      arrival_any_proof_by_due_month: truth.arrivalAnyProof,
      first_time_fix_by_closed_month: truth.firstFix,
      install_first_time_fix_by_closed_month: truth.installFirstFix,
      sla_by_due_month: truth.sla,
      response: truth.response,
      nps_by_mode: truth.npsByMode,
      nps_by_month: truth.npsByMonth,
      nps_by_driver: truth.drivers,
      ratings: truth.answers,
      visits: truth.visits,
      feedback: truth.voices,
      supply: sample.supply.truth,
      needs: sample.needs.truth,
      remote: sample.remote.truth,
    },
    personal_data: { texts: planting.privateTexts, canaries: planting.canaries },
  };
}
