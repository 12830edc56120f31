/** English of words that people write about products and service, for names of themes; the lexicon has its own for parts and troubles. */
const glossary = `
安装 installation|师傅 technician|服务 service|售后 after-sales|客服 customer service|态度 attitude|收费 charges|费用 fees|免费 free
安装费 installation fee|安装费用 installation fee|材料费 material fee|材料 materials|辅材 fitting materials|配件 accessories|零件 parts
价格 price|价钱 price|便宜 cheap|贵 expensive|太贵 too expensive|实惠 good value|性价比 value for money|优惠 discount|活动 promotion
降价 price cut|保价 price protection|赠品 gift|发票 invoice|钱 money|块钱 money|花钱 paying|退钱 money back|加钱 paying extra|标准 standard
物流 delivery|快递 parcel delivery|送货 delivery|发货 shipping|配送 delivery|到货 arrival|送到 delivered|收到 received|包装 packaging
退货 return|换货 exchange|退款 refund|退换 return and exchange|运费 freight|投诉 complaint|电话 phone call|打电话 phone calls
联系 contact|沟通 communication|预约 appointment|上门 home visit|及时 in time|准时 on time|时间 time|速度 speed|很快 fast|快 fast|慢 slow
太慢 too slow|几天 days|一天 a day|两天 two days|等待 waiting|回复 reply|解决 solving|处理 handling|解释 explanation|讲解 explanation
耐心 patience|认真 careful|负责 responsible|细心 careful|专业 professional|热情 friendly|敬业 dedicated|满意 satisfied
不满意 dissatisfied|差评 bad review|好评 good review|太差 too bad|很差 very bad|垃圾 rubbish|恶劣 terrible|失望 disappointed
后悔 regret|推荐 recommended|值得 worth it|喜欢 liked|不错 not bad|好用 works well|很好 very good|放心 trusted|相信 trust|信赖 trusted
方便 convenient|简单 simple|操作 operation|使用 use|功能 functions|智能 smart|质量 quality|品质 quality|做工 workmanship|材质 material
外观 appearance|外形 shape|外形外观 appearance|好看 good-looking|漂亮 beautiful|很漂亮 beautiful|美观 good-looking|大气 stylish
大方 elegant|精致 refined|颜色 colour|颜值 looks|设计 design|时尚 fashionable|高端 premium|上档次 upmarket|小巧 compact|空间 space
噪音 noise|声音 sound|安静 quiet|静音 quiet|异响 abnormal noise|温度 temperature|水温 water temperature|热水 hot water|冷水 cold water
恒温 constant temperature|加热 heating|制热 heating|制冷 cooling|水压 water pressure|出水 water flow|洗澡 showering|水管 water pipe
漏水 leak|效果 effect|节能 energy saving|省电 saves power|省气 saves gas|能耗 energy use|耗能 energy use|耗电 power use|稳定 stable
插头 plug|开关 switch|显示 display|屏幕 screen|电池 battery|充电 charging|系统 system|键盘 keyboard|遥控 remote control|按键 button
坏 broken|坏了 broken|没用 useless|不能用 unusable|维修 repair|修理 repair|修好 repaired|保修 warranty|保修期 warranty period|检测 inspection
划痕 scratch|破损 damage|旧机 old unit|新机 new unit|型号 model|说明书 manual|家里 at home|厨房 kitchen|卫生间 bathroom|阳台 balcony
老人 elderly|孩子 child|父母 parents|装修 renovation|房子 house|小区 housing estate|商家 seller|卖家 seller|厂家 manufacturer|平台 platform
欺骗 deceiving|骗人 deceiving|套路 tricks|体验 experience|感受 impression|选择 choice|对比 comparison|手机 mobile phone|电脑 computer
手感 feel|运行 running|外壳 casing|画面 picture|拍照 photos|声称 claim|要求 demand|检查 check|更换 replacement|重启 restart|自动 automatic
滚筒 drum|衣服 clothes|脱水 spinning|洗衣 washing|酒店 hotel|房间 room|水果 fruit|苹果 apple|内容 content|颗粒 grain|味道 taste|气味 smell
新闻 news|电影 film|音乐 music|节目 programme|短信 text message|信息 message|号码 number|邮件 mail|股票 shares|火车 train|航班 flight
学校 school|学生 students|老师 teacher|医院 hospital|医生 doctor|工资 wages|员工 employees|保险 insurance|社保 social insurance
环保 environment|污染 pollution|交通 traffic|司机 driver|出租车 taxi|业主 owners|房价 house prices|公司 company|市场 market|旅游 tourism
`;

const english: ReadonlyMap<string, string> = new Map(
  glossary
    .split(/[|\n]/)
    .filter(Boolean)
    .map((pair) => [pair.slice(0, pair.indexOf(" ")), pair.slice(pair.indexOf(" ") + 1)]),
);

/** English of Chinese words, put together of its words where only those are known; undefined where one of them is not. */
export function inEnglish(words: string): string | undefined {
  const whole = english.get(words);
  if (whole !== undefined) return whole;
  for (let at = words.length - 1; at > 0; at--) {
    const first = english.get(words.slice(0, at));
    const rest = first === undefined ? undefined : inEnglish(words.slice(at));
    if (rest !== undefined) return `${first} ${rest}`;
  }
  return undefined;
}
