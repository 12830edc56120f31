import { describe, expect, test } from "vitest";
import { parseRecipients } from "../../../pipelines/delivery/recipients.ts";

const whole = `site: https://voice.example.com/site/
channels:
  mail: {kind: smtp, url: HUIYIN_SMTP_URL, from: 回音 <huiyin@example.com>}
  washers: {kind: wecom, url: HUIYIN_WECOM_WASHERS}
  fridges: {kind: dingtalk, url: HUIYIN_DING, secret: HUIYIN_DING_SECRET, keyword: 回音}
recipients:
  - {role: executive, channel: mail, to: [head@example.com]}
  - {role: product, channel: washers, product_lines: [washer]}
  - {role: service_point, channel: mail, to: [sp1@example.com], service_point_id: SP-1}
`;

test("channels and recipients are read, with what is left out filled in", () => {
  const { site, channels, recipients } = parseRecipients(whole);
  expect(site).toBe("https://voice.example.com/site");
  expect(channels.get("mail")).toMatchObject({ kind: "smtp", attachment_limit_mb: 10 });
  expect(recipients.map(({ role, language }) => [role, language])).toEqual([
    ["executive", "zh"],
    ["product", "zh"],
    ["service_point", "zh"],
  ]);
});

test("a WeCom room gets files where its channel asks for them", () => {
  const asked = whole.replace("url: HUIYIN_WECOM_WASHERS", "url: HUIYIN_WECOM_WASHERS, files: true");
  expect(parseRecipients(asked).channels.get("washers")).toMatchObject({ kind: "wecom", files: true });
  expect(parseRecipients(whole).channels.get("washers")).toMatchObject({ kind: "wecom", files: false });
});

describe("what is wrong is said with its line", () => {
  test.each([
    [/kind: wecom/, "kind: wechat", 'recipients.yaml line 4: "kind" is "wechat"; wanted one of smtp, wecom'],
    [/url: HUIYIN_SMTP_URL/, "url: smtp://u:p@host", "recipients.yaml line 3: names an environment variable"],
    [/channel: washers, /, "channel: washrs, ", 'recipients.yaml line 8: there is no channel "washrs"; there are mail'],
    [/, to: \[head@example.com\]/, "", 'recipients.yaml line 7: mail by "mail" wants "to"'],
    [/to: \[head@example.com\]/, "to: [head]", "recipients.yaml line 7: is no mail address"],
    [
      /product_lines: \[washer\]/,
      "to: [a@example.com]",
      'recipients.yaml line 8: "washers" is a chat: its robot knows its room',
    ],
    [
      /channel: mail, to: \[sp1@example.com\]/,
      "channel: washers",
      "recipients.yaml line 9: lists of a service point hold personal data",
    ],
    [/, service_point_id: SP-1/, "", 'recipients.yaml line 9: wants "service_point_id"'],
    [/role: executive/, "role: boss", 'recipients.yaml line 7: "role" is "boss"; wanted one of executive'],
    [/from: /, "form: ", 'recipients.yaml line 3: "form" is no key here'],
    [/, from: [^}]*/, "", 'recipients.yaml line 3: "from" is missing'],
    [/^site/, "sight", 'recipients.yaml line 1: "sight" is no key here; the keys are site, channels, recipients.'],
    [/https:/, "javascript:", "recipients.yaml line 1: is no web address"],
  ])("%s as %s", (from, to, sentence) => {
    const text = whole.replace(from, to);
    expect(text).not.toBe(whole);
    expect(() => parseRecipients(text)).toThrow(sentence);
  });
});
