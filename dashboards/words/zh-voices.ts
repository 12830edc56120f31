/** What may have gone wrong on a ticket, by the column that says so. */
const troubles: Record<string, string> = {
  is_slow_response: "首次响应超时",
  is_late: "上门迟到",
  is_no_show: "到期没有上门",
  is_moved_by_company: "公司改约",
  is_part_wait: "等配件",
  is_not_fixed_at_once: "没有一次上门修好",
  is_long_wait: "三天以上才恢复",
  is_repeat: "30天内同症再报修",
  is_reopened: "重开",
  is_wrongly_charged: "保内收费或高于报价",
};

/** Names of the dimensions that what users say is told apart by. */
export const voiceDims: Record<string, string> = {
  touchpoint: "触点",
  complaint_source: "来源",
  kind: "类别",
  ...troubles,
};

/** Names of their values. */
export const voiceValues: Record<string, Record<string, string>> = {
  touchpoint: {
    call: "来电",
    appointment: "预约",
    arrival: "上门",
    repair: "维修",
    price: "收费",
    "follow-up": "回访",
  },
  complaint_source: { direct: "直接提出", social: "社交媒体", regulator: "监管渠道" },
  kind: { complaint: "投诉", praise: "表扬", suggestion: "建议", inquiry: "咨询", review: "评价" },
  ...Object.fromEntries(Object.keys(troubles).map((trouble) => [trouble, { true: "是" }])),
};

