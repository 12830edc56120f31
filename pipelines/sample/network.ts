import { provinces } from "./provinces.ts";
import { type Random, runningTotals } from "./random.ts";

export type Tier = "urban" | "county" | "rural";

export interface ServicePoint {
  id: string;
  name: string;
  ownership: "own" | "partner";
  level: "city" | "county" | "township";
  region: number;
  city: string;
  county: string;
  lat: number;
  lon: number;
  openedDay: number;
  weight: number;
  tier: Tier;
  /** Index of the first engineer and how many there are. */
  engineerFrom: number;
  engineerCount: number;
  isBad: boolean;
  /** Its engineers rate their own visits on their tablets, minutes after the close. */
  isBegging: boolean;
}

export interface Engineer {
  id: string;
  point: ServicePoint;
  joinedDay: number;
  leftDay: number;
  certifiedFor: string;
  certifiedUntilDay: number;
}

export interface Network {
  points: ServicePoint[];
  engineers: Engineer[];
  /** Service points of each province and the running totals of their weights. */
  byRegion: { points: ServicePoint[]; totals: Float64Array }[];
}

const stems =
  "青石 白杨 柳湾 云溪 松岗 竹屿 桂塘 枫桥 荷浦 梅坞 兰亭 橡林 晴川 雁塔 鹤洲 鹭岛 星河 月湖 霞浦 露台".split(" ");
const kinds = "街 路 里 巷 坊 桥 坡 湾 园 口".split(" ");
const counties = "东屏 西坪 南桥 北岭 上河 下塘 新渡 旧城 长陂 圆井".split(" ");

/** 300 service points over 31 provinces and 1,500 engineers, the same for every scale. */
export function buildNetwork(random: Random, startDay: number, endDay: number, categories: readonly string[]): Network {
  const points: ServicePoint[] = [];
  const names = new Set<string>();
  const totalWeight = provinces.reduce((sum, province) => sum + province[1], 0);
  const byRegion: Network["byRegion"] = [];
  let left = 300 - 2 * provinces.length;
  let weightLeft = totalWeight;
  provinces.forEach(([, weight, county, rural, lat, lon, cityList], region) => {
    const extra = Math.round((left * weight) / weightLeft);
    left -= extra;
    weightLeft -= weight;
    const cities = cityList.split(" ");
    const mine: ServicePoint[] = [];
    for (let i = 0; i < 2 + extra; i++) {
      const u = random.next();
      const tier: Tier = i === 0 || u >= county + rural ? "urban" : u < county ? "county" : "rural";
      let name = "";
      do name = `${random.pick(stems)}${random.pick(kinds)}服务${tier === "urban" ? "中心" : "站"}`;
      while (names.has(name) && names.size < 380);
      names.add(name);
      const joint = mine.length === 0 ? 3.5 : 0.35 + random.next() * random.next() * 3;
      mine.push({
        id: `SP${String(points.length + mine.length + 1).padStart(4, "0")}`,
        name,
        ownership: random.chance(0.35) ? "own" : "partner",
        level: tier === "urban" ? "city" : tier === "county" ? "county" : "township",
        region,
        city: random.pick(cities),
        county: `${random.pick(counties)}${tier === "urban" ? "区" : "县"}`,
        lat: Math.round((lat + (random.next() - 0.5) * 1.6) * 1000) / 1000,
        lon: Math.round((lon + (random.next() - 0.5) * 1.6) * 1000) / 1000,
        openedDay: startDay - random.between(200, 3200),
        weight: joint * (tier === "rural" ? 0.6 : 1),
        tier,
        engineerFrom: 0,
        engineerCount: 0,
        isBad: false,
        isBegging: false,
      });
    }
    points.push(...mine);
    byRegion.push({ points: mine, totals: runningTotals(mine.map((point) => point.weight)) });
  });
  const bad = (byRegion[18] as Network["byRegion"][number]).points[0] as ServicePoint;
  bad.isBad = true;
  const begging = (byRegion[9] as Network["byRegion"][number]).points[0] as ServicePoint;
  begging.isBegging = true;
  return { points, byRegion, engineers: buildEngineers(random, points, startDay, endDay, categories) };
}

function buildEngineers(
  random: Random,
  points: readonly ServicePoint[],
  startDay: number,
  endDay: number,
  categories: readonly string[],
): Engineer[] {
  const engineers: Engineer[] = [];
  let weightLeft = points.reduce((sum, point) => sum + point.weight, 0);
  let left = 1500 - 2 * points.length;
  for (const point of points) {
    const extra = Math.round((left * point.weight) / weightLeft);
    left -= extra;
    weightLeft -= point.weight;
    point.engineerFrom = engineers.length;
    point.engineerCount = 2 + extra;
    for (let i = 0; i < point.engineerCount; i++) {
      const certified = categories.filter(() => random.chance(0.55));
      engineers.push({
        id: `E${String(engineers.length + 1).padStart(5, "0")}`,
        point,
        joinedDay: startDay - random.between(30, 3000),
        leftDay: random.chance(0.06) ? random.between(startDay + 60, endDay - 30) : 0,
        certifiedFor: (certified.length === 0 ? [random.pick(categories)] : certified).join("|"),
        certifiedUntilDay: random.between(endDay - 200, endDay + 900),
      });
    }
  }
  return engineers;
}
