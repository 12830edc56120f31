const people =
  "客户|用户|顾客|业主|会员|住户|联系人|联络人|报修人|申请人|收货人|收件人|寄件人|经办人|负责人|师傅|工程师|技师|技术员|人员|本人|家属";
const places = "地址|住址|门牌号?|小区|邮箱|微信|QQ|电话|手机|联系方式|座机|身份证|证件";

/** A name that ends in what names or reaches a person: 姓名, 客户, 用户名称, 工程师编号, 备用电话2; 用户描述 and 手机型号 do not. */
const chinese = new RegExp(
  `(?:姓名|名字|称呼|昵称|(?:${people})(?:名|名称|编号|工号|账号|ID)?|(?:${places})(?:号|号码|号后四位|账号)?)[\\d一二三]*$`,
  "iu",
);

const persons = new Set(
  "customer user client owner consignee receiver recipient requester submitter assignee caller contact engineer technician".split(
    " ",
  ),
);
const reaches = new Set("phone mobile cellphone telephone tel address addr email mail wechat qq fax".split(" "));
const tails = new Set("no num number id code line nr".split(" "));
/** RE2 pattern without which no column's name holds people's names. */
export const namesHint = `姓名|名字|称呼|昵称|${people}|name|${[...persons].join("|")}`;

/** Before `name` these speak of a person too; product_name and shop_name are of things. */
const given = new Set("first last full nick real given family sur user login display".split(" "));

/** Whether a column of this name holds people's names, numbers, keys or addresses. */
export function isPersonalKey(name: string): boolean {
  const plain = name
    .normalize("NFKC")
    .trim()
    .replace(/[（(【[].*$/u, "")
    .trim();
  if (chinese.test(plain)) return true;
  const words = plain
    .replace(/([a-z])([A-Z])/gu, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/u)
    .filter((word) => word !== "");
  while (words.length > 1 && tails.has(words.at(-1) ?? "")) words.pop();
  const last = words.at(-1) ?? "";
  const before = words.at(-2);
  if (last === "name") return before === undefined || persons.has(before) || given.has(before);
  if (last === "card") return before === "id" || before === "identity";
  return persons.has(last) || reaches.has(last) || /^(?:username|firstname|lastname|fullname|idcard)$/u.test(last);
}
