"""What else of the security policy is in force: set at installation, shown to who answers for it."""

from collections.abc import Iterator

from django.conf import settings

Line = tuple[str, str]


def sign_in_lines() -> Iterator[Line]:
    """Return what holds for signing in, each as name and sentence."""
    cool_off = int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60
    idle, most = settings.SESSION_IDLE_SECONDS // 60, settings.SESSION_COOKIE_AGE // 3600
    yield (
        "口令锁定",
        f"连续输错 {settings.AXES_FAILURE_LIMIT} 次锁定账号 {cool_off} 分钟，按账号计，不按网络地址计",
    )
    yield "登录时限", f"{idle} 分钟没有操作，或登录满 {most} 小时，须重新登录；关闭浏览器即退出"
    yield "口令要求", "不少于 12 位，不能全是数字，不能与账号、姓名相近，也不能是常见口令"


def mark_lines() -> Iterator[Line]:
    """Return what holds for marks on pages and papers, each as name and sentence."""
    yield "页面水印", "敏感和封存材料的页面标明查阅人和时间，打印时同样标明"
    yield "文件标记", "内部台账和内部材料标明制表人、时间和编号；对外印发的公文不标"
    yield "查阅登记", "每次打开敏感和封存材料都记入留痕"
