export { nearest } from "../sources/nearest.ts";
