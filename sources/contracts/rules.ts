import type { Fault } from "../scan.ts";
import type { Entity, Label } from "./entity.ts";
import type { Kind } from "./field.ts";

/** What one field can do wrong; written `<field>.<check>`. */
export type FieldCheck = Exclude<Kind, "text"> | "required" | "shortened" | "values" | "range";

/** What a whole record can do wrong, whatever its entity. */
export type RecordRule =
  | Fault
  | "encoding"
  | "cut_line"
  | "broken_json"
  | "not_an_object"
  | "duplicate_key"
  | "schema_drift";

export const fieldChecks: Readonly<Record<FieldCheck, Label>> = {
  required: { zh: "必填却为空", en: "A required value is missing" },
  shortened: { zh: "长编号被表格软件缩成了科学计数", en: "A long number that a spreadsheet shortened" },
  timestamp: { zh: "时间无法识别", en: "Not a time" },
  date: { zh: "日期无法识别", en: "Not a date" },
  month: { zh: "月份无法识别", en: "Not a month" },
  integer: { zh: "不是整数", en: "Not a whole number" },
  number: { zh: "不是数值", en: "Not a number" },
  boolean: { zh: "不是“是”或“否”", en: "Neither true nor false" },
  choice: { zh: "不在允许的取值之内", en: "Not one of the values allowed" },
  json: { zh: "不是JSON列表", en: "Not a JSON list" },
  values: { zh: "对照表里没有这个值", en: "A value the mapping does not know" },
  range: { zh: "超出取值范围", en: "Outside the range allowed" },
};

export const recordRules: Readonly<Record<RecordRule, Label>> = {
  too_many_columns: { zh: "列数多于表头", en: "More columns than the header" },
  too_few_columns: { zh: "列数少于表头", en: "Fewer columns than the header" },
  unclosed_quote: { zh: "引号没有闭合", en: "A quotation mark is not closed" },
  text_after_quote: { zh: "引号之后还有文字", en: "Text after a closing quotation mark" },
  stray_carriage_return: { zh: "行内夹有回车符", en: "A carriage return inside the line" },
  nul_byte: { zh: "夹有零字节", en: "A zero byte" },
  line_too_long: { zh: "一行太长", en: "A line that is too long" },
  encoding: { zh: "字节不合文件的编码", en: "Bytes that do not fit the file's encoding" },
  cut_line: { zh: "末行可能没有写完", en: "A last line that may not be written to its end" },
  broken_json: { zh: "JSON不完整", en: "Broken JSON" },
  not_an_object: { zh: "不是JSON对象", en: "Not a JSON object" },
  schema_drift: { zh: "文件的列与上次不同", en: "The file has other columns than before" },
  duplicate_key: { zh: "同一文件里主键重复", en: "A key that occurs twice in the file" },
};

/** What a rule of the quarantine says, in both languages; a name that no rule has any more stands for itself. */
export function ruleLabel(entity: Entity, rule: string): Label {
  const own = entity.rules.find(({ name }) => name === rule)?.label;
  const check = rule.split(".")[1] ?? "";
  const general: Readonly<Record<string, Label>> = rule.includes(".") ? fieldChecks : recordRules;
  const name = rule.includes(".") ? check : rule;
  return own ?? (Object.hasOwn(general, name) ? (general[name] as Label) : { zh: rule, en: rule });
}
