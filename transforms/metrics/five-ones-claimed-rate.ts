import { fiveOnes } from "./families/five-ones.ts";

export default fiveOnes("claimed");
