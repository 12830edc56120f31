import { restoreShare } from "./families/restore.ts";

export default restoreShare("contact");
