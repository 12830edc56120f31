import { firstContactResolution } from "./families/first-contact.ts";

export default firstContactResolution({
  id: "first_contact_resolution_rate",
  label: { zh: "首次联系解决率", en: "First contact resolution" },
  denominator: { zh: "当期第一次联系的全部诉求", en: "All needs first raised in the period" },
});
