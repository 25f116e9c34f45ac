"""What holds each type of thing that a question may ask for, and its name for people.

The patterns are wide: they say whether words *may* hold a time, a place or an amount of money in
any of the forms a plan gives it in. Whether it is the one asked for is weighed in `qa.doubt`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from qa.asked import Type

_N = r"(?:\d+(?:\.\d+)?|[一二三四五六七八九十百千万两双半]+)"
_H = r"[\u3400-\u9fff]"

HOLDS: Mapping[Type, re.Pattern[str]] = {
    Type.MONEY: re.compile(rf"{_N}\s*(?:多|余)?(?:百|千|万|亿)*元|免费|全额|不收费|不得收取|减免"),
    Type.COUNT: re.compile(
        rf"{_N}(?:多|余|来)?[百千万亿]*(?:多|余)?"
        r"(?:个|名|人|位|家|所|户|种|条|座|项|处|张|台|辆|套|件|次|门|对|支|床|盏|场|期|艘|栋|间|"
        r"村|镇|县|区|类|批|部)"
    ),
    Type.SHARE: re.compile(r"[%％‰]|百分|分之|[一二三四五六七八九]成|倍|[:：∶]\s*\d|全覆盖|全部"),
    Type.EXTENT: re.compile(
        rf"{_N}(?:多|余)?[百千万亿]*(?:平方|公里|千米|米|亩|公顷|吨|公斤|升|立方|千瓦|兆瓦|度|分贝|"
        r"℃|分|岁|周岁|级|层|毫克|微克|厘米|毫米|伏|兆|G|TB|安|斤)"
    ),
    Type.DATE: re.compile(
        r"\d{2,4}\s*年|\d+月|\d+日|\d+[:：]\d\d|\d+时|点(?:钟|半)|底前|年底|年内|期间|每[年月周日季晚天]|"
        r"同步|时期|\d{4}\s*[-—–~～至]+\s*\d{4}|国庆|春节|暑假|寒假|采暖期|法定"
    ),
    Type.DURATION: re.compile(
        rf"{_N}\s*(?:个)?(?:多)?(?:小时|分钟|天|(?:工作|自然)?日(?!期)|周(?!岁|边)|星期|个月|月|"
        r"年(?!级|底|末|度|[-—–]))|长期|常年|全年|期间|随时|当场|当日|即"
    ),
    Type.FREQUENCY: re.compile(
        r"每[^，。；]{0,6}(?:年|季度?|月|周|日|天|学期|采暖)|定期|常态化|年均|按[年月季日]|逐[年月]"
    ),
    Type.ADDRESS: re.compile(
        r"位于|坐落|地址|地点|选址|布局|[路街巷]\d*号?|[东西南北]岸|[东西南北]侧|"
        r"[在沿于][^，。；]{2,12}?(?:建|设|新|布局|开|落|打造|实施|规划|改造)|地块|片区|园区|街道|[镇乡村]|"
        r"校区|毗邻|周边|附近|所在地|线上|平台|窗口|中心"
    ),
    Type.AREA: re.compile(
        rf"{_H}{{2,}}(?:街道|[镇乡区县村])[^，。]{{0,6}}[、和及]|、{_H}{{2,}}(?:街道|[镇乡区县村路街])|"
        r"各[区县镇乡村街]|[区县镇街]\d+[个所处座家套]|全[区市县]"
    ),
    Type.NAME: re.compile(
        r"[“《]|公司|集团|银行|医院|大学|学院|中学|小学|幼儿园|研究院|研究所|协会|中心|基地|"
        r"[路街河湖桥站园馆院村镇]"
    ),
    Type.OFFICE: re.compile(
        r"牵头|责任(?:单位|部门)|实施单位|主管|领导小组|委员会|负责|局|委|办公室|部门|政府|集团|公司|"
        r"街道办|专班|中心|社区|企业|机构|单位|员"
    ),
    Type.SURNAME: re.compile(r"(?!)"),
    Type.CONTACT: re.compile(
        r"(?<!\d)(?:1\d{2}|1[012]\d{3})(?!\d|[个名人家所元%年])|\d{3,4}-\d{7,8}|(?<!\d)9\d{4}(?!\d)|热线|公众号|小程序|"
        r"网址|网站|https?|www|App|APP|平台|手机应用|“[^”]{2,8}(?:通|码|办)”"
    ),
    Type.RANK: re.compile(
        r"第[一二三四五六七八九十百\d]+(?:名|位|批)?|前列|首位|居首|前[一二三四五六七八九十百\d]+|率先|领先|倒数"
    ),
    Type.REASON: re.compile(
        r"因|由于|为了|旨在|随着|以便|从而|受[^，。；]{2,20}影响|适应|需要|影响|变化|根据|围绕|确保|不足|滞后|"
        r"多发|频发|短缺|薄弱|不均|制约|缺口|尚未|仍|缺乏|导致|造成|难以|压力|增加|突出|老化|偏|不够|未"
    ),
    Type.STEPS: re.compile(
        r"申请|办理|报名|录取|条件|资格|手续|材料|符合|具备|凭|须|应当|可[享申选通]|满\d|周岁|户籍|以上|网上|"
        r"线上|窗口|认定|登记|预约|提供|无需|免申|直接"
    ),
    Type.PENALTY: re.compile(
        r"罚|惩|赔|补偿|处理|处分|追究|黑名单|曝光|查处|禁入|约谈|取消|不得|限制|清退|责令|整改|吊销|关停|重组|"
        r"退出|公示|问责|扣|限期|停|失信|拆除|没收|依法"
    ),
    Type.DEFINITION: re.compile(
        r"即|是指|指的是|所谓|简称|[“”][^，。]{0,12}(?:工程|行动|计划|模式|机制|体系)|：|——|、"
    ),
    Type.LIST: re.compile(r"、|；|一是|\n|以及|和"),
}
"""What may hold each type; types that are not here ask for no thing of a kind."""

PRINTS: Mapping[Type, re.Pattern[str]] = {
    Type.MONEY: re.compile(rf"{_N}(?:万|亿)?元"),
    Type.ADDRESS: re.compile(
        r"位于|坐落|地址|地点|选址(?:在|于|定)|布局在|[路街巷]\d+号|[东西南北][岸侧]|"
        rf"[在沿于]{_H}{{2,8}}(?:路|街|大道|[镇乡村]|街道|旧址|地块|[东西南北][岸侧])"
    ),
    Type.NAME: re.compile(
        rf"{_H}{{2,8}}(?:中学|小学|附中|附小|幼儿园|大学|学院|医院|公司|集团|银行|研究院)|"
        rf"“[^”]{{2,12}}”、“|{_H}{{2,8}}[村镇乡路街河湖桥站园]、{_H}{{2,8}}[村镇乡路街河湖桥站园和]"
    ),
    Type.OFFICE: re.compile(
        r"牵头|责任(?:单位|部门)|实施单位|主管部门|领导小组|负责|担任|"
        r"由[^，。]{2,16}(?:局|委|办公室|部门|政府|集团|公司|中心|社区|街道|员|队|会)"
    ),
    Type.CONTACT: re.compile(
        r"(?:电话|热线|平台)[:：]?[“\"]?\d{5,}|\d{3,4}-\d{7,8}|https?://|www\.|"
        r"(?<!\d)(?:1[012]\d{3}|9\d{4})(?!\d)[”\"]?[^，。；]{0,8}(?:热线|电话|平台)|"
        r"“[^”]{2,10}”[^，。；]{0,4}(?:小程序|公众号|平台|应用|APP|App)"
    ),
    Type.RANK: re.compile(
        r"第[一二三四五六七八九十百\d]+(?:名|位)|排名第|首位|居首|前[一二三四五六七八九十百\d]+"
    ),
    Type.STEPS: re.compile(r"申请|办理|报名|录取|分数线|条件|资格|手续|材料|符合|具备|凭"),
    Type.REASON: re.compile(
        r"因为|由于|原因|为了|旨在|随着|以便|从而|受[^，。；]{2,20}影响|缺乏|不足|滞后|短缺|薄弱|制约|难以"
    ),
    Type.DATE: re.compile(
        r"(?:19|20)\d\d年|\d+月|\d+[:：]\d\d|\d+时|期间|同步|年限|起止|春节|国庆|暑假|寒假|"
        r"\d{4}\s*[-—–~～至]+\s*\d{4}"
    ),
    Type.DURATION: re.compile(
        rf"{_N}\s*(?:个)?(?:多)?(?:小时|分钟|天|(?:工作|自然)?日(?!期)|周(?!岁|边)|星期|个月|"
        r"年(?!级|底|末|度|[-—–]))"
    ),
    Type.FREQUENCY: re.compile(r"每[^，。；]{0,4}(?:年|季度?|月|周|日|天|学期)|定期|年均"),
    Type.PENALTY: re.compile(
        r"罚|惩|赔|处分|追究|黑名单|曝光|查处|禁入|约谈|取消|吊销|清退|责令|暂停|扣"
    ),
    Type.DEFINITION: re.compile(r"即|是指|指的是|简称|[”」](?:，|：|:)(?:为|是)"),
}
"""What a plan prints where it gives a thing of a type outright; narrower than `HOLDS`."""

NAMES: Mapping[Type, str] = {
    Type.MONEY: "金额或收费标准",
    Type.COUNT: "数量",
    Type.SHARE: "比例",
    Type.EXTENT: "具体的数",
    Type.DATE: "具体时间",
    Type.DURATION: "具体时长",
    Type.FREQUENCY: "多长时间一次",
    Type.ADDRESS: "具体地点",
    Type.AREA: "具体是哪些地方",
    Type.NAME: "具体名称",
    Type.OFFICE: "由哪个部门负责",
    Type.SURNAME: "负责人的姓名",
    Type.CONTACT: "联系方式",
    Type.RANK: "具体名次",
    Type.REASON: "原因",
    Type.STEPS: "办理条件或流程",
    Type.PENALTY: "怎样处罚或赔偿",
    Type.DEFINITION: "具体含义",
    Type.LIST: "具体有哪些",
}
"""How a refusal calls each type."""


def prints(kind: Type, text: str) -> bool:
    """Whether ``text`` gives a thing of a type outright."""
    return bool(PRINTS[kind].search(text))


def holds(kind: Type, text: str) -> bool:
    """Whether ``text`` may hold a thing of a type."""
    pattern = HOLDS.get(kind)
    return pattern is None or bool(pattern.search(text))
