"""Words that mean the same to whoever asks: 停保, 减员 and 离职 are one concept, however they are typed.

It stands in for the sense of words that a text's characters do not show: two phrasings of one matter often share
none. A word is found by its characters or, from two characters on, by its sound.
"""

from collections.abc import Mapping

from faq.pinyin import syllables, units

GROUPS = """
单位 公司 企业 厂 我厂 老板 法人单位 店 工厂 单位用户
员工 职工 人员 工人 伙计 同事 打工的 雇员 师傅
个人 本人 自己 员工自己 职工自己 员工本人 职工本人
法人 法定代表人 法人代表 老板本人 法代
经办人 经办 操作员 会计 人事 财务 专管员 hr 行政
管理员 主管
前任 交接 上一任 接手 原经办 前会计 走了的会计 以前的会计
忘记 忘了 忘 想不起来 不记得 记不住 想不起 记不得 忘掉 记不清 不知道密码 丢了密码
找回 重置 重设 取回 改回 恢复
密码 口令 登录密码
锁定 锁 锁住 冻结 被锁 禁用 锁死 解锁 被封 小黑屋 锁了
登录 登 登入 登进 登上 进系统 进网厅 登不上 登不了 登不进
失败 不成功 不行 不了 没成功 不能 进不去 办不了 不让 不给 没办法 不上
报错 提示 弹出 弹窗 跳出 显示 出错 提醒 弹框 蹦出来 出来一行字 说我 红字 错误
网址 入口 网站 官网 链接 网页地址 哪个网 地址 从哪进
网厅 网上办事大厅 网上大厅 办事大厅 网办大厅 人社网 社保网 网上服务大厅
首页 主页 栏目 菜单 模块 板块 页面
手机号 手机号码 电话号码 号码 预留手机 绑定手机 换号 停机 手机停机 老号码
验证码 短信 短信码 收不到
手机 手机app app 智慧人社 江苏智慧人社 小程序 苹果 安卓 手机端
注册 开通 申请账号 新账号 建账号
开户 参保登记 首次登记 新公司 刚成立 第一次 首次 开立 新单位 新开
审核 审批 审 待审核 审查 核准
不通过 驳回 退回 未通过 没通过 被拒 打回 退回来 没过
等待 多久 几天 多长时间 要等 等几天 多少天 什么时候 时限 工作日
材料 资料 文件 附件 扫描件 证明材料 复印件 原件 东西
上传 传 提交 上交 递交 传上去
格式 大小 像素 清晰 pdf jpg 兆
授权 委托书 授权书 授权委托书 盖章 公章
权限 授权给 分权限 角色
添加 新增 加 增加 录入 多加
删除 删 取消 移除 撤掉
ca ca证书 数字证书 ukey u盾 盾 key 证书
过期 到期 失效 续期 续 更新证书 延期 快到期
银行 对公账户 打款 转账 对公 账户认证
验证 认证 核验 实名 刷脸 人脸 人脸识别
浏览器 ie chrome edge 谷歌 360 火狐 兼容 插件 控件 内核
空白 白屏 打不开 卡 点了没反应 没反应 转圈 加载
信用代码 统一社会信用代码 税号 社会信用代码 营业执照号 执照 营业执照 纳税人识别号 组织机构代码
社保编号 单位编号 社保号 社保登记号 单位社保编号 编号
身份证 身份证号 证件号 身份证号码 证件 公民身份号码
不一致 不符 对不上 不匹配 不一样 不同 比对 不对 有出入
公安 公安部门 公安局 派出所 户籍信息 公安接口 公安网
接口 联网 网络异常 超时 连接
户籍 户口 户口本 户籍地 户籍地址 户口性质 农业户口 户籍性质 户籍类型
为空 空的 没填 必填 不能为空 空着
重复 多条 两条 两个人 多个 三条 同名 多人 重名
基本信息 人员信息 人员基本信息 个人信息 信息采集 采集 信息录入
增员 参保 加人 上社保 交社保 新增人员 入职 新员工 招人 新人 新来 用工登记 上保险 上险 办社保 续保 新进 招了 上五险
停保 减员 退工 离职 不干了 辞职 辞退 走人 停掉 停社保 退保 停缴 减人 停交 走了 解除合同 不做了 辞了 跑了 开除 退出
退休 法定年龄 超龄 超过年龄 六十 到龄 老年 年纪大 60岁 退休年龄 岁数大
工伤 工伤保险 单工伤 受伤
失业 失业金 失业保险 失业待遇 领失业金 失业保险金
养老 养老保险 养老金 领养老 领取待遇
灵活就业 灵活 自由职业 个体 自己交 灵活人员 个人交
原单位 前单位 上家 上家公司 老单位 上一家 原来的单位 前公司 以前单位 老东家 前东家
已参保 已经参保 参保状态 在保 未停保 没停 没给停 没有停保 还在交
撤销 回退 撤回 撤 退回去 反悔 作废 还原 取消申报 改回来
报错人 办错 填错 弄错 错了 搞错 报错了人 点错 输错 选错
批量 一次 成批 一起 一批 几十个 好多人 一次性 整批 导入
模板 表格 excel 表 xls 电子表格 样表
基数 缴费基数 工资基数 申报基数 基数申报 缴费工资 申报工资
上调 调高 涨 提高 往上 升 加高 报低了 少报 报少了 涨薪 涨工资 调上去 偏低 高一点 增加基数 往高 改大 调大 太低 低了 加薪
下调 调低 降 降低 往下 低一点 报高了 多报 报多了 降薪 调下来 偏高 减少 改小 往小 调小 太高 高了 少交点 减薪
上限 下限 最低 最高 封顶 保底 上下限 标准 口径
比例 费率 百分之 单位承担 个人承担 多少钱 怎么算 计算
补缴 补交 漏缴 往月 往期 补 漏交 补上 前几个月 断缴 漏了 少交 漏报 欠费 欠 滞纳金
申报期 几号 截止 时间 日期 申报时间 什么时候报 截止日 窗口期 最后一天 11号 6号 封账 关网 几月 算哪个月
暂停 关闭 停办 7号到10号 7到10号 七号到十号 不能办理期间 月初 关着
预登记 预参保 预申报 预约登记 预办 提前 先登记
派遣 劳务派遣 外包 派遣公司 劳务公司 人力资源公司 人力资源 劳务
用工单位 实际用工 用工方 派到 派去 派驻 换了用工单位
建筑 工地 工程 项目 施工 施工单位 建设项目 农民工 班组
事业单位 机关 公务员 编制 在编 特殊 港澳台 外国人 护照 台湾 实习生 外籍
单位信息 企业信息 登记信息 单位资料 银行账号 联系人
变更 改名 换 变了 修改 改 换了 更改 更新 更名
查询 查 看 查看 查一下 查到 查查 在哪看
导出 下载 存下来 保存 另存 导 备份
打印 打 打出来 出具 开具 拉 开
参保证明 缴费证明 社保证明 证明 在职证明 投标
权益单 权益记录 权益记录单 个人权益 权益
缴费明细 缴费记录 明细 缴费情况 交了几个月 流水 记录 缴费
没有记录 查不到 没显示 空白记录 没有缴费 没到账 没入账 看不到
有效期 真伪 验真 二维码 防伪 查验
资格认证 生存认证 领取资格 养老资格 待遇资格
电话 热线 12333 打电话 客服电话 咨询电话 联系方式
人工 真人 客服 工作人员 转人工
窗口 柜台 现场 大厅 社保局 经办机构 社保中心 跑一趟 去哪里办
政策 新规 通知 新政 规定 变化 调整 今年
平台 新系统 系统升级 新平台 老系统 改版 换系统 一体化
结果 进度 成功没有 有没有成功 生效 办好没 通过了没 状态
步骤 流程 怎么操作 教程 怎么办理 操作 怎么做 怎么弄 怎么办 怎么搞
区别 哪个好 选哪个 差别 不同点 哪种 怎么选
登记 备案
申请 申办 申领 补办 办一个 领一个 怎么领
丢了 遗失 弄丢 找不到了 不见了
隐私 少让人看到 泄露 安全 保密 权限控制
"""
"""One concept a line; of two words that could stand at a place, the longer one is read."""


def _groups() -> Mapping[str, str]:
    lines = enumerate(GROUPS.strip().splitlines())
    return {word: str(number) for number, words in lines for word in words.split()}


_WRITTEN = _groups()
_HEARD = {syllables(word): group for word, group in _WRITTEN.items() if len(syllables(word)) > 1}


def _lengths() -> Mapping[str, tuple[int, ...]]:
    """How many syllables the words have that start with a syllable, the longest first."""
    found: dict[str, set[int]] = {}
    for word in _WRITTEN:
        heard = syllables(word)
        found.setdefault(heard[0], set()).add(len(heard))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}


_LENGTHS = _lengths()


def concepts(text: str) -> tuple[str, ...]:
    """The concepts that a plain text names, each once, in the order they come."""
    heard, written = syllables(text), units(text)
    if len(heard) != len(written):
        written = heard
    found: dict[str, None] = {}
    place = 0
    while place < len(heard):
        for length in _LENGTHS.get(heard[place], ()):
            end = place + length
            group = _WRITTEN.get("".join(written[place:end])) or _HEARD.get(heard[place:end])
            if group is not None:
                found[group] = None
                place = end - 1
                break
        place += 1
    return tuple(found)
