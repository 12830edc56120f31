import { readGrammar } from "./grammar.ts";

/** The grammar of what users, agents and engineers write. Lines may repeat a name: alternatives add up. */
export const phrases = readGrammar(`
hello: 你好， | 您好， | 客服你好， | 请问一下， | 在吗， | 有人管吗， | 实名反映： | 领导好， | 麻烦看一下， | 说个事， | | | | | | | |
owner: 我家 | 家里 | 我妈家 | 单位宿舍 | 出租屋 | 爸妈那边 | 我 | 老家 | 店里 | 新房 | 婚房 | | | |
bought: 刚买的 | 去年买的 | 才买{2-11}个月的 | 用了{2-9}年的 | 618买的 | 双十一抢的 | 双11下单的 | 网上买的 | 实体店买的 | 亲戚送的 | 上个月才装的 | 三月份装的 | 换新补贴买的 | 买了不到{2-6}个月的 | | | |
thing: {product} | {product} | {product} | 这台{product} | 这个{product} | {model} | {product}（{model}） | 你们家{product} | 机器 | 型号{model}的{product}
when: 昨天晚上开始 | 这两天 | 今天早上突然 | 用着用着 | 从上周起 | {season} | 搬家以后 | 停电以后 | 半夜 | 一到周末 | 过年那几天 | 最近{2-9}天 | 前天起 | 打雷那天以后 | 刚过保修期 | | | | |
degree: 特别 | 非常 | 真的 | 实在 | 有点 | 越来越 | 简直 | |
fault: {symptom} | {symptom} | {symptom} | {when}{symptom} | 就{symptom} | 老是{symptom} | 又{symptom} | {symptom}，时好时坏 | 总是{symptom} | 出现{symptom}的情况 | 动不动就{symptom} | 偶尔{symptom} | 一用就{symptom}
lead: {owner}{bought}{thing}{fault} | {owner}{thing}{when}{fault} | {thing}{fault} | {bought}{thing}，{fault} | {when}{thing}{fault} | {fault}，{owner}{bought}{thing} | 反映一个问题，{thing}{fault} | {thing}买来{2-20}天就{symptom}
tried: 重启过没用 | 拔了插头再插还是一样 | 说明书上的办法都试了 | 自己清理过滤网也不行 | 客服让断电十分钟，没用 | 换了插座也不行 | 找小区的人看过，说是{part}的问题 | 恢复出厂也没用 | 照视频弄了半天 | 放了两天还是老样子 | 我老公拆开看了看没看出毛病
guess: 怀疑是{part}坏了 | 是不是{part}的毛病 | 师傅说要换{part} | 网上说是{part} | 估计{part}有问题 | 感觉是{part} | 上次就换过{part} | 朋友说八成是{part} | 检测说{part}老化
harms: {harm} | {harm} | {harm} | 一家老小等着用 | 家里有刚出生的宝宝 | 老人在家不方便 | 影响休息 | 耽误做生意 | 房租都不好交代
ask: 麻烦尽快派人来 | 请给个说法 | 希望能换一台 | 要求退货 | 什么时候能修好 | 能不能今天来看看 | 请师傅上门前打电话 | 最好周末来 | 麻烦给个准话 | 到底管不管 | 请经理回电话 | 不解决我就投诉 | 请核实 | 要求赔偿损失 | 帮忙查一下进度 | 该换就换别糊弄 | 能不能快点 | 求回复
late_s: 约的上午{8-11}点，下午{2-6}点才来 | 说好两点到，等到天黑 | 迟到了{2-5}个小时 | 请了假在家干等一天 | 约好的时间没人来，也没电话 | 师傅晚到半天 | 等了{2-9}个小时连个影子都没有 | 一拖再拖 | 放我鸽子 | 临时说来不了，改到第二天 | 时间改了{2-4}次 | 说今天来又推到后天 | 每次都不准时
repeat_s: 修完{2-20}天又坏了 | 修了{2-4}次还是老样子 | 上次刚换的{part}又不行了 | 修好没几天又{symptom} | 第{2-4}次报修了 | 越修越坏 | 根本没修好 | 师傅刚走就又犯了 | 同一个毛病修三回 | 治标不治本 | 换汤不换药
part_s: 说没配件要等 | 等{part}等了{5-40}天 | 配件一直没到 | {part}缺货 | 催了几次都说在路上 | 一个{part}等了半个多月 | 配件停产了 | 说从总部调货，调到现在 | 没有现货让我等通知
fee_s: 上门就收{30-120}元 | 检测费{30-80}块不修也收 | 换个{part}要{180-900}块 | 报价和收费不一样，多收了{20-200} | 保修期内还收费 | 材料费贵得离谱 | 事先没说收费 | 乱收费 | 修的钱够买新的 | 让我扫他个人的码 | 没有发票 | 一根管子收{60-300} | 说好免费装，装完收{80-400} | 高空费又要{100-300}
rude_s: 师傅态度差 | 说话很冲 | 客服推来推去 | 爱答不理 | 甩脸色 | 嫌我问得多 | 电话里跟我吵 | 装完就走也不试机 | 一身泥进门不穿鞋套 | 弄得满地都是灰 | 非让给五星 | 一直推销延保 | 说是我人为弄坏的 | 机器人客服答非所问 | 挂我电话 | 不懂装懂
ship_s: 送货放楼下不管 | 箱子都破了 | 到货就有划痕 | 说送装一体结果分两次 | 送错地址 | 发错型号 | 少了个配件 | 遥控器都没给 | 说明书也没有 | 赠品没发 | 外壳磕了一个坑
price_s: 刚买就降价{100-600} | 不给价保 | 国补用不了 | 返现没给 | 直播间说的和到手的不一样 | 优惠券用不上 | 比别家贵{100-500}
feel: 太失望了 | 再也不买了 | 气死我了 | 心累 | 什么玩意 | 大品牌就这样？ | 无语 | 差评 | 真是服了 | 说多了都是泪 | 白花钱 | 质量太差 | 以后绕着走 | 忍不了了 | 花钱买罪受 | 不推荐 | 坑 | | | | |
end: 。 | 。 | 。 | ！ | 。谢谢。 | ，谢谢 | ？ | ~ | |
sep: ， | ， | ， | 。 | ；
later: 后来{tried} | 现在{harms} | {guess} | {tried} | {harm}
fault_text: {hello}{lead}{end} | {lead}{sep}{later}{sep}{ask}{end} | {hello}{lead}{sep}{guess}{end} | {lead}{sep}{harms}{sep}{feel}{end} | {symptom}{sep}{feel} | {thing}{symptom}{sep}{tried}{sep}{guess}{sep}{ask}{end} | {lead}。{tried}。{ask}{end} | {ask}，{lead}{end} | {symptom}！{feel} | {hello}{lead}{sep}{tried}{sep}{harms}{sep}{feel}{sep}{ask}{end} | {fault} | {lead}{sep}{feel}{end}
fault_more: {lead}，{symptom2x}{end} | {hello}{lead}，还有{symptom2x}{sep}{ask}{end}
symptom2x: 声音也大 | 外壳也划了 | APP也连不上 | 说明书也看不懂 | 屏幕也看不清 | 门也不好关 | 还费电 | 味道也大 | 水也不够热 | 反应还慢
late_text: {late_s}{sep}{feel}{end} | {hello}{thing}{symptom}报修，{late_s}{sep}{ask}{end} | {late_s}，{rude_s}{end} | 报修{2-9}天了，{late_s}{sep}{harms}{sep}{feel}{end} | {thing}要修，{late_s}{end} | 投诉：{late_s}，{late_s}。{ask}{end}
repeat_text: {thing}{repeat_s}{sep}{feel}{end} | {hello}{repeat_s}，{symptom}{sep}{ask}{end} | {lead}，{repeat_s}。{ask}{end} | {repeat_s}，{late_s}{sep}{feel} | 第一次来说是{part}，第二次又说别的，{repeat_s}{end} | {repeat_s}！{feel}{end}
part_text: {thing}{symptom}，{part_s}{sep}{ask}{end} | {part_s}，{harms}{end} | {hello}{part_s}{sep}{feel}{end} | 修个{product}{part_s}，{part_s}{sep}{ask}{end} | 师傅看了说换{part}，{part_s}。{feel}{end}
fee_text: {fee_s}{sep}{feel}{end} | {thing}{symptom}，{fee_s}，{ask}{end} | {hello}{fee_s}，这合理吗{end} | {fee_s}，{rude_s}{sep}{feel}{end} | 师傅上门{fee_s}，{fee_s}。{ask}{end} | 就换个{part}，{fee_s}{end}
rude_text: {rude_s}{sep}{feel}{end} | {hello}{rude_s}，{ask}{end} | {late_s}，{rude_s}，{feel}{end} | 修{product}的{rude_s}{end} | {rude_s}，{rude_s}。{ask}{end}
ship_text: {thing}{ship_s}{sep}{ask}{end} | {ship_s}，{feel}{end} | 刚收到{product}，{ship_s}{end} | {hello}{bought}{product}{ship_s}，{ship_s}{sep}{ask}{end}
price_text: {price_s}{sep}{feel}{end} | {bought}{product}，{price_s}{sep}{ask}{end} | {thing}{price_s}{end}
fast: 上午报修下午就来了 | 半小时就到 | 打完电话{20-90}分钟就上门 | 随叫随到 | 约几点就几点到 | 提前打了电话 | 大年初一都来了 | 下着雨准时到 | 当天就修好了 | 晚上{7-9}点还赶过来
skill: 一下就找到毛病 | 一次修好 | 换了{part}马上就好 | 手脚麻利 | 技术没得说 | 很专业 | 讲得很清楚 | 修完还试了好几遍 | 顺手把别的也检查了 | 不到{20-60}分钟搞定 | 原来是插座的问题，没收钱
kind: 态度好 | 进门穿鞋套 | 还铺了垫布 | 走的时候把垃圾带走了 | 很有耐心 | 对老人特别客气 | 水都没喝一口 | 帮我把旧机搬下楼 | 教我妈怎么用 | 收费明明白白 | 没乱收费 | 过两天还打电话问好不好用
moved: 太感谢了 | 必须表扬 | 给个大大的赞 | 以后还买你家 | 服务真好 | 点赞 | 暖心 | 比想象的好 | 会推荐给朋友 | 老人很满意 | 好评 | 满意 | 值得表扬
praise_text: {fast}，{skill}，{kind}，{moved}{end} | {skill}，{kind}。{moved}{end} | {thing}{symptom}，{fast}，{skill}。{moved}{end} | 表扬一下师傅，{fast}，{kind}{end} | {moved}！{kind} | {fast}，{skill}{end} | 写封信感谢：{owner}{product}{symptom}，{fast}，{skill}，{kind}，{kind}。{moved}{end} | 师傅{kind}，{moved} | {kind}，{fast}
good_text: {good}，{good2}{end} | {thing}{good}，{good2}，{moved}{end} | {bought}，{good}{end} | 用了{2-30}天来评价，{good}，{good2}。{kind}{end} | {good} | {good}，就是{symptom2x}{end} | {product}不错，{good}，安装{kind}{end} | 给{owner}买的，{good}，{good2}{end} | 第{2-4}台了，{good}{end} | {good}，{good2}，{skill}，{moved} | 装修对比了好几家选的{model}，{good}{end} | {good}但是{symptom}{end}
bad_review: {thing}{symptom}，{feel}{end} | {bought}就{symptom}{sep}{feel} | {good}，可惜{symptom}{end} | 用了{2-40}天，{symptom}，{guess}{end} | {symptom}，{rude_s}{end} | 千万别买，{symptom}，{feel}{end} | {ship_s}，{symptom}{end} | {lead}，{feel}{end} | 追评：{2-8}个月后{symptom}，{repeat_s}{end} | {symptom}，问客服{rude_s}，{feel}{end}
inquiry_text: {hello}{thing}{howto}{end} | 请问{product}{howto}？ | {howto} | {bought}{product}，想问{howto}{end} | {model}{howto}，说明书没找到{end} | {owner}{product}{howto}，{ask}{end} | 问一下{product}{howto}，还有{howto}？ | {hello}报修单到哪一步了，{ask}{end} | {product}{symptom}正常吗{end} | 我想问{product}保修几年，{howto}{end} | {product}过保了换{part}多少钱{end}
wish_text: 建议{wish}{end} | 希望{product}{wish}，{good}{end} | {product}{good}，要是{wish}就更好了{end} | 提个意见，{wish}，{wish}{end} | {hello}能不能{wish}{end} | 用了{2-9}年，就一个建议：{wish}{end} | 下一代{product}{wish}吧{end}
desc_tail: 要求今天上门 | 请尽快安排 | 用户下午在家 | 周末有空 | 上门前联系 | 已过保，告知收费 | 用户着急 | 二次报修 | 请带{part} | 用户称已断电试过 | 约明天上午 | 老人独居请耐心 | 催单一次 | | | | |
desc_repair: 用户报修：{product}{symptom}，{desc_tail} | {symptom}，{desc_tail} | {product}{when}{symptom} | 客户反映{symptom}，{guess}，{desc_tail} | 来电反映{thing}{symptom}{sep}{desc_tail} | {lead} | {symptom} | {lead}，{tried} | {product}{symptom}，{harms} | 报修 {symptom} {desc_tail} | 型号{model}，{symptom}，{desc_tail}
desc_install: 新机安装，{desc_tail} | {bought}{product}，要求安装 | 安装{product}{model}，{desc_tail} | 送货到了，请安排安装 | {product}安装，{2-18}楼{desc_tail} | 安装并拆旧机，{desc_tail} | 装修进场，需预约安装
desc_maintenance: {product}保养清洗，{desc_tail} | 定期保养 | {product}深度清洗，{desc_tail} | 用户要求清洗检查，{desc_tail}
desc_care: 到期关怀上门，{desc_tail} | 家电生日检修 | 换季检查{product}
desc_inquiry: 咨询：{howto} | 问{product}{howto} | 咨询保修期 | 咨询配件价格：{part} | 问维修进度 | 咨询以旧换新 | 用户问{howto}，已解答
desc_complaint: 投诉：{late_s} | 投诉：{fee_s} | 投诉：{rude_s} | 投诉：{repeat_s} | 用户不满，{part_s} | 投诉{symptom}，{feel}
desc_return: 申请退货：{symptom} | 七天无理由 | 退货：{ship_s} | 买错型号要退 | {symptom}要求换货
cause: {part}损坏，已更换 | 更换{part}，试机正常 | {part}老化 | {part}接线松动，重新插接 | {part}内部短路 | 调整{part}后正常 | 清理{part}，试机正常 | {part}进水 | 判断{part}故障，需申请配件 | {part}出厂批次问题，建议反馈 | {part}虚焊
english: The {en} {en_fault}, please send someone. | {en_fault2} after {2-20} days, very disappointed. | Engineer came {2-5} hours late. | Great service, fixed in {20-60} minutes. | How do I reset the {en}? | The {en} {en_fault}. Waited {3-20} days for the part. | Paid {30-120} yuan for a visit and nothing was fixed. | Nice {en}, quiet and easy to use. | My {en} ({model}) {en_fault} again. | Polite technician, wore shoe covers, thanks.
en: machine | appliance | unit | product
en_fault: is leaking | makes a loud noise | does not start | stopped working | keeps beeping | shows {code} | is overheating
en_fault2: It stopped working | It started leaking | It made a grinding noise | It keeps restarting
boilerplate: 此用户未填写评价内容 | 此用户没有填写评价。 | 系统默认好评 | 评价方未及时做出评价,系统默认好评! | 好评 | 满意 | 非常满意 | 不满意 | 无 | 暂无 | 。。。 | 1 | 111 | 用了再评 | 先评后用 | 哈哈哈 | 好好好 | 还没用 | 测试
reply: 感谢您对我们的支持，您的满意是我们的动力！ | 非常抱歉给您带来不便，我们会尽快为您处理，祝您生活愉快。 | 亲，请您联系在线客服，我们将竭诚为您服务。 | 您反馈的{symptom}问题已转交相关部门核实。 | 尊敬的用户，{product}问题已安排网点{2-24}小时内联系您。 | 抱歉，已为您登记，{part}到货后第一时间上门。
follow: 追评：现在又{symptom} | 后来解决了，{moved} | 追评：一直没人联系，{feel} | 用了一段时间，{good} | 已经处理好了，谢谢 | 到现在也没人管
info: 用户反映邻居同款也{symptom} | 用户希望{wish} | 用户家另有旧机想以旧换新 | 竞品{product}在小区做活动 | 用户建议{wish} | 小区水压偏低，同型号多户{symptom} | 用户问延保价格 | 楼里{2-9}户准备换新{product}
comment: {moved} | {skill} | {kind} | {late_s} | {symptom} | {fee_s} | {rude_s} | {good} | {part_s} | 还行 | 一般 | {repeat_s} | {wish} | 没解决
private: 我姓{surname}，{phone}，{ask} | 联系电话{phone}{name} | 地址{address}，{name} | {name}，{address}，电话{phone} | 请打{phone}，别打座机 | 师傅姓{surname}，手机{phone} | 我叫{name}，住{address}
surname: 陈 | 王 | 李 | 赵 | 郭 | 周 | 吴 | 徐 | 孙 | 马 | 欧阳
where: 厨房 | 阳台 | 客厅 | 卧室 | 卫生间 | 租的房子 | 楼上 | 车库改的小间 | 店面后厨
person: 老婆 | 老公 | 我妈 | 我爸 | 奶奶 | 孩子 | 租客 | 邻居 | 物业 | 小区保安 | 同事
time: 早上{6-9}点 | 中午 | 下午{1-5}点多 | 晚上{7-11}点 | 凌晨 | 一大早 | 周{1-5} | 周末 | 月初 | {1-12}月{1-28}号 | 国庆 | 五一 | 清明 | 元旦
so: {makeshift} | {makeshift} | {makeshift} | 已经影响正常生活了 | 生意都停了 | 只能干着急
asked: 打了{2-9}次电话 | 微信上问了{2-6}遍 | 找过门店 | 在APP里报修了两次 | 官网留言没人回 | 直播间问主播也不管 | 让我找经销商 | 经销商又让我找厂家 | 客服说给登记了 | 让我等回电，等了{1-7}天
told: 师傅说是通病 | 师傅说换{part}能好 | 说是水质问题 | 说是电压不稳 | 说是装修灰尘 | 说是正常现象 | 说没问题能用 | 说要拉回去修 | 说这款都这样 | 说要问厂里 | 说保内不收钱 | 说是我用得不对
also: 顺便问一下{howto} | 另外{wish}就好了 | 再说一句，{good}倒是真的 | 还有，{symptom2x} | 其他都还行，{good} | 之前那台用了{5-15}年都没坏 | {person}说早知道不买了 | 买的时候还加了延保 | 发票和保修卡都在
story: {hello}{lead}。{asked}，{told}。{so}，{ask}。 | {time}发现{thing}{symptom}，{like}。{tried}。{asked}，{late_s}。{feel}{end} | {owner}{bought}{product}，放在{where}，{time}开始{symptom}。{person}先看了看，{tried}。{told}，{part_s}。{so}。{ask}{end} | 事情是这样的：{bought}{thing}，用了{2-20}天{symptom}，{asked}。{time}师傅来了，{told}，{fee_s}。修完{2-15}天{repeat_s}。{harms}，{ask}{end} | {person}打电话说{thing}{symptom}，{like}，{so}。{asked}，{late_s}，{rude_s}。{also}。{ask}{end} | {lead}，{like}。{told}，{guess}。{tried}。{also}{end} | 实话实说，{good}，{good2}。但是{time}起{symptom}，{asked}，{told}。{ask}{end} | {thing}{symptom}第{2-5}回了。第一回{told}，第二回{part_s}，这回{late_s}。{so}，{feel}{end} | {hello}我是{where}那台{product}的用户，{symptom}，{asked}。{also}。{ask}{end}
chat: 在吗 {symptom} 能修吗 | {symptom}咋办 | 机器{symptom} 急 | {product}{symptom}了 | 又{symptom}了！！ | {symptom}，{like} | {symptom}，{so} | {where}的{product}{symptom} | {time}{symptom}了 | {person}说{symptom} | {symptom}，{told} | 老问题，{symptom} | {model} {symptom} | {symptom}还在保修吗
praise_story: {time}报修{product}{symptom}，{fast}。师傅{skill}，{kind}，{kind}。{person}在家一个劲夸。{moved}{end} | {owner}{product}{symptom}，{so}。没想到{fast}，{skill}，还{kind}。{also}。{moved}{end} | 特地写信表扬：{time}我家{where}的{product}{symptom}，{asked}，{fast}。{told}，{skill}，{kind}。{moved}{end} | {person}不会用，师傅{kind}，{skill}，{moved}{end}
review_story: {bought}{thing}，装在{where}，用了{1-12}个月来说说：{good}，{good2}，{also}。送货{kind}，安装{fast}{end} | 优点：{good}、{good2}。缺点：{symptom}，{symptom2x}。{also}{end} | {person}挑的，{good}，就是{symptom2x}。{also}{end} | 对比了{2-6}家选的这台，{good}，{good2}。{time}到货，{kind}。{moved}{end} | {good}，{person}说{good2}，{also}{end} | 刚开始{good}，{time}以后{symptom}，{asked}，{told}{end}
fault_text: {story} | {story} | {story} | {chat} | {chat} | {lead}，{like}，{so}{end} | {time}{thing}{symptom}，{like}{end} | {symptom}，{told}，{ask}{end} | {asked}，{thing}还是{symptom}{sep}{ask}{end}
late_text: {time}{late_s}，{asked}，{feel}{end} | {late_s}，{so}{end} | {late_s}，{asked}。{person}气得不行{end} | {story}
repeat_text: {told}，结果{repeat_s}{sep}{so}{end} | {time}修的，{repeat_s}，{like}{end} | {story}
part_text: {told}，{part_s}，{so}{end} | {time}报的修，{part_s}，{asked}{end}
fee_text: {told}，{fee_s}，{person}说不值{end} | {time}来的师傅{fee_s}，{asked}，{ask}{end}
good_text: {review_story} | {review_story} | {review_story} | {person}{good}用得开心{end} | {where}用刚好，{good}{end} | {good}、{good2}，{also}{end}
bad_review: {story} | {review_story} | {chat} | {symptom}，{like}，{feel}{end} | {told}，可还是{symptom}{end}
praise_text: {praise_story} | {praise_story} | {time}来的，{fast}，{kind}{end}
wish_text: {person}用着说{wish}{end} | {where}用的，{good}，不过{wish}更好{end} | {also}，{wish}{end}
inquiry_text: {person}问{howto}{end} | {where}装{product}，{howto}{end} | {chat} | {time}买的{model}，{howto}，{also}{end}
`);
