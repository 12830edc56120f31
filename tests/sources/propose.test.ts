import { describe, expect, it } from "vitest";
import { profileColumns } from "../../sources/column-profile.ts";
import { records } from "../../sources/delimited.ts";
import { canonicalValue } from "../../sources/headers/values.ts";
import { parseMapping } from "../../sources/mapping.ts";
import { planFile } from "../../sources/plan.ts";
import { proposalYaml } from "../../sources/proposal-yaml.ts";
import { proposeFile } from "../../sources/propose.ts";

/** What is proposed for a file, by entity and field: the column, or the plan where there is more to it. */
function proposed(path: string, csv: string) {
  const [header = [], ...rows] = records(csv, ",", 1000);
  const columns = profileColumns(
    header,
    header.map((_, index) => rows.map((row) => row[index] ?? null)),
  );
  const proposal = proposeFile(path, columns);
  const yaml = proposalYaml([{ glob: path, proposal, columns, notes: [] }], { timeZone: "Asia/Shanghai" });
  const entities = Object.fromEntries(
    proposal.entities.map(({ entity, matches }) => [
      entity,
      Object.fromEntries(
        matches.map(({ field, plan }) => [
          field.name,
          Object.keys(plan).join() === "from" && "from" in plan ? plan.from : plan,
        ]),
      ),
    ]),
  );
  return { entities, extra: proposal.extra, nearest: proposal.nearest, yaml, header };
}

/** Saved as it is, the proposal passes the grammar and plans the file. */
function plans(path: string, csv: string) {
  const { yaml, header } = proposed(path, csv);
  return planFile({ path, entity: undefined, header, mapping: parseMapping(yaml, "mapping.yaml") });
}

const workOrders = `工单号,报修时间,报修方式,服务类型,产品大类,产品型号,机身条码,客户电话,省份,故障现象,服务网点,服务工程师,预约上门时间,实际上门时间,完成时间,处理结果,是否保内,工单状态,满意度,回访时间,备注
G1,2024/3/1 8:05,400热线,维修,洗衣机,XQG100,SN1,13800001111,山东,不脱水,市南站,王师傅,2024/3/1 14:00,2024/3/1 14:10,2024/3/1 15:00,已修复,保内,已完成,非常满意,2024/3/2 10:00,
G2,2024/3/1 9:15,微信公众号,安装,空调,KFR35,SN2,13800001112,山东,新机安装,历下站,李师傅,2024/3/2 9:00,2024/3/2 9:20,2024/3/2 11:00,安装完成,保内,已完成,满意,2024/3/3 10:00,
G3,2024/3/1 10:15,京东,维修,冰箱,BCD500,SN3,13800001113,河南,不制冷,历下站,李师傅,2024/3/2 13:00,2024/3/2 13:40,,待配件,保外,待派单,无,,
`;

