import { slaAttainment } from "./families/sla.ts";

export default slaAttainment("restore", {
  worked_example: {
    zh: "目标 24 小时、真实达成 70%：只看已关闭的会显示 85%，到期队列显示 69.8%。",
    en: "With a 24-hour target and a true 70 %, closed tickets alone show 85 %, the due cohort 69.8 %.",
  },
});
