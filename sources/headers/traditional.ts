/** Traditional characters of headers and value sets beside their simplified forms, two by two. */
const pairs =
  "維维單单號号報报時时間间類类別别產产機机種种條条碼码戶户電电話话聯联繫系絡络質质障障現现處处務务點点師师員员費费價价評评滿满訪访調调問问題题" +
  "實实際际約约認认達达離离開开關关結结辦办換换備备註注標标狀状態态進进級级區区縣县鎮镇鄉乡門门市市場场廠厂庫库貨货購购買买賣卖訂订銷销" +
  "發发佈布復复覆复應应審审採采選选擇择驗验證证書书說说讀读寫写記记錄录檔档歷历動动無无誤误壞坏熱热爐炉壓压縮缩燈灯響响聲声頻频視视訊讯" +
  "網网頁页線线上上內内樣样異异滅灭漲涨減减總总數数據据庫库計计算算與与為为個个們们來来過过還还這这誰谁從从對对於于後后會会員员體体驗验" +
  "簽签約约續续終终給给絕绝編编經经緊紧顧顾顏颜額额顯显預预頁页須须頭头願愿飛飞馬马鬆松麗丽齊齐龍龙見见規规覽览觸触講讲許许設设試试詢询詳详" +
  "該该誠诚請请諮咨謝谢譯译議议護护讓让負负責责貼贴資资賠赔賴赖贈赠車车軟软轉转輪轮輸输遠远適适遲迟邊边郵邮醫医釋释鐘钟鏡镜鑰钥閉闭閱阅隊队" +
  "階阶隨随險险雙双雜杂雲云靜静領领頂顶項项順顺風风養养館馆駕驾驅驱鮮鲜鍵键錯错鎖锁鋼钢銀银銅铜鉛铅鈕钮釘钉聽听職职聰聪舊旧興兴藝艺節节華华" +
  "萬万葉叶藥药術术衛卫補补裝装製制複复範范糾纠紀纪純纯紙纸細细組组絲丝統统維维綠绿緣缘練练績绩繳缴繼继罰罚羅罗義义習习";

const simple = new Map<string, string>();
for (let at = 0; at < pairs.length; at += 2) simple.set(pairs.charAt(at), pairs.charAt(at + 1));

/** Writes traditional characters as simplified ones, so that one vocabulary serves both. */
export const simplified = (text: string): string =>
  text.replace(/\p{Script=Han}/gu, (character) => simple.get(character) ?? character);
