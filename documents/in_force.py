"""What else of the security policy is in force: set at installation, shown to who answers for it."""

from collections.abc import Iterator

from django.conf import settings

from accounts.passwords import Length
from accounts.states import Role

Line = tuple[str, str]


def sign_in_lines() -> Iterator[Line]:
    """Return what holds for signing in, each as name and sentence."""
    cool_off = int(settings.LOGIN_COOLOFF.total_seconds()) // 60
    idle, most = settings.SESSION_IDLE_SECONDS // 60, settings.SESSION_COOKIE_AGE // 3600
    strange = f"同一账号在生疏设备上连续输错 {settings.LOGIN_FAILURES} 次，停 {cool_off} 分钟"
    yield "输错口令", f"{strange}；本人常用的设备不受影响"
    yield "登录时限", f"{idle} 分钟没有操作，或登录满 {most} 小时，须重新登录；关闭浏览器即退出"
    yield "再次核对", f"办理敏感事项前 {settings.FRESH_MINUTES} 分钟内没有输过口令的，须再输一次"
    yield "动态验证码", _second_factor()
    yield "口令要求", _passwords()


def _second_factor() -> str:
    names = [Role(code).label for code in settings.SECOND_FACTOR_ROLES if code in Role.values]
    return f"{'、'.join(names)}必须使用，其他人员自愿" if names else "各人自愿使用"


def _passwords() -> str:
    plain = f"不少于 {Length.least} 位，不能是常见口令、账号、姓名、单位名称或键盘上相邻的键"
    if not settings.GRADED_PROTECTION:
        return f"{plain}；等保模式未启用"
    return (
        f"{plain}；等保模式已启用：四类字符取三类，{settings.PASSWORD_DAYS} 天一换，"
        f"最近 {settings.PASSWORDS_REMEMBERED} 次不重复"
    )


def mark_lines() -> Iterator[Line]:
    """Return what holds for marks on pages and papers, each as name and sentence."""
    yield "页面水印", "敏感和封存材料的页面标明查阅人和时间，打印时同样标明"
    yield "文件标记", "内部台账和内部材料标明制表人、时间和编号；对外印发的公文不标"
    yield "查阅登记", "每次打开敏感和封存材料都记入留痕"
