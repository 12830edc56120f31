import type { ThemeKind } from "./named.ts";

export interface GroupName {
  zh: string;
  en: string;
}

/** What the lexicon's groups of symptoms and situations are called where they name a parent; others name none. */
export const groupNames: ReadonlyMap<string, GroupName> = new Map(
  Object.entries({
    appearance: ["外观", "appearance"],
    battery: ["电池", "battery"],
    connect: ["联网", "connection"],
    display: ["显示", "display"],
    error_code: ["故障代码", "error codes"],
    leak: ["漏水", "leaks"],
    no_cool: ["制冷", "cooling"],
    no_drain: ["排水", "draining"],
    no_heat: ["加热", "heating"],
    no_power: ["通电", "power"],
    no_spin: ["脱水", "spinning"],
    noise: ["噪音", "noise"],
    safety: ["安全", "safety"],
    slow: ["反应慢", "slowness"],
    smell: ["异味", "smell"],
    vibration: ["震动", "vibration"],
    attitude: ["态度", "attitude"],
    communication: ["沟通", "communication"],
    damage: ["损坏", "damage"],
    data_loss: ["数据", "data"],
    delay: ["等待", "waiting"],
    dispatch: ["派单", "dispatch"],
    exchange: ["退换", "return and exchange"],
    fee: ["收费", "charges"],
    installation: ["安装", "installation"],
    logistics: ["物流", "delivery"],
    missing_parts: ["配件", "parts"],
    no_show: ["上门", "visits"],
    parts: ["配件", "parts"],
    promotion: ["优惠", "promotions"],
    refund: ["退换", "return and exchange"],
    repeat_repair: ["维修", "repair"],
    warranty: ["保修", "warranty"],
  }).map(([group, [zh = "", en = ""]]) => [group, { zh, en }]),
);

/** What a parent is called whose themes share a kind and no words. */
export const kindNames: Readonly<Record<ThemeKind, GroupName>> = {
  fault: { zh: "产品故障", en: "product faults" },
  service: { zh: "服务", en: "service" },
  price: { zh: "价格与收费", en: "prices and charges" },
  logistics: { zh: "物流", en: "delivery" },
  praise: { zh: "好评", en: "praise" },
  other: { zh: "其他", en: "other" },
};
