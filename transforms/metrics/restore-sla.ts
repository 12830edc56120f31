import { slaAttainment } from "./families/sla.ts";

export default slaAttainment("restore", {
  worked_example: {
    zh: "目标 24 小时、真实达成 70%：只看已关闭的会显示 85%，到期队列显示 69.8%。",
    en: "With a 24-hour target and a true 70 %, closed tickets alone show 85 %, the due cohort 69.8 %.",
  },
  changes: [
    {
      on: "2026-11-22",
      why: {
        zh: "公司取消或拒修的单子不再算按时解决。",
        en: "A ticket the company cancelled or refused no longer counts as resolved in time.",
      },
      was: {
        population: {
          where:
            "sla_restore_due_at <= as_of() AND NOT (is_withdrawn AND COALESCE(closed_at <= sla_restore_due_at, TRUE))",
        },
        measure: { kind: "proportion", hit: "closed_at <= sla_restore_due_at" },
      },
    },
  ],
});
