import { goOffline } from "./dashboards/build/offline.ts";

goOffline();

/** Read by Observable Framework only. `huiyin site` prerenders the pages into `root` and names both folders. */
export default {
  root: process.env.HUIYIN_SITE_ROOT ?? "data/site.build/pages",
  output: process.env.HUIYIN_SITE_OUTPUT ?? "data/site.build/site",
  style: "style.css",
  globalStylesheets: [],
  preserveExtension: true,
  sidebar: false,
  search: false,
  pager: false,
  // The pages carry their own links; without a list Framework reads every page again for each page.
  pages: [],
  toc: false,
  head: null,
  header: null,
  footer: null,
  duckdb: { extensions: { json: null, parquet: null } },
};
