/**
 * Characters that make up most of everyday and after-sales Chinese, simplified and traditional, with the punctuation that goes with them.
 * Text read in the wrong encoding is full of rare ones, which is how GB18030 and Big5 are told apart.
 */
const common = new Set(
  `的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开
美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感见明问力理尔点文几定本公特做外孩相西果走将
月十实向声车全信重三机工物气每并别真打太新比才便夫再书部水像眼等体却加电主界门利海受听表德少克代员许先口由死安写性马光白或住难望教命花结乐色更拉东神记处让母父应直字
场平报友关放至张认接告入笑内英军候民岁往何度山觉路带万男边风解叫任金快原吃妈变通师立象数四失满战远格士音轻目条呢
单号修完客户型品障网维装派预约评价满意服务诉障换退货订购售保费收据备注状态类城市区省县街镇村址址姓名称等级来源渠批序列检查热冷洗衣空调冰箱灯响漏噪坏差慢好速态
這個們來時為說國後會過對沒還樣發當總從無現經長兒給與話見問點幾實聲車機氣並別開電門聽員許寫馬樂東記處讓應場報關張認覺帶萬邊師數滿單號維裝預約評價戶產網訂購費態類
務訴換貨據備狀區縣鎮稱級來渠檢熱調燈響壞氣愛親進動頭學裡麼將員論題請該試線結領導聯繫買賣質優連續離產電視銷廠測壓縮
，。、：；！？（）“”《》【】０１２３４５６７８９年月日时分`.replace(/\s/gu, ""),
);

/**
 * Share of a text's characters beyond ASCII that are common ones, between -1 and 1; a character that could not be decoded counts against it.
 * 0 for a text of ASCII alone.
 */
export function commonShare(text: string): number {
  let beyond = 0;
  let score = 0;
  for (const character of text) {
    if (character < "\u0080") continue;
    beyond += 1;
    if (character === "\ufffd") score -= 1;
    else if (common.has(character)) score += 1;
  }
  return beyond === 0 ? 0 : score / beyond;
}
