import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generatePages, refuseStale } from "../docs/index.ts";
import { exitCodes } from "../errors.ts";
import { writeWhole } from "../files.ts";
import { defineVerb } from "../verb.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

export default defineVerb({
  summary: "Write the documentation pages that are made from the code",
  options: {
    check: { type: "boolean", description: "Write nothing; exit 1 when a page is not what the code makes" },
  },
  async run({ options, env }) {
    const pages = await generatePages(root);
    if (options.check) {
      refuseStale(pages);
      env.logger.info(`${pages.length} generated pages are current.`);
      return exitCodes.done;
    }
    const stale = pages.filter((page) => page.isStale);
    for (const page of stale) await writeWhole(join(root, page.path), page.text);
    env.logger.info(`${pages.length} pages made, ${stale.length} changed.`);
    return exitCodes.done;
  },
});
