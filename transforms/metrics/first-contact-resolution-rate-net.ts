import { firstContactResolution } from "./families/first-contact.ts";

export default firstContactResolution(
  {
    id: "first_contact_resolution_rate_net",
    label: { zh: "首次联系解决率（不需上门的诉求）", en: "First contact resolution, needs without a visit" },
    denominator: {
      zh: "当期第一次联系、没有因此开出上门工单的诉求",
      en: "Needs first raised in the period that opened no visit",
    },
  },
  "NOT is_visit_needed",
);