describe("exports nobody has described", () => {
  it("a wide Chinese work-order export feeds tickets, visits and ratings", () => {
    const { entities, extra } = proposed("工单明细.csv", workOrders);
    const format = { formats: ["%Y/%m/%d %H:%M"] };
    expect(entities.tickets).toMatchObject({
      ticket_id: "工单号",
      created_at: { from: "报修时间", ...format },
      type: { values: { 维修: "repair", 安装: "install" } },
      channel: { from: "报修方式", values: { "400热线": "hotline", 微信公众号: "wechat", 京东: "other" } },
      status: { values: { 已完成: "closed", 待派单: "open" } },
      closed_at: { from: "完成时间", ...format },
      category: "产品大类",
      model: "产品型号",
      serial: "机身条码",
      customer_key: "客户电话",
      region: "省份",
      service_point_id: "服务网点",
      engineer_id: "服务工程师",
      requested_from: { from: "预约上门时间", ...format },
      warranty: { from: "是否保内", values: { 保内: "in", 保外: "out" } },
      mode: { const: "on_site" },
      description: "故障现象",
    });
    expect(entities.visits).toMatchObject({
      visit_id: "工单号",
      ticket_id: "工单号",
      arrived_at: { from: "实际上门时间", ...format },
      left_at: { from: "完成时间", ...format },
      outcome: { from: "处理结果", values: { 已修复: "fixed", 安装完成: "installed", 待配件: "awaiting_part" } },
    });
    expect(entities.ratings).toMatchObject({
      answered_at: { from: "回访时间", ...format },
      csat: { from: "满意度", values: { 非常满意: "5", 满意: "4" } },
    });
    expect(extra).toEqual(["备注"]);
    const { settings, entities: planned } = plans("工单明细.csv", workOrders);
    expect(settings.nulls).toEqual(["", "无"]);
    expect(planned.map((plan) => plan.where?.sql)).toEqual([
      undefined,
      `"实际上门时间" NOT IN ('', '无') OR "处理结果" NOT IN ('', '无') OR "完成时间" NOT IN ('', '无')`,
      `"满意度" NOT IN ('', '无')`,
    ]);
  });

  it("shop reviews with stars in words", () => {
    const csv = `评论ID,商品名称,SKU,买家昵称,评分,评价内容,评价时间,追评内容,追评时间,商家回复,地域
901,某滚筒洗衣机,10001,j***1,5星,洗得干净声音小,2024-05-01 12:00:00,用了一个月还不错,2024-06-01 12:00:00,感谢支持,北京
902,某滚筒洗衣机,10001,j***2,1星,安装师傅乱收费,2024-05-02 12:00:00,,,抱歉,上海
`;
    expect(proposed("comments.csv", csv).entities).toEqual({
      feedback: {
        feedback_id: "评论ID",
        created_at: "评价时间",
        text: "评价内容",
        kind: { const: "review" },
        customer_key: "买家昵称",
        model: "SKU",
        region: "地域",
        rating: { from: "评分", values: { "5星": "5", "1星": "1" }, otherwise: { kind: "quarantine" } },
        reply_text: "商家回复",
        follow_up_text: "追评内容",
        follow_up_at: "追评时间",
      },
    });
  });

  it("an English service export with American times", () => {
    const csv = `Case Number,Account Name,Contact Phone,Case Origin,Status,Priority,Type,Description,Product,Asset Serial Number,Date/Time Opened,Date/Time Closed
1,Jane Roe,+1 555 010 0001,Phone,Closed,High,Repair,Water on the floor,WX-100,S-1,3/14/2024 9:05 AM,3/15/2024 4:30 PM
2,John Doe,+1 555 010 0002,Email,Working,Low,Question,How do I reset it,DX-200,S-2,3/4/2024 10:00 AM,
`;
    const { entities, extra } = proposed("export.csv", csv);
    expect(entities).toMatchObject({
      tickets: {
        ticket_id: "Case Number",
        created_at: { from: "Date/Time Opened", formats: ["%m/%d/%Y %I:%M %p"] },
        closed_at: { from: "Date/Time Closed", formats: ["%m/%d/%Y %I:%M %p"] },
        type: { values: { Repair: "repair", Question: "inquiry" } },
        channel: { from: "Case Origin", values: { Phone: "hotline", Email: "mail" } },
        status: { values: { Closed: "closed", Working: "open" } },
        customer_key: "Contact Phone",
        serial: "Asset Serial Number",
        model: "Product",
      },
    });
    expect(extra).toEqual(["Account Name"]);
  });

  it("a log with many rows a ticket is events", () => {
    const csv = `单号,操作时间,操作节点,操作人,操作人类型
G1,2024-03-01 08:05:00,建单,坐席1,客服
G1,2024-03-01 08:20:00,派单,系统,系统
G1,2024-03-01 08:30:00,未联系上用户,王,工程师
G2,2024-03-01 09:05:00,建单,坐席2,客服
G2,2024-03-01 10:25:00,用户改约,坐席2,客服
`;
    expect(proposed("流程.csv", csv).entities).toMatchObject({
      ticket_events: {
        ticket_id: "单号",
        at: "操作时间",
        kind: {
          values: { 建单: "created", 派单: "assigned", 未联系上用户: "contact_failed", 用户改约: "user_rescheduled" },
        },
        actor_kind: { values: { 客服: "human", 系统: "system", 工程师: "human" } },
        actor_id: "操作人",
      },
    });
  });

  it("a log of states is told by the state it leads to", () => {
    const csv = `ticket,changed_at,from_status,to_status,changed_by
T1,2024-05-01 10:00,,New,sys
T1,2024-05-01 12:10,New,On Hold,ann
T1,2024-05-02 12:10,On Hold,Closed,ann
`;
    expect(proposed("changes.csv", csv).entities).toMatchObject({
      ticket_events: {
        at: "changed_at",
        kind: { from: "to_status", values: { New: "created", "On Hold": "paused", Closed: "closed" } },
      },
    });
  });

  it("names that mix scripts and questions of a survey are read", () => {
    const csv =
      "回访编号,工单编号,回访时间,NPS打分,您对本次服务的满意程度\nH1,G1,2024-05-01 10:00,10,5\nH2,G2,2024-05-02 10:00,3,2\n";
    expect(proposed("a.csv", csv).entities.ratings).toMatchObject({ nps: "NPS打分", csat: "您对本次服务的满意程度" });
  });

  it("a survey without ids of its own feeds ratings and feedback", () => {
    const csv = `responded_at,journey_stage,nps_rating,nps_score,verbatim
2017-12-11 19:36:00,Order,Detractor,1,Have been waiting for many months
2017-12-12 19:33:00,Order,Promoter,9,Good service so far
`;
    const id = { concat: ["_source", "_line"], with: "#" };
    expect(proposed("answers.csv", csv).entities).toEqual({
      ratings: {
        rating_id: id,
        answered_at: "responded_at",
        nps: "nps_score",
        touchpoint: "journey_stage",
        comment: "verbatim",
      },
      feedback: {
        feedback_id: id,
        created_at: "responded_at",
        text: "verbatim",
        is_solicited: { const: "true" },
        rating: "nps_score",
      },
    });
    expect(plans("answers.csv", csv).entities.map(({ entity }) => entity)).toEqual(["ratings", "feedback"]);
  });

  it("traditional headers are read like simplified ones", () => {
    const csv = `維修單號,報修日期,完修日期,聯絡電話,機種,機身序號,故障情形,服務站,保固內外,案件狀態
T1,2024/01/02,2024/01/05,0912345678,洗衣機,SN1,不脫水,台北站,保固內,已結案
T2,2024/01/03,,0912345679,冰箱,SN2,不冷,台中站,保固外,處理中
`;
    expect(proposed("維修.csv", csv).entities).toMatchObject({
      tickets: {
        ticket_id: "維修單號",
        type: { const: "repair" },
        created_at: { from: "報修日期" },
        closed_at: { from: "完修日期" },
        serial: "機身序號",
        category: "機種",
        warranty: { values: { 保固內: "in", 保固外: "out" } },
        status: { values: { 已結案: "closed", 處理中: "open" } },
      },
    });
  });

  it.each([
    [
      "products",
      "型号,品牌,大类,小类,上市日期,停产日期\nA1,某牌,洗衣机,滚筒,2020-01-01,2023-01-01\n",
      ["model", "brand", "category", "subcategory", "launched_at", "end_of_production_at"],
    ],
    [
      "units",
      "机编,产品型号,生产批次,生产日期,购机日期,安装日期,固件版本\nS1,A1,B1,2024/1/3,2024/2/1,2024/2/3,1.0\n",
      ["serial", "model", "batch", "production_month", "sold_at", "in_use_at", "firmware"],
    ],
    [
      "installed_base",
      "产品型号,统计月份,在用台数,当月销量\nA1,202401,12000,300\n",
      ["model", "month", "units", "units_sold"],
    ],
    [
      "service_points",
      "网点编码,网点名称,网点性质,网点级别,省,市,经度,纬度\nP1,一站,自营,A,山东,青岛,120.3,36.1\n",
      ["service_point_id", "name", "ownership", "level", "province", "city", "lat", "lon"],
    ],
    [
      "engineers",
      "工号,姓名,所属网点,入职日期,离职日期,技能品类,证书有效期至\nE1,张三,P1,2018-05-01,,空调,2026-05-01\n",
      ["engineer_id", "service_point_id", "joined_at", "left_at", "certified_for", "certified_until"],
    ],
    [
      "visits",
      "WorkOrderNo,AppointmentStart,AppointmentEnd,ArrivalTime,DepartureTime,TechnicianId,VisitResult\nW1,2024-03-01T08:00:00,2024-03-01T10:00:00,2024-03-01T08:10:00,2024-03-01T09:00:00,T1,Customer not home\n",
      ["visit_id", "ticket_id", "engineer_id", "planned_from", "planned_to", "arrived_at", "left_at", "outcome"],
    ],
    [
      "ratings",
      "回访单号,服务单号,客户编码,回访方式,回访日期,推荐意愿(0-10),服务满意度\nH1,G1,U1,电话,2024-03-05,9,5\nH2,G2,U2,短信,2024-03-06,3,2\n",
      ["rating_id", "ticket_id", "customer_key", "mode", "answered_at", "nps", "csat"],
    ],
  ])("columns of %s", (entity, csv, fields) => {
    const { entities } = proposed("export.csv", csv);
    expect(Object.keys(entities)).toEqual([entity]);
    expect(Object.keys(entities[entity] ?? {}).sort()).toEqual([...fields].sort());
    expect(plans("export.csv", csv).entities[0]?.entity).toBe(entity);
  });
});

