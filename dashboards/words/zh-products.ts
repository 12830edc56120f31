/** Words of the pages about products. */
export const products = {
  products: {
    nav: "产品",
    title: "产品",
    heading: (total: number, fails: number, displeases: number) =>
      `${total}个型号里，${fails}个故障高于同类，${displeases}个不满高于同类`,
    none: "没有在用台账，故障率无从算起",
    lead: "技术合格不等于合格：故障率与用户的不满并列，各与同品类其余型号相比。样本小的向同类靠拢，不排名次。",
    apartTitle: (fails: number, displeases: number, both: number) =>
      fails + displeases + both === 0
        ? "没有型号能与同类分开"
        : `${both}个又坏又不满，${fails}个只坏得多，${displeases}个不坏而不满`,
    apartLead: (since: string, until: string) =>
      `${since}起12个月，至${until}前。故障率为每千台月确认的故障，同一台30天内一次，未见故障不算；不满为5分制打3分及以下的回访。判断以95%的把握高于同类为准。`,
    noneApart: "没有型号能与同类分开。",
    wholeTitle: "全部型号合计",
    allTitle: (n: number) => `全部${n}个型号`,
    allLead: (least: number, most: number) =>
      `12个月内故障满${least}次的型号里，与同类分得开的和故障最多的共${most}个有自己的页。灰色：回访不足30。`,
    faultRate: "故障率（每千台月）",
    faults: "故障",
    unitMonths: "在用台月",
    toPeers: "为同类几倍",
    answers: "回访",
    dissatisfied: "不满率",
    gap: "判断",
    gaps: { both: "又坏又不满", fails: "坏得多", displeases: "不坏而不满", neither: "与同类无异", few: "样本不足" },
  },
  models: {
    title: (model: string) => `型号${model}`,
    heading: (model: string, rate: string, against: string) => `${model}每千台月故障${rate}次，${against}`,
    lead: (category: string, since: string, until: string, units: string) =>
      `${category}，${since}起12个月，至${until}前，在用${units}台月。确认的产品故障，同一台30天内一次，未见故障不算。`,
    counted: "故障工单",
    interval: (lo: string, hi: string) => `Byar 95%区间${lo} – ${hi}`,
    against: (p: number | null): string =>
      p === null ? "没有同类可比" : p >= 0.95 ? "高于同类" : p <= 0.05 ? "低于同类" : "与同类无异",
    monthTitle: "故障率逐月",
    delays: (week: string, six: string, n: string) =>
      `按报修月份。最近6周未成熟：过去一年${n}次故障里，报修后7天确认${week}，6周确认${six}（从报修到首次查明的离开时间）。`,
    noDelays: "按报修月份。最近6周的故障还没有全部确认，列为未成熟。",
    componentTitle: (component: string, n: string) => `${component}坏得最多，${n}次`,
    componentLead: "12个月内，按部件数故障；倍数与同类其余型号的同一部件相比，已向同类收缩。",
    noComponents: "没有部件记录",
    component: "部件",
    ageTitle: (months: string, own: string, peers: string, against: string) =>
      `用满${months}个月，每千台累计坏${own}次，同类${peers}次：${against}`,
    ageAgainst: (lo: number | null, hi: number | null): string =>
      (lo ?? 0) > 1 ? "高于同类" : (hi ?? Number.POSITIVE_INFINITY) < 1 ? "低于同类" : "与同类无异",
    ageAlone: (months: string, own: string) => `用满${months}个月，每千台累计坏${own}次，没有同类可比`,
    ageFew: (months: string, n: string) => `用满${months}个月只有${n}次故障，太少，不作判断`,
    ageLead:
      "按售出后的整月数，全部部件合计，含全部有记录的月份。累计按Nelson-Aalen，尚未确认的已按报修后的确认比例扣除；同类为同品类其余型号的同一使用月数。只含售出月份有台账的机器；没有报废记录的按每月0.5%离开。",
    noAgeTitle: "故障随使用月数",
    noAge: "没有按售出月份的台账，不能按使用月数计算。",
    ageTip: (months: number, hazard: string, interval: string, faults: string, peers: string) =>
      `满${months}个月\n每千台累计${hazard} ${interval}\n${faults}次故障\n同类${peers}`,
    ageAlt: (months: string, own: string, peers: string) => `用满${months}个月每千台累计故障${own}次，同类${peers}次`,
    ageCaption: "每千台累计故障，带为95%区间；灰线为同类。不足10次故障的月份不画。",
    after: (months: number) => `满${months}个月`,
    countedYear: "12个月故障工单",
    untilCaption: "用满若干月时每千台的累计故障",
    cumulated: "累计故障",
    perThousand: "每千台累计",
    peers: "同类",
    peerFaults: "同类故障",
    peerRate: "同类每千台月",
    known: "已确认",
    axis: "倍数，轴为¼到4倍",
    monthsIn: (n: number) => `${n}个月`,
    matrixTitle: "生产月份与使用月数",
    matrixLead: "格内是故障次数；底色是与同类同使用月数相比、再按本型号水平校正后的倍数，已收缩，一次故障只是浅色。",
    matrixCaption: "生产月份 × 使用月数的故障次数",
    matrixNote: "底色自浅至深：1.5、2、3、4倍以上。斜纹：该格在用台月有三分之一以上在最近6周，尚未报全。",
    noProduction: "没有生产批次，不能按生产月份计算。",
    produced: "生产月份",
    age: "使用月数",
    ages: (from: number, to: number) => `${from}–${to}月`,
    faults: "故障",
    unitMonths: "在用台月",
    rate: "每千台月",
    ratio: "倍数",
    batchTitle: "按批次",
    batchLead: "12个月内；倍数与本型号其余批次相比，已收缩。",
    batch: "批次",
  },
};
