import { complaintInTime } from "./families/complaint.ts";

export default complaintInTime("resolve");
