import { slaAttainment } from "./families/sla.ts";

export default slaAttainment("first_response");
