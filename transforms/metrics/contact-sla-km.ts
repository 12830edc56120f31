import { slaEstimate } from "./families/sla.ts";

export default slaEstimate("contact");
