import { constants, gzipSync } from "node:zlib";
import { categories } from "./categories.ts";
import { dateText, day, endDay, firstDay, hour, monthCount, monthText, stamp } from "./clock.ts";
import type { Files } from "./files.ts";
import type { Random } from "./random.ts";
import { regionName } from "./rows.ts";
import type { World } from "./world.ts";

/** Products, places and people of the sample: small files that do not grow with the scale. */
export function writeSetting(files: Files, world: World): void {
  for (const model of world.catalogue.models) {
    files
      .of("products")
      .row(
        `${model.id},${model.brand},${categories[model.category]?.id},${model.subcategory},${dateText(model.launchedDay)}T00:00:00,${
          model.endDay > 0 ? `${dateText(model.endDay)}T00:00:00` : ""
        }`,
      );
  }
  for (const point of world.network.points) {
    files
      .of("service_points")
      .row(
        `${point.id},${point.name},${point.ownership},${point.level},${regionName(point.region)},${point.city},${point.county},${point.lat},${point.lon},${dateText(point.openedDay)}T09:00:00,`,
      );
  }
  for (const engineer of world.network.engineers) {
    files
      .of("engineers")
      .row(
        `${engineer.id}\t${engineer.point.id}\t${dateText(engineer.joinedDay)}T09:00:00\t${
          engineer.leftDay > 0 ? `${dateText(engineer.leftDay)}T18:00:00` : ""
        }\t${engineer.certifiedFor}\t${dateText(engineer.certifiedUntilDay)}`,
      );
  }
}

const campaignPlan = [
  ["C618-25", "sale", "年中618", "2025-06-01", "2025-06-20", ""],
  ["C618-26", "sale", "年中618", "2026-06-01", "2026-06-20", ""],
  ["C1111-24", "sale", "双十一", "2024-10-31", "2024-11-11", ""],
  ["C1111-25", "sale", "双十一", "2025-10-31", "2025-11-11", ""],
  ["CBAT-25", "battery_replacement", "手机电池优惠更换", "2025-09-01", "2025-12-05", "phone"],
  ["CCLEAN-25", "care", "空调夏前清洗", "2025-04-15", "2025-05-31", "air_conditioner"],
  ["CCLEAN-26", "care", "空调夏前清洗", "2026-04-15", "2026-05-31", "air_conditioner"],
  ["CNY-25", "greeting", "春节问候", "2025-01-20", "2025-02-05", ""],
  ["CNY-26", "greeting", "春节问候", "2026-02-08", "2026-02-24", ""],
  ["CTRADE-26", "trade_in", "以旧换新", "2026-03-01", "2026-08-31", ""],
] as const;

const dayOfText = (text: string) => Math.round((Date.parse(`${text}T00:00:00Z`) - Date.UTC(2015, 0, 1)) / 86400000);

/** Campaigns, the monthly service days (first Friday and the two days after it) and some of what came of them. */
export function writeCampaigns(files: Files, random: Random, scale: number): string[][] {
  const all: string[][] = campaignPlan.map((row) => [...row]);
  for (let d = firstDay; d < endDay; d++) {
    const text = dateText(d);
    if ((d + 4) % 7 === 5 && Number(text.slice(8)) <= 7) {
      all.push([`CDAY-${text.slice(2, 7).replace("-", "")}`, "service_day", "服务日", text, dateText(d + 2), "phone"]);
    }
  }
  let events = 0;
  for (const [id, kind, name, from, to, category] of all as [string, string, string, string, string, string][]) {
    files.of("campaigns").row(`${id},${kind},${name},${from},${to},${category},[]`);
    const days = dayOfText(to) - dayOfText(from) + 1;
    const n = random.count((kind === "service_day" ? 40 : 160) * scale);
    for (let i = 0; i < n; i++) {
      const at = (dayOfText(from) + random.int(days)) * day + random.between(9, 19) * hour + random.int(3600);
      if (at >= endDay * day) continue;
      const what =
        kind === "service_day" ? "used" : random.pick(["sent", "sent", "sent", "read", "read", "used", "opted_out"]);
      const benefit =
        what === "used" ? random.pick(["free_clean", "free_film", "labour_discount", "part_discount"]) : "";
      files
        .of("campaign_events")
        .row(`${id},CE${String(++events).padStart(7, "0")},${stamp(at)},${what},${benefit},,,`);
    }
  }
  return all;
}

/** Units in use by model, month, batch and province, gzip. Rows where nothing is in use are left out. */
export function installedBase(world: World): { data: Uint8Array; rows: number } {
  const chunks = [Buffer.from("model,month,batch,region,units,units_sold\n")];
  let rows = 0;
  for (const model of world.catalogue.models) {
    let text = "";
    for (const from of model.cells) {
      for (let month = 0; month < monthCount; month++) {
        const units = from.units[month] as number;
        if (units === 0) continue;
        rows++;
        text += `${model.id},${monthText(month)},${from.batch},${regionName(from.region)},${units},${from.sold[month]}\n`;
      }
    }
    chunks.push(Buffer.from(text));
  }
  // Huffman coding alone does not depend on how a build of zlib searches for repeats.
  return { data: gzipSync(Buffer.concat(chunks), { strategy: constants.Z_HUFFMAN_ONLY }), rows };
}
