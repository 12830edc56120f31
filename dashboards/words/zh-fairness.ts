/** Words of the pages that compare service points and engineers. */
export const comparison = {
  regions: {
    nav: "地区",
    title: "地区与网点",
    heading: (total: number, worse: number, better: number) =>
      `${total}个地区里，${worse}个差于单子应有的水平，${better}个好于`,
    headingNone: "没有地区可以比较",
    lead: "每个地区只与接到同样单子时应有的结果相比，不排名次。橙为差于应有，蓝为好于，灰为无异，空白为没有数据或不足30单。",
    tiles: (label: string) => `${label}，校正后的值，按省份`,
    tilesNote: "方格只表示大致方位。数为校正后的值，区间见下表；不足30单不着色，不足10单不显示。",
    points: "各网点的比较见",
  },
  points: {
    nav: "网点",
    title: "网点",
    heading: (total: number, worse: number, better: number) =>
      `${total}个网点里，${worse}个差于单子应有的水平，${better}个好于`,
    headingNone: "没有网点可以比较",
    lead: "每个网点只与接到同样单子时应有的结果相比：方式、品类、城乡、症状、保修与机龄相同。随机波动能解释的差别不算差别，不排名次。",
  },
  engineers: {
    nav: "工程师",
    title: "工程师",
    heading: (total: number, worse: number, better: number) =>
      `${total}位工程师里，${worse}位差于单子应有的水平，${better}位好于`,
    headingFew: "还没有工程师满30单，不作判断",
    headingNone: "没有工程师可以比较",
    needs: "需要字段：tickets.engineer_id或visits.engineer_id。",
    lead: "按单子难易校正后的结果，由第一次有效上门的人负责。姓名和工号不发布，只有带密钥的代号；分档不排名，供辅导，不供奖惩。",
  },
  fairness: {
    engineer: (code: string) => `工程师${code}`,
    units: { service_point: "网点", engineer: "工程师", region: "地区" },
    bands: {
      far_worse: "明显差于应有",
      worse: "差于应有",
      alike: "与应有无异",
      better: "好于应有",
      far_better: "明显好于应有",
      small: "样本不足",
    },
    title: (label: string, unit: string, worse: number, better: number) =>
      worse + better === 0
        ? `${label}：没有${unit}能与随机波动分开`
        : `${label}：${worse}个${unit}偏差，${better}个偏好`,
    lead: (from: string, to: string, phi: string) =>
      `${from}至${to}。期望值按方式、品类、城乡、症状、保修、机龄分层（间接标准化）；95%与99.8%两道界已计入过度离散（φ = ${phi}）。`,
    titleNone: (label: string, unit: string) => `${label}：没有满30单的${unit}`,
    none: "没有满30单的，不作判断。",
    fewUnits: "满30单的不足10个，看不出彼此差多少，不画漏斗。",
    small: (n: string) => `另有${n}个不足30单，未画也未判断。`,
    axisRatio:
      "纵轴是没做到的单数为应有的几倍，从0开始，越低越好；横轴是应有的单数。◆偏差，●偏好。没有设目标的，差于目标的概率按差于应有算。",
    axisScore: "纵轴是比应有高出的点数，越高越好；横轴是回访数。◆偏差，●偏好。",
    alt: (label: string, total: number, worse: number, better: number) =>
      `${label}漏斗图：${total}个单位与各自应有的水平相比，${worse}个偏差，${better}个偏好`,
    tip: (name: string, effect: string, n: string) => `${name}\n${effect}\nn = ${n}`,
    once: "1倍",
    times: "倍",
    asExpected: "应有",
    limit: "99.8%界",
    expectedAcross: "应有的未做到单数 →",
    answersAcross: "回访数 →",
    actual: "实际",
    expected: "应有",
    adjusted: "校正后（95%区间）",
    ratio: "O/E",
    differs: "差（点）",
    worseThanTarget: "差于目标的概率",
    band: "判断",
    why: "理由",
    counted: (x: string, expected: string) => `没做到${x}单，应有${expected}单`,
    outside: "在99.8%界外",
    inWorst: (p: string) => `属于最差五分之一的概率${p}`,
    inBest: (p: string) => `属于最好五分之一的概率${p}`,
    isNew: "窗口内才开始，仅供参考",
    appealed: (n: string) => `申诉剔除${n}单`,
    bandCounts: (list: string) => `分档：${list}。`,
    noneApart: "没有能与随机波动分开的。",
    ticket: "工单",
    by: "批准的角色",
    appealsTitle: (n: number) => (n === 0 ? "没有工单因申诉被剔除" : `${n}张工单因申诉不计入比较`),
    appealsLead: "由人写在appeals.yaml里：工单、理由、批准的角色、有效期。只影响网点与工程师的比较，不改变任何指标。",
    appealsNone: "没有有效的申诉。",
  },
};
