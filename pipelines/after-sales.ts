import { definePipeline } from "./pipeline.ts";

/** The pipeline of a run that names none: the folder given by --input, days as they are counted in China. */
export default definePipeline({});