describe("what the values say counts", () => {
  it("a window in one cell gives both of its ends, and no other time", () => {
    const csv = `工单号,报修时间,故障现象,预约时间,完成时间
A1,2026-01-05 08:03,不制冷,2026-01-06 08:00-12:00,2026-01-06 10:20
A2,2026-01-05 09:10,漏水,2026-01-07 13:00-17:00,2026-01-07 15:00
A3,2026-01-05 10:44,异响,2026-01-06 下午,2026-01-06 16:31`;
    const { tickets } = proposed("工单.csv", csv).entities;
    expect(tickets).toMatchObject({
      created_at: "报修时间",
      requested_from: { from: "预约时间", formats: ["window_from"] },
      requested_to: { from: "预约时间", formats: ["window_to"] },
      closed_at: "完成时间",
    });
    expect(() => plans("工单.csv", csv)).not.toThrow();
  });

  it("the keys of objects are columns, the objects themselves nobody's key", () => {
    const csv = `id,created_at,description,requester,satisfaction_rating,via
1,2026-01-05T08:03:00Z,leaking,"{""id"":7,""name"":""Jane Roe""}","{""score"":9}","{""channel"":""phone""}"
2,2026-01-05T09:10:00Z,no heat,"{""id"":8,""name"":""Sam Poe""}",null,"{""channel"":""chat"",""source"":{""rel"":null}}"`;
    const found = proposed("tickets.csv", csv);
    expect(found.entities.tickets).toMatchObject({ customer_key: "requester.id" });
    expect(found.entities.tickets).toHaveProperty("channel.from", "via.channel");
    expect(found.extra).toEqual(["requester", "satisfaction_rating", "via"]);
    expect(found.yaml).toContain("# kept in extra: requester, satisfaction_rating, via");
    expect(plans("tickets.csv", csv).entities[0]?.nested.map(({ name }) => name)).toContain("requester.id");
  });

  it("a list is nobody's key, whatever its column is called", () => {
    const csv = `id,created_at,description,requester
1,2026-01-05T08:03:00Z,leaking,"[""7"",""Jane Roe""]"
2,2026-01-05T09:10:00Z,no heat,"[""8""]"`;
    const found = proposed("tickets.csv", csv);
    expect(found.entities.tickets).not.toHaveProperty("customer_key");
    expect(found.extra).toContain("requester");
    expect(found.yaml).toContain('"requester" is named like customer_key, but its values are JSON objects or lists');
  });

  it("a day and a clock in two columns become one time", () => {
    const csv = "工单号,报修日期,报修时刻,故障描述\nG1,2024/3/1,08:05,不转\nG2,2024/3/2,9:05,漏水\n";
    expect(proposed("工单.csv", csv)).toMatchObject({
      entities: {
        tickets: {
          created_at: { concat: ["报修日期", "报修时刻"], with: " ", formats: ["%Y/%m/%d %H:%M", "%Y/%m/%d"] },
        },
      },
      extra: [],
    });
    expect(plans("工单.csv", csv).entities[0]?.columns.created_at).toMatchObject({ concat: ["报修日期", "报修时刻"] });
  });
  it("a score beyond the scale is not taken for it", () => {
    const csv = (scores: string) =>
      `服务单号,回访时间,满意度\n${scores
        .split(",")
        .map((score, i) => `G${i},2024-03-0${i + 1},${score}`)
        .join("\n")}\n`;
    expect(proposed("回访.csv", csv("5,4,1")).entities.ratings).toHaveProperty("csat", "满意度");
    const beyond = proposed("回访.csv", csv("95,80,100"));
    expect(beyond.entities.ratings ?? {}).not.toHaveProperty("csat");
    expect(beyond.yaml).toContain('"满意度" is named like csat, but the values run from 80 to 100, wanted 1 to 5');
  });

  it("a column called a time without times is not taken for one", () => {
    const csv = "工单号,报修时间,创建时间\nG1,上午,2024-03-01 08:00:00\nG2,下午,2024-03-02 08:00:00\n";
    expect(proposed("工单.csv", csv).entities.tickets).toHaveProperty("created_at", "创建时间");
    const alone = proposed("工单.csv", "工单号,报修时间\nG1,2024/3/5 下午 2:30\nG2,2024/3/6 上午 9:30\n");
    expect(alone.entities).toEqual({});
    expect(alone.yaml).toContain(
      '# check: "报修时间" is named like created_at, but its values are no times in a form that is read',
    );
  });

  it("a closing that is only a day is not set beside a creation with a clock", () => {
    const csv = "工单号,报修时间,关闭日期\nG1,2024-03-01 08:05,2024-03-01\nG2,2024-03-02 09:05,2024-03-04\n";
    const { entities, yaml } = proposed("工单.csv", csv);
    expect(entities.tickets).not.toHaveProperty("closed_at");
    expect(yaml).toContain(
      '# check: "关闭日期" is named like closed_at, but it holds days without a clock and created_at has one',
    );
  });

  it("says what is lacking where no entity fits", () => {
    expect(proposed("cats.csv", "cat,label,review\n书籍,1,内容很好看\n平板,0,屏幕漏光\n")).toMatchObject({
      entities: {},
      nearest: { entity: "feedback", lacks: ["created_at"] },
    });
  });

  it("says how a file without times is dated", () => {
    const { yaml } = proposed("reviews.csv", "review,rating\n水不热，三天就坏了,1\n安装师傅很好,5\n");
    expect(yaml).toContain(
      'nearest is feedback, but nothing is its created_at; where all rows are of one day, created_at: {const: "2026-01-31"} says so',
    );
  });

  it("writes the ambiguous order of days as something to check", () => {
    const { yaml } = proposed("工单.csv", "工单号,报修时间,工单状态\nG1,03/04/2024,已完成\nG2,05/06/2024,处理中\n");
    expect(yaml).toContain(
      'created_at: {from: 报修时间, format: "%d/%m/%Y"}   # note: no sampled value tells day from month; %d/%m/%Y is a guess',
    );
  });

  it("never prints a telephone number that stands in a value set", () => {
    const csv = "工单号,报修时间,服务类型\nG1,2024-03-01,维修\nG2,2024-03-01,维修\nG3,2024-03-01,13800001111\n";
    expect(proposed("工单.csv", csv).yaml).not.toContain("13800001111");
  });
});

describe("canonicalValue", () => {
  it.each([
    ["tickets.type", "保内维修", "repair"],
    ["tickets.type", "退换货", "return"],
    ["tickets.status", "未完成", "open"],
    ["tickets.status", "待评价", "open"],
    ["tickets.status", "已评价", "closed"],
    ["tickets.status", "用户取消", "cancelled"],
    ["tickets.status", "Not completed", "open"],
    ["visits.outcome", "未修复", "not_fixed"],
    ["visits.outcome", "Customer not home", "no_access"],
    ["visits.outcome", "無故障", "no_fault_found"],
    ["ratings.csat", "不满意", "2"],
    ["ratings.csat", "非常不满意", "1"],
    ["tickets.warranty", "Out of warranty", "out"],
    ["ticket_events.kind", "Awaiting User Info", "paused"],
    ["ticket_events.kind", "未联系上用户", "contact_failed"],
    ["tickets.channel", "客服热线", "hotline"],
    ["tickets.channel", "zzz", undefined],
  ])("%s: %s is %s", (set, word, value) => {
    expect(canonicalValue(set, word)).toBe(value);
  });
});
