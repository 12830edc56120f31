import { mailInShare } from "./families/mail-in.ts";

export default mailInShare("inbound");
