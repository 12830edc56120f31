import { expect, test } from "vitest";
import { csv } from "../../dashboards/csv.ts";
import { contentSecurityPolicy, finishPage } from "../../pipelines/site/finish.ts";

const runtime = JSON.stringify("../_observablehq/client.257b38aa.js");

const built = `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, maximum-scale=1">
<meta name="generator" content="Observable Framework v1.13.4">
<link rel="modulepreload" href="../_observablehq/client.257b38aa.js">
<link rel="modulepreload" href="../_import/page.1c202732.js">
<script type="module" src="../_import/page.1c202732.js"></script>
<script type="module">

import ${runtime};

</script>
</head>
<body>
<div id="observablehq-center">
<main id="observablehq-main" class="observablehq">
<p>$& is text</p></main>
</div>
</body>
</html>`;

const frame = { language: "zh-CN", header: "<p>$1 header</p>", footer: "<p>footer</p>" };

test("a finished page has its language, can be zoomed, and runs no inline script", () => {
  const page = finishPage(built, frame);
  expect(page).toContain('<html lang="zh-CN">');
  expect(page).toContain('content="width=device-width, initial-scale=1"');
  expect(page).not.toContain("_observablehq/");
  expect(page).not.toContain("generator");
  expect(page).toContain('src="../_import/page.1c202732.js"');
  expect(page).toContain("script-src 'self';");
  expect(page).toMatch(/<header><p>\$1 header<\/p><\/header>\n<main[\s\S]*<\/main>\n<footer><p>footer<\/p><\/footer>/);
  expect(page).toContain("$& is text");
});

test("a page with a script of its own is no page of ours", () => {
  const live = built.replace("<p>$& is text</p>", "<script>1</script>");
  expect(() => finishPage(live, frame)).toThrow("A page holds a script of its own");
});

test("the policy allows nothing from elsewhere and no script in a page", () => {
  expect(contentSecurityPolicy).toContain("default-src 'self'; script-src 'self';");
  expect(contentSecurityPolicy).not.toMatch(/https?:|script-src[^;]*(unsafe|data:|sha)|\*/);
});

test("CSV quotes what needs it, reads as UTF-8 in a spreadsheet and runs no formula there", () => {
  expect(
    csv(
      ["a", "b"],
      [
        ['x,"y"\n', null],
        ["=1+1", -2.5],
        ["中文", true],
      ],
    ),
  ).toBe('\ufeffa,b\r\n"x,""y""\n",\r\n\'=1+1,-2.5\r\n中文,true\r\n');
});
