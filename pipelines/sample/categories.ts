/** What breaks in a category: part, weight, symptom group, symptom code, part number stem, how users say it. */
export interface Component {
  zh: string;
  weight: number;
  group: string;
  code: string;
  part: string;
  /** Ways users describe the symptom. */
  symptoms: readonly string[];
}

export interface Category {
  id: string;
  zh: string;
  names: readonly string[];
  prefix: string;
  sizes: readonly string[];
  /** Share of repairs, share of installs. */
  repairShare: number;
  installShare: number;
  /** Relative repairs by month of the year. */
  season: readonly number[];
  /** Relative sales by month of the year. */
  sales: readonly number[];
  mobile: boolean;
  components: readonly Component[];
  good: readonly string[];
  howto: readonly string[];
  wishes: readonly string[];
  /** What the trouble leads to, and how users get by meanwhile. */
  harms: readonly string[];
  makeshifts: readonly string[];
}

const component = (line: string): Component => {
  const [zh, weight, group, code, part, symptoms] = line.split(" ") as [string, string, string, string, string, string];
  return { zh, weight: Number(weight), group, code, part, symptoms: symptoms.split("|") };
};
const lines = (text: string) =>
  text
    .trim()
    .split("\n")
    .map((line) => component(line.trim()));
const words = (text: string) => text.trim().split("|");

