"""Acts of the office's table that no page names, each with the reason. A test fails when this is not so."""

LETTERS = "来信来访模块尚未建立"
INSTRUCTIONS = "批示随会议决定登记(decision.record)，尚无单独页面"
PENDING = {
    "acct.own": "本人登录、口令、验证码的页面人人都有，本行只命名留痕",
    "sys.restore": "备份恢复是运维命令，没有页面",
    "audit.delete": "留痕不得删改，永远没有页面",
    "mat.request": "调阅清单属现场工作模块，尚未建立",
    "mat.supply": "调阅清单属现场工作模块，尚未建立",
    "talk.note": "谈话记录属现场工作模块，尚未建立",
    "work.paper": "底稿的页面用 find.draft、paper.submit、paper.review；本行只决定看得见",
    "instant.fix": "立行立改属现场工作模块，尚未建立",
    "letter.submit": LETTERS,
    "letter.followup": LETTERS,
    "letter.register": LETTERS,
    "letter.read": LETTERS,
    "letter.triage": LETTERS,
    "letter.identity": LETTERS,
    "clue.count": "线索只在看板计数，没有单独页面",
    "instruct.sign": INSTRUCTIONS,
    "instruct.view": INSTRUCTIONS,
    "discipline.note": "纪律督查记录尚未建立",
    "dash.port": "分管口看板是首页的一部分，没有单独地址",
    "dash.unit": "本单位进度是首页的一部分，没有单独地址",
    "export.clue": "线索不导出，尚未建立",
    "import.bulk": "批量导入尚未建立",
    "archive": "归档与到期销毁的页面尚未建立",
    "emerg": "应急查看尚未建立",
    "file.keep": "附件随所在表单上传，没有单独地址",
}
