import { slaAttainment } from "./families/sla.ts";

export default slaAttainment("contact");
