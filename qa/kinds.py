"""Kinds of things asked for, and what the plan's words must hold of each, as tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.cues import Ask
from qa.measures import NUMBER


@dataclass(frozen=True)
class Kind:
    """A kind within a type: how it is asked for, what tells it in the plan, its name."""

    asked: re.Pattern[str]
    held: re.Pattern[str]
    name: str


MONEY_KINDS = (
    Kind(
        re.compile(r"罚|赔(?!钱吗)|赔偿|押金"),
        re.compile(r"罚|赔|补偿|押金"),
        "罚款或赔偿的金额",
    ),
    Kind(
        re.compile(r"工资|薪|月收入|年收入"),
        re.compile(r"工资|薪|收入"),
        "工资或收入的金额",
    ),
    Kind(
        re.compile(
            r"补贴|补助|津贴|奖励|奖金|补多少|奖多少|能领|领多少|报销|减免|救助金|供养(?:金|标准)"
        ),
        re.compile(r"补贴|补助|津贴|奖|报销|减免|免费|救助|资助|供养|发放|给予"),
        "补贴或报销的金额",
    ),
    Kind(
        re.compile(
            r"卖|[\u3400-\u9fff]费(?:上限|标准)?(?:是|要|得|为)?(?:多少|几)|票价|价钱|价格|房价|怎么收|收多少|交多少|缴多少|学费|保教费|租金|月租|房租|门票|收费|成本|单价|"
            r"一(?:方|吨|度|斤|份|张|趟|次|顿)[^，。]{0,6}(?:多少钱|几块|几毛|几元)"
        ),
        re.compile(r"收费|价格|学费|保教费|租金|票价|费用|定价|收取|缴|自付|售|成本|单价"),
        "价格或收费",
    ),
)
"""Kinds of amounts: a subsidy answers no question for a price."""

TURNS = (
    Kind(
        re.compile(r"开工|动工|开建|开始建|动土|(?<!什么)(?<!啥)启动"),
        re.compile(r"开工|动工|启动|开始|开建|起止|年限|周期|时限|\d{4}\s*[-—–~～至]+\s*\d{4}"),
        "开工时间",
    ),
    Kind(
        re.compile(
            r"完工|竣工|建成|投用|投入使用|开业|开张|开学|通车|通水|投运|建好|修好|修完|用上|落成"
        ),
        re.compile(
            r"完工|竣工|建成|投用|投入使用|运营|开业|开学|通车|完成|实现|底前|年底|年前|"
            r"到(?:19|20)\d\d年|起止|年限|周期|时限|\d{4}\s*[-—–~～至]+\s*\d{4}"
        ),
        "完成时间",
    ),
)
"""Turning points of a project: when it ends does not say when it begins."""

STEP_KINDS = (
    Kind(re.compile(r"材料|证件|手续"), re.compile(r"材料|证件|手续"), "需要的材料或手续"),
    Kind(
        re.compile(r"条件|资格|门槛"),
        re.compile(r"条件|资格|符合|具备|以上|周岁|户籍|不低于|标准"),
        "需要的条件",
    ),
)

PAY = re.compile(r"工资|薪|收入|津贴|补贴|补助")
"""What pay may be called in a plan."""
CLAIMED = re.compile(
    r"学费|保教费|学杂费|补贴|津贴|补助|减免|免费|报销|奖学金|助学金|收费|工资|学位费|赞助费|"
    r"罚款|赔偿|补偿|房租|租金|打折|优惠|贷款|落户|编制|"
    r"(?:宽带|配送|物业|取暖|护理|床位|伙食|停车|服务|手续|加班|安装|检测|水|电|气|药|餐|房)费(?!用)"
)
"""Named benefits and charges: a yes needs the word itself, not a passage of the same matter."""

MONEY_HELD = re.compile(rf"{NUMBER}(?:万|亿)?元")

_WORD = r"[\u3400-\u9fff]"


def _enumerated(ending: str) -> re.Pattern[str]:
    """Two names side by side, one of them with the ending: 云溪河、岫水河."""
    return re.compile(rf"{_WORD}{{2,8}}(?:{ending})、|、{_WORD}{{2,8}}(?:{ending})")


_SCHOOL = re.compile(
    rf"{_WORD}{{2,8}}(?:中学|小学|附中|附小|幼儿园|大学|学院|[一二三四五六七八九]中|[一二三四]小)、"
    rf"|、{_WORD}{{2,8}}(?:中学|小学|附中|附小|大学|学院)|与{_WORD}{{2,10}}(?:大学|学院)"
)
NAMED = {
    **{noun: re.compile(rf"{_WORD}{{2,}}(?:公司|集团|银行)") for noun in ("企业", "公司")},
    **dict.fromkeys(("学校", "大学", "高校", "院校", "小学", "中学", "幼儿园"), _SCHOOL),
    **{
        ending: _enumerated(ending)
        for ending in (
            "医院", "养老院", "敬老院", "福利院", "水库", "河", "湖", "渠", "江", "街道", "社区",
            "小区", "村", "镇", "乡", "县", "区", "市", "路", "街", "桥", "线", "站", "园",
        )
    },
    **{noun: _enumerated("路|街|巷|路段|大道|桥") for noun in ("路段", "地段")},
    **{noun: _enumerated("乡|镇|街道") for noun in ("乡镇", "镇街")},
}  # fmt: skip
"""What names look like in a plan, by the word a question asks for them with; the longest counts."""

# What evidence must hold for each type of thing asked for.
HOLDS: dict[Ask, re.Pattern[str]] = {
    Ask.MONEY: MONEY_HELD,
    Ask.ADDRESS: re.compile(
        r"位于|坐落|地址|地点|选址(?:在|于)|布局在|[路街巷]\d+号|[在沿于][\u3400-\u9fff]{2,5}(?:路|街|大道)"
    ),
    Ask.CONTACT: re.compile(
        r"(?:电话|热线|平台)[::]?[“\"]?\d{5,}|\d{3,4}-\d{7,8}|"
        r"(?<!\d)(?:1[012]\d{3}|9\d{4})(?!\d)[”\"]?[^，。；]{0,8}(?:热线|电话|平台)|https?://|www\."
    ),
    Ask.PERSON: re.compile(
        r"牵头|责任单位|责任部门|实施单位|主管部门|领导小组|负责人|担任|由[^，。]{2,12}(?:局|委|办公室|部门|政府)[^，。]{0,4}(?:负责|承担|组织)"
    ),
    Ask.RANK: re.compile(
        r"第[一二三四五六七八九十百\d]+(?:名|位)|排名第|前列|首位|前[一二三四五六七八九十百\d]+"
    ),
    Ask.STEPS: re.compile(r"申请|办理|报名|录取|分数线|条件|资格|手续|材料|符合|具备"),
    Ask.REASON: re.compile(
        r"因为|由于|为了|旨在|随着|以便|从而|为[^。;；]{2,30}(?:提供|奠定|打下|培养)|适应|迫切|需要|影响|变化|根据|围绕|确保|满足|"
        r"紧张|不足|滞后|多发|频发|短缺|薄弱|不均衡|制约"
    ),
    Ask.DATE: re.compile(
        r"(?:19|20)\d\d年|\d+月|期间|同步|每(?:[两半\d]?个?)(?:年|月|周|日|天|季度|学期)|定期|首期|时期|年限|起止|\d{4}\s*[-—–]\s*\d{4}"
    ),
    Ask.DURATION: re.compile(
        rf"{NUMBER}\s*(?:个)?(?:多)?(?:小时|分钟|天|(?:工作|自然)?日(?!期)|周(?!岁|边)|星期|个月|月|年(?!级|底|末|度|[-—–]))|长期|常年|全年|期间"
    ),
    Ask.FREQUENCY: re.compile(r"每[^，。；]{0,4}(?:年|季度|月|周|日|天|学期)|定期|常态化|年均"),
    Ask.PENALTY: re.compile(r"罚|惩|赔|补偿|处理|处分|追究|黑名单|曝光|查处|禁入|约谈"),
    Ask.SURNAME: re.compile(r"(?!)"),
    Ask.ROUTE: re.compile(
        rf"起自|起于|止于|起点|终点|[从由自]{_WORD}{{2,10}}[至到]|{_WORD}[—－–-]+{_WORD}"
    ),
    Ask.YEAR: re.compile(r"(?:19|20)\d\d"),
}
NAMES = {
    Ask.MONEY: "金额或收费标准",
    Ask.ADDRESS: "具体地点",
    Ask.NAME: "具体名称",
    Ask.CONTACT: "联系方式",
    Ask.PERSON: "由哪个部门或哪个人负责",
    Ask.RANK: "具体名次",
    Ask.STEPS: "办理条件或流程",
    Ask.REASON: "原因",
    Ask.DATE: "具体时间",
    Ask.DURATION: "具体时长",
    Ask.FREQUENCY: "多长时间一次",
    Ask.PENALTY: "怎样处罚或赔偿",
    Ask.SURNAME: "负责人的姓名",
    Ask.ROUTE: "起止地点",
    Ask.YEAR: "是哪一年的",
}
