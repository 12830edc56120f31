import { fiveOnes } from "./families/five-ones.ts";

export default fiveOnes("confirmed");
