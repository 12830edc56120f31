// A process starts without the main one's loader for TypeScript.
import { register } from "tsx/esm/api";

register();
await import("./child.ts");
