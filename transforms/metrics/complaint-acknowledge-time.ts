import { complaintTime } from "./families/complaint.ts";

export default complaintTime("acknowledge");