export const categories: readonly Category[] = [
  {
    id: "refrigerator",
    zh: "冰箱",
    names: words("冰箱|冰箱|电冰箱|双门冰箱|对开门冰箱|十字门冰箱|冰柜"),
    prefix: "LX",
    sizes: words("218|258|335|452|518|602"),
    repairShare: 0.15,
    installShare: 0.06,
    season: [0.8, 0.82, 0.86, 0.95, 1.08, 1.25, 1.45, 1.4, 1.1, 0.94, 0.86, 0.8],
    sales: [0.9, 0.7, 0.9, 0.9, 1.0, 1.9, 1.0, 0.9, 0.9, 1.0, 1.8, 0.9],
    mobile: false,
    components: lines(`
压缩机 16 no_cool no_cool LXY 不制冷|冷藏冷冻都不冷|一直转就是不凉|制冷越来越差|停不下来也不冷|冰淇淋全化了|肉都化冻了|冷不下来|温度降不下去|开到最低档还是不冷
门封条 11 other door_not_close LXM 门关不严|门封条变形了|门老是自己弹开|门缝往外冒冷气|胶条吸不住|门关上还漏风|门封条发霉发黑|冷藏门要使劲推才关上
温控器 10 over_cool over_cool LXW 冷藏室结冰|青菜都冻坏了|后壁结一层冰|温度乱跳|调几档都一个样|冷藏变冷冻了|鸡蛋都冻裂了
化霜加热丝 9 frost frost LXH 结霜特别厚|冷冻抽屉冻住拉不开|不化霜|霜厚得门都关不上|蒸发器结成冰坨|一个月就结一层厚霜
冷冻风机 12 noise noise_fan LXF 嗡嗡响|晚上响得睡不着|后面哒哒响|响一阵停一阵|风扇刮冰的声音|像拖拉机一样响|呼呼的风声很大
照明灯 6 display light_fail LXD 里面的灯不亮|灯一闪一闪|开门灯不亮|灯长亮不灭
排水孔 10 leak leak_fridge_water LXP 冷藏室积水|果蔬盒里都是水|底下往外流水|下面一滩水|抽屉里结冰又有水
显示屏 8 error_code error_code LXX 显示屏报{code}|面板按了没反应|滴滴报警不停|温度显示不准|屏幕不显示了|一直闪{code}
门铰链 6 noise noise_door LXJ 开门吱呀响|门歪了一高一低|门往下掉|门体下沉蹭地
制冰机 5 no_ice ice_maker_fail LXZ 不制冰|半天出不来几块冰|冰块有怪味|制冰机不进水`),
    good: words("制冷快|很安静|保鲜好|菜放一周还新鲜|空间大|不串味|省电|外观大气|温度很稳|分区合理"),
    howto: words(
      "冷藏调几度合适|怎么关掉童锁|新冰箱要静置多久|变温室怎么设|滤网多久清一次|怎么连手机|假日模式是干嘛的",
    ),
    wishes: words("把手做深一点|抽屉再加个隔板|灯能不能别那么刺眼|制冰盒做大一点|APP里加个开门提醒|下面的轮子做结实些"),
    harms: words("一冰箱的东西都坏了|菜全扔了|海鲜臭了|母乳都化了|夏天没冰箱怎么过|药品不能没冷藏"),
    makeshifts: words("东西都搬到邻居家了|先用泡沫箱放冰块|每天现买现吃|肉都扔了一袋子"),
  },
  {
    id: "washer",
    zh: "洗衣机",
    names: words("洗衣机|洗衣机|滚筒洗衣机|滚筒|波轮洗衣机|洗烘一体机"),
    prefix: "XY",
    sizes: words("80|90|100|105|120"),
    repairShare: 0.17,
    installShare: 0.14,
    season: [1.08, 0.9, 1.0, 1.0, 1.02, 1.0, 0.98, 0.96, 1.0, 1.0, 1.02, 1.08],
    sales: [0.9, 0.7, 0.9, 0.9, 1.0, 1.8, 0.9, 0.9, 0.9, 1.0, 2.0, 1.0],
    mobile: false,
    components: lines(`
排水泵 15 no_drain no_drain XYP 不排水|水排不出去|排水特别慢|洗完桶里还有半桶水|报{code}排不了水|排水的时候嗡嗡响不下水
三角架 9 noise noise_spin XYS 脱水时异响|甩干的时候哐哐响|脱水像打雷|转起来咯噔咯噔|脱水响得楼下都来敲门|滚筒里金属撞击声|一甩干就咣当咣当
轴承 8 noise_bearing noise_bearing XYB 转起来像飞机起飞|轰轰响|声音越来越大|空转都嗡嗡的|滚筒有旷量还响
减震器 8 vibration vib_walk XYJ 脱水会走路|抖得厉害|满阳台跑|震得瓷砖都响|移位|跳起来了
门封圈 11 leak leak_door XYM 门口漏水|门圈发霉|胶圈破了往外滴水|关着门也渗水|门封圈黑斑洗不掉|洗着洗着门缝流水
门锁 8 door door_not_open XYL 洗完门打不开|门锁坏了|门锁咔咔响不启动|衣服锁里面拿不出来|关门显示没关好
进水阀 9 no_water water_in_slow XYV 不进水|进水特别慢|一直进水不停|进水阀滋滋响|水龙头开着也不进水
主板 9 no_power no_start XYZ 按了没反应|程序走一半停|一股烧焦味|机身漏电麻手|自己乱跳程序|通电没反应|倒计时不动|指示灯全亮不工作|不通电
电机 8 no_rotate no_rotate XYD 不转|滚筒不转|嗡嗡响不转|洗几分钟就停|转一下停一下
皮带 4 no_spin no_spin XYT 不脱水|甩不干|脱水转不起来|脱完衣服还滴水
加热管 5 no_heat no_heating_up XYR 不加热|烘不干|烘了三个小时还是湿的|水一直是凉的|高温洗水不热`),
    good: words("洗得干净|声音小|脱水快|衣服不打结|烘干很蓬松|操作简单|容量大|省水|除菌放心|自动投放方便"),
    howto: words(
      "运输螺栓怎么拆|洗羽绒服选哪个程序|筒自洁多久一次|洗衣液加哪一格|怎么取消预约|烘干滤网怎么清|童锁怎么解",
    ),
    wishes: words(
      "洗完能提醒一下|快洗再短一点|门圈容易积水能改改吗|显示屏字大一点老人看不清|把排水泵做得好拆一点|脱水声音再小点",
    ),
    harms: words("衣服堆成山|孩子校服没得换|楼下都找上门了|地板都泡了|婴儿衣服没法洗"),
    makeshifts: words("天天手洗衣服|只能去洗衣店|洗一次要人守着|只能先用盆接着"),
  },
  {
    id: "air_conditioner",
    zh: "空调",
    names: words("空调|空调|挂机|柜机|变频空调|客厅空调|卧室空调"),
    prefix: "KT",
    sizes: words("26|35|50|72"),
    repairShare: 0.2,
    installShare: 0.34,
    season: [0.75, 0.55, 0.5, 0.65, 1.05, 1.95, 2.6, 2.35, 1.0, 0.5, 0.5, 0.8],
    sales: [0.5, 0.4, 0.8, 1.0, 1.5, 2.8, 1.9, 1.1, 0.5, 0.4, 1.2, 0.5],
    mobile: false,
    components: lines(`
冷媒 17 no_cool no_cool KTL 不制冷|吹出来的不凉|开了半天还是热|制冷效果差|缺氟|要加氟|一点都不冷|十六度都不凉|吹的是自然风
外风机 8 noise noise_outdoor KTW 外机特别响|外机嗡嗡的邻居投诉|外机震得墙都响|外机转一会停了|外机哐哐响
内风机 9 noise_in noise_indoor KTN 内机异响|吹风咔咔响|晚上滴答滴答响|内机吱吱叫|风轮刮壳|扫风的时候嘎吱响
排水管 13 leak leak_ac_indoor KTP 内机漏水|往下滴水|墙都泡了|水顺着墙流|半夜滴水滴到床上|接水盘满了往外流
压缩机 9 comp outdoor_not_run KTY 外机不启动|压缩机不工作|跳闸|开几分钟就停|一开就跳闸|外机不转
外机主板 9 error_code error_code KTB 显示{code}|报{code}不工作|显示故障代码{code}|通讯故障|灯闪几下就停机
感温探头 6 temp display_wrong KTG 温度不准|设26度冷得像冰窖|到温度不停机|频繁启停|忽冷忽热
四通阀 6 no_heat no_heat_ac KTF 不制热|冬天吹冷风|制热半天没热气|一直化霜不出热风|热不起来
遥控接收头 5 connect remote_fail KTY 遥控没反应|遥控器失灵|要凑很近才能开|连不上WiFi|APP显示离线
滤网 7 smell smell_ac KTS 吹出来一股霉味|有股酸臭味|风很小|出风有怪味|风量越来越小
导风板 4 louver wind_direct KTD 导风板断了|不扫风|导风板合不上|风直吹人`),
    good: words("制冷快|静音|很省电|制热也好|不直吹|外观好看|温度稳|除湿好用|手机控制方便|睡眠模式舒服"),
    howto: words("滤网怎么洗|除湿和制冷有什么区别|怎么调防直吹|制热开多少度合适|怎么设定时|显示灯怎么关|怎么连小程序"),
    wishes: words("遥控器加背光|睡眠曲线自己能调|外机支架送结实点的|滤网好拆一点|自清洁再快点|把提示音能关掉"),
    harms: words("大热天的怎么过|老人热得中暑|孩子起痱子|墙皮都泡掉了|屋里三十五度|邻居都有意见"),
    makeshifts: words("现在用扇子凑合|全家挤一个屋|跑去商场蹭冷气|只能先断电"),
  },
  {
    id: "water_heater",
    zh: "热水器",
    names: words("热水器|热水器|电热水器|燃气热水器|零冷水热水器"),
    prefix: "RS",
    sizes: words("13|16|60|80|100"),
    repairShare: 0.15,
    installShare: 0.18,
    season: [1.45, 1.3, 1.15, 1.0, 0.85, 0.7, 0.6, 0.6, 0.8, 1.0, 1.25, 1.4],
    sales: [0.9, 0.8, 0.9, 0.9, 0.9, 1.5, 0.8, 0.8, 1.0, 1.2, 2.2, 1.1],
    mobile: false,
    components: lines(`
加热棒 12 no_heat no_heating_up RSB 不加热|烧一晚上还是凉的|水不热|加热灯不亮|烧水特别慢|一直显示加热就是不热
镁棒 8 smell water_quality RSM 水有股臭味|水发黄|出来的水有铁锈味|水浑|提示换镁棒
安全阀 10 leak leak_valve RSA 安全阀一直滴水|泄压阀滴水|底下滴答滴答漏水|接口漏水|一加热就滴水
内胆 7 leak_tank leak_tank RSN 内胆漏了|机身往外渗水|内胆锈穿了|漏得地上都是水
点火器 12 no_ignite no_ignite RSD 打不着火|点火点好几次|点火啪啪响就是不着|水小了就打不着|报{code}点不着
水流传感器 10 hot_cold hot_cold RSL 忽冷忽热|洗着洗着变凉|一会烫一会冷|水温不稳|关小一点就没热水
风机 8 noise noise_fan RSF 轰轰响|像拖拉机|点火时嘭的一声|排风声音特别大|嗡嗡的吵死人
漏电保护插头 8 safety trip RSX 跳闸|插上就跳|漏电麻手|一插电全家断电|插头发烫发黑
循环泵 5 zero_cold zero_cold_fail RSP 零冷水没用|还是要放半天冷水|循环泵一直响|预热特别慢
显示屏 6 display display_wrong RSS 显示屏不亮|温度显示不对|按键没反应|数字缺笔画|显示{code}
燃气比例阀 5 flame flameout RSR 洗一半熄火|自动熄火|火力小水不热|有股煤气味`),
    good: words("水热得快|恒温|出水大|不用等冷水|保温好|声音小|省气|一家人洗够用|温度准|安全放心"),
    howto: words("镁棒多久换一次|夏天设多少度|怎么排污|零冷水怎么关|一直插着电安全吗|进水阀在哪关|预约怎么设"),
    wishes: words(
      "水压低也能点着就好了|遥控做防水的|把滴水的管子配长点|显示屏夜里别那么亮|镁棒能自己换就好|增压再大一点",
    ),
    harms: words("大冬天没热水|孩子洗澡着凉|老人怕烫着|吓得不敢用|楼板都渗水了"),
    makeshifts: words("洗个澡跟打仗一样|天天烧水擦身|去亲戚家洗澡|只能先断电"),
  },
  {
    id: "tv",
    zh: "电视",
    names: words("电视|电视机|智能电视|液晶电视|大屏电视"),
    prefix: "SJ",
    sizes: words("43|55|65|75|85"),
    repairShare: 0.1,
    installShare: 0.13,
    season: [1.15, 1.2, 0.95, 0.95, 0.95, 0.98, 1.05, 1.05, 0.95, 0.95, 0.98, 1.05],
    sales: [1.2, 0.8, 0.8, 0.8, 0.9, 1.7, 0.9, 0.9, 1.0, 1.0, 2.2, 1.2],
    mobile: false,
    components: lines(`
背光灯条 15 display screen_black SJB 有声音没图像|屏幕一半发暗|黑屏|屏幕越来越暗|四角发黑|亮一下就黑了
液晶屏 13 display_line screen_line SJY 屏幕有竖线|一条绿线|屏上一道黑杠|花屏|屏幕漏光|有亮点坏点|屏幕裂了
电视主板 13 slow slow_lag SJZ 卡得要死|开机卡在画面|自动重启|反应慢|老死机|开个机要两分钟|换台卡半天
电源板 11 no_power no_boot SJD 开不了机|红灯亮不开机|插电没反应|有焦糊味|后面冒烟了|自动关机|看着看着黑了|指示灯闪几下不启动
无线网卡 9 connect wifi_fail SJW 连不上WiFi|老断网|投屏投不上|网络老掉线|搜不到无线
电视遥控器 9 remote remote_fail SJK 遥控器没反应|语音遥控不灵|按键失灵|遥控要对着按好几下|配对不上
喇叭 8 no_sound no_sound SJL 没声音|声音忽大忽小|有电流声|破音|音量开到最大还是小
HDMI接口 6 port connect_hdmi SJH HDMI没信号|机顶盒接不上|插U盘没反应|接口松了
电视系统 9 ads ads SJX 开机广告太多|到处要会员|升级后更卡|系统老弹窗|广告关不掉`),
    good: words("画面清晰|色彩好|音质不错|不卡|投屏方便|屏幕大看着爽|语音灵敏|边框窄|护眼|开机快"),
    howto: words("怎么投屏|怎么关开机广告|老人模式在哪|怎么接机顶盒|怎么看本地频道|语音怎么唤醒|怎么恢复出厂"),
    wishes: words("广告少点|遥控按键大一点|出个简洁桌面|底座做稳点|多留个USB口|存储给大点"),
    harms: words("老人就靠它解闷|孩子网课没法上|球赛都没看成|客厅成摆设了"),
    makeshifts: words("现在拿手机看|投影凑合|插着优盘听个响|一开机就先等五分钟"),
  },
  {
    id: "range_hood",
    zh: "油烟机",
    names: words("油烟机|抽油烟机|烟机|侧吸油烟机|吸油烟机"),
    prefix: "YJ",
    sizes: words("17|20|23|26"),
    repairShare: 0.07,
    installShare: 0.09,
    season: [1.3, 1.15, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 1.0, 1.15],
    sales: [0.9, 0.7, 1.0, 1.0, 1.1, 1.6, 0.8, 0.8, 1.1, 1.2, 1.9, 0.9],
    mobile: false,
    components: lines(`
烟机电机 17 suction suction_weak YJD 吸力小|吸不动|满屋油烟|电机转不起来|开最大档也吸不走|炒菜呛得咳嗽
风轮 12 noise noise_fan YJF 声音像飞机|嗡嗡响|震得厉害|风轮刮壳响|开大档哐哐响
油杯 9 leak leak_oil YJY 漏油|油滴到锅里|油往下滴|油顺着面板流|油杯老是满
止回阀 9 smell smell_back_hood YJZ 邻居家油烟倒灌|串味|烟倒回来|楼下的烟往我家跑|关着也有油烟味
烟机开关 11 button button_fail YJK 按键失灵|挥手没反应|触摸没反应|自己会开|手湿就按不动
照明灯 9 light light_fail YJL 灯不亮|灯一直闪|灯关不掉|换了灯泡也不亮
推杆电机 7 pushrod part_fault YJT 翻板打不开|升降卡住|面板合不上|开机咔咔响升不起来
排烟管 7 exhaust smoke_escape YJP 烟管脱落|排烟不畅|烟管漏油烟|管子接口漏
自清洗组件 5 wash wash_hood YJX 自清洗没效果|热洗不出水|清洗提示关不掉`),
    good: words("吸力大|不跑烟|好清洗|声音不大|颜值高|挥手好用|炒辣椒都不呛|油杯好拆|灯够亮|不碰头"),
    howto: words("自清洗怎么用|油杯怎么拆|延时关机怎么设|多久清洗一次|怎么和灶联动|灯怎么换"),
    wishes: words("油杯大一点|大档声音小点|面板别那么沾指纹|灯换暖光的|清洗服务便宜点"),
    harms: words("饭都没法做|满屋子油味|眼睛呛得流泪|墙都熏黄了|孩子咳嗽"),
    makeshifts: words("只好去外面吃|开着门窗炒菜|只敢水煮|拿报纸垫着接油"),
  },
  {
    id: "dishwasher",
    zh: "洗碗机",
    names: words("洗碗机|洗碗机|嵌入式洗碗机|水槽洗碗机"),
    prefix: "WJ",
    sizes: words("8|10|13|15"),
    repairShare: 0.05,
    installShare: 0.06,
    season: [1.15, 1.2, 1.0, 0.95, 0.95, 0.95, 0.98, 0.98, 0.98, 1.0, 1.0, 1.05],
    sales: [0.9, 0.7, 0.9, 0.9, 1.0, 1.9, 0.9, 0.9, 1.0, 1.1, 2.3, 1.0],
    mobile: false,
    components: lines(`
洗涤泵 14 clean wash_not_clean WJX 洗不干净|油还在碗上|越洗越油|碗底有残渣|喷不出水|水喷得没劲
排水泵 15 no_drain no_drain_kitchen WJP 不排水|洗完底下有水|报{code}排不了水|排水嗡嗡响|一直排水停不下来
门密封条 10 leak leak_door WJM 门缝漏水|地板泡了|门底往外流水|门封条掉了|一洗就往外滴水
加热泵 11 no_dry no_dry WJR 烘不干|水不热|碗都是湿的|烘干没热气|洗完碗还是凉的
门锁扣 9 door door_not_close WJS 门关不上|门自己弹开|自动开门不弹|门锁扣断了
喷淋臂 9 noise noise_abnormal WJB 咔咔响|喷臂卡住|转的时候打到碗|哒哒响|转不动
软水器 8 salt error_code WJY 一直提示加盐|碗上有白印子|加了盐还是亮灯|杯子一层水垢
浮子开关 8 error_code error_code WJF 报{code}|一直报警|显示{code}就停|刚启动就停机报{code}
碗篮 5 rack drawer_broken WJL 碗篮轮子掉了|碗架生锈|上篮滑下来|碗篮拉不出来`),
    good: words("洗得干净|解放双手|烘干好|消毒放心|省水|容量大|声音小|老婆满意|锅也能洗|不用再吵谁洗碗"),
    howto: words("专用盐加多少|亮碟剂怎么加|铁锅能放吗|多久清一次滤网|怎么只烘干|快洗够不够干净"),
    wishes: words("碗篮间距可调就好|快洗再快点|加个半载|烘干再干一点|多送一盒洗碗块"),
    harms: words("地板都泡了|碗还得重洗一遍|橱柜都泡鼓了|买来当摆设"),
    makeshifts: words("又回到手洗|洗完拿毛巾擦|只能先用盆接着|一周没敢开"),
  },
  {
    id: "phone",
    zh: "手机",
    names: words("手机|手机|机器|折叠屏手机|新手机"),
    prefix: "SH",
    sizes: words("5|6|7|8|9"),
    repairShare: 0.11,
    installShare: 0,
    season: [1.0, 1.05, 0.95, 0.95, 0.98, 1.0, 1.08, 1.1, 1.0, 0.98, 0.98, 1.0],
    sales: [1.1, 0.8, 0.9, 0.9, 0.9, 1.5, 0.9, 0.9, 1.4, 1.2, 1.9, 1.1],
    mobile: true,
    components: lines(`
屏幕 20 screen screen_broken SHP 屏幕碎了|屏幕有绿线|触摸失灵|屏幕闪|断触|内屏黑一块|屏幕起泡|跳屏乱点
电池 18 battery battery_drain SHD 掉电特别快|电池鼓包|充不进电|一天要充三次|用到百分之三十就自动关机|不耐用|后盖被顶起来了
充电口 12 port port_loose SHC 充电口松动|要掰着线才能充|接触不良|充电断断续续|插不紧
主板 12 restart auto_restart SHZ 自动重启|开不了机|充电时冒烟|卡在开机画面|死机|变砖了|没信号还发烫
后置摄像头 8 camera camera_fail SHX 拍照模糊|对不上焦|相机打不开|镜头进灰|摄像头抖|拍出来一片雾
听筒 8 no_sound no_sound SHT 听筒没声音|对方听不见|通话声音小|打电话有杂音|外放破音
散热片 7 overheat overheat SHR 发烫|打游戏烫手|充电烫得不敢拿|夏天热到自动降亮度
转轴 5 hinge hinge_fail SHJ 转轴松了|合不拢|折痕明显|开合有响声|折叠处裂了
手机系统 10 system system_bug SHS 升级后变卡|老闪退|更新完耗电|系统bug多|微信老卡|更新失败`),
    good: words("拍照清晰|续航好|手感好|流畅|充电快|屏幕好看|信号好|轻薄|声音大|老人也会用"),
    howto: words("数据怎么转过来|怎么关5G|怎么查电池健康|电话怎么录音|字体怎么调大|怎么截长屏|忘记密码怎么办"),
    wishes: words("系统广告少点|充电器送一个|长辈模式再简单点|机身轻一点|相机别过度美颜|电池再大点"),
    harms: words("工作全靠它|付款码都打不开|没法联系客户|照片都在里面|验证码收不到"),
    makeshifts: words("先用旧手机|随身带两个充电宝|借了同事的用|一直插着线用"),
  },
];