/** Pages of what users say: NPS weighted, drivers. */
export const voices = {
  pooled: (modes: number) => `净推荐值，${modes}种方式合计`,
  weightedTitle: (weighted: string, raw: string) => `按受邀者加权为${weighted}，未加权${raw}`,
  weightedNone: "还不能加权",
  weightedLead:
    "谁肯回答并不均匀。每层（回访方式×工单类型×过程顺不顺×地区）的权重是邀请占比除以回答占比，限在0.3–3之间；不足10份回答的层并入相近的层。等效样本是这些权重抵得上的等权回答数。",
  columns: {
    raw: "未加权",
    weighted: "加权",
    effective: "等效样本",
    response: "回答率",
    modes: "方式数",
    driver: "遇到的事",
    held: "遇到的回答",
    prevalence: "占比",
    difference: "差（点）",
    stake: "牵涉（点）",
    with: "遇到的",
    without: "没遇到的",
    matched: "可比的回答",
  },
  needsTitle: (margin: string, change: string) =>
    `误差要在±5点以内，需要${margin}份；要看出5点的变化，每期需要${change}份`,
  needsLead: (promoters: string, detractors: string, n: string) =>
    `按近一年的推荐者${promoters}、贬损者${detractors}推算（n = ${n}）。看出变化指双侧5%检验、八成把握。`,
  needs: {
    margin: (points: number) => `误差±${points}点`,
    change: (points: number) => `看出${points}点的变化（每期）`,
    columns: { what: "要求", answers: "需要的回答" },
  },
  drivers: {
    nav: "驱动因素",
    title: "哪些事与评分相关",
    heading: (driver: string, points: string) => `与NPS相关最大的是${driver}：整体少${points}点`,
    lead: (from: string, to: string) =>
      `${from}至${to}。同一回访方式、工单类型、服务方式、城乡之内，遇到与没遇到的回答相比；只说相关，不说因果。`,
    nps: "净推荐值",
    csat: "满意度",
    measureTitle: {
      nps: (k: number, of: number) => `${of}件事里，${k}件与NPS有可靠的相关`,
      csat: (k: number, of: number) => `${of}件事里，${k}件与满意度有可靠的相关`,
    },
    measureLead:
      "差：遇到的比没遇到的低或高多少点。牵涉：差乘以占比，即整体分数里牵涉的点数。95%区间由按客户重抽样1,000次得出；灰色为遇到的不足30份。满意度的点是4–5分占比的百分点。",
    none: "评分与工单还对不上，不能比较。",
    noneKnown: (names: string) => `没有输入，未比较：${names}。`,
    stake: (value: string) => `牵涉${value}点`,
    alt: (name: string, value: string, range: string) => `${name}，差${value}点，${range}`,
  },
  survey: {
    nav: "回访健康",
    title: "回访可信吗",
    heading: (points: number) => (points === 0 ? "没有发现讨分的迹象" : `${points}个网点的评分像是讨来的`),
    headingNone: "没有评分，回访健康无从说起",
    lead: "分数值多少，先看是谁、在什么时候、用什么问出来的：邀请了多少、谁回答了、有没有人没走就打分。",
    suspectsTitle: (points: number) => (points === 0 ? "没有网点触发规则" : `${points}个网点触发规则，请抽查这些回访`),
    suspectsLead:
      "两条规则：关单后两分钟内在网点平板上打分，满5份；同一网点或同一工程师在同一方式里接连满分，不少于10份，且多到全部回答里靠偶然百次不过一次。工程师不具名。这些分仍计入NPS，未剔除。",
    rules: { quick_on_device: "两分钟内在平板上", streak: "网点接连满分", engineer_streak: "一位工程师接连满分" },
    columns: {
      point: "网点",
      rule: "规则",
      answers: "该方式的回答",
      suspected: "触发的",
      least: "门槛",
      from: "自",
      to: "至",
    },
    checksTitle: "邀请、时机与平板",
    checksLead: "修好之前的回访不算评分，只记数；平板上两分钟内的回答占比高，分数就不可信。",
  },
  complaints: {
    nav: "投诉",
    title: "投诉闭环",
    lead: "从提出到受理、办结，再看有没有卷土重来。时长按全部投诉算，还在等的也算；只看办结的会偏短。",
    cards: "投诉的量与闭环",
    stepsTitle: "每一步等了多久，按时了多少",
    stepsLead: "时长是中位数与P90（Kaplan-Meier）；按时率按到期口径，到期没办的算没按时。回复包括全部文字，不只投诉。",
    sourcesTitle: "监管与社交媒体的投诉分开看",
    sourcesLead: "找到监管或公开发声的用户，多半先找过我们。",
    bySource: (label: string) => `${label}，按来源`,
    byTier: (label: string) => `${label}，按客户等级`,
    fairLead: (when: string) => `${when}。来源或等级之间差得远，先看尺度是否一致。`,
    boardTitle: (n: string, overdue: string) => `${n}件还没办结，其中${overdue}件已过期`,
    boardNone: "没有未办结的投诉",
    boardAbsent: "来源没有办结时间（feedback.resolved_at），无从知道哪些还开着。",
    boardLead: "按等待天数，最久的在前；不含文字与姓名。",
    columns: {
      id: "投诉",
      ticket: "工单",
      since: "提出",
      age: "天数",
      acknowledged: "已受理",
      replied: "已回复",
      overdue: "已过期",
    },
    yes: "是",
    no: "否",
    more: (shown: number, total: string) => `表中是最久的${shown}件，共${total}件。`,
  },
  voice: {
    nav: "声音",
    title: "用户的声音",
    lead: "主动表扬与投诉的量和比，都已去重、去模板、去邀约；下面是说得最多的主题与表扬的原话。",
    ratioTitle: (category: string) => `表扬比投诉，按${category}`,
    ratioLead: (when: string) => `${when}。每一条投诉对应几条主动表扬，两边各加半条；1以下是投诉更多。`,
    touchTitle: "哪一次接触最不满意",
    touchLead: (when: string) => `${when}，CSAT的4–5分占比，按回访问到的那次接触。`,
    touchNone: "评分没有说是哪次接触（ratings.touchpoint）。",
    onesTitle: (claimed: string, confirmed: string) => `五个一：工程师报${claimed}齐全，用户认${confirmed}`,
    onesNone: "五个一还没有用户确认的记录（ratings.confirmed_items）",
    onesLead: "近一年问过用户、且工程师也填了的同一批工单。差为自报减确认，区间为配对差。",
    items: {
      business_card: "名片",
      shoe_covers: "鞋套",
      floor_mat: "垫布",
      cleaning_cloth: "抹布",
      full_check: "一站式通检",
      all_five: "五项齐全",
    } as Record<string, string>,
    onesColumns: { item: "项目", claimed: "自报", confirmed: "确认", gap: "差（点）" },
    othersTitle: "表扬、信息与确认",
    othersLead: "每行是最近一个成熟月份的值、95%区间与n。",
  },
};
