import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { csv } from "../../pipelines/site/csv.ts";
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

test("a page with live cells keeps the runtime, and its script is allowed by its hash alone", () => {
  const script = `\n\nimport {define} from ${runtime};\n\ndefine({id: "1"});\n\n`;
  const live = built.replace(
    /<script type="module">\s*import[\s\S]*?<\/script>/,
    `<script type="module">${script}</script>`,
  );
  const page = finishPage(live, frame);
  const hash = createHash("sha256").update(script).digest("base64");
  expect(page).toContain(`script-src 'self' 'sha256-${hash}'`);
  expect(page).toContain("client.257b38aa.js");
});

test("the policy allows nothing from elsewhere", () => {
  const policy = contentSecurityPolicy([]);
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toMatch(/https?:|script-src[^;]*unsafe|\*/);
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
