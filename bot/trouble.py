"""What to do when the database does not answer, for the command line."""

from __future__ import annotations

_ADVICE = {
    "full": "磁盘满了：请腾出空间再试。",
    "locked": "有别的程序正占着数据库：请等它做完再试；一直这样，就看看哪个程序没有退出。",
    "readonly": "数据库文件只能读：请检查文件和所在文件夹的权限。",
    "i/o error": "磁盘读写出错：请检查磁盘空间和磁盘状况再试。",
    "malformed": "数据库文件损坏：请从备份恢复。",
    "not a database": "这个文件不是数据库：请检查地址，或从备份恢复。",
    "refused": "连不上数据库服务：请检查它是否在运行、地址和端口。",
    "timeout": "数据库服务没有及时回应：请检查它是否在运行、是否太忙。",
    "password": "数据库不接受这个用户名或密码：请检查 DATABASE_URL。",
}
_OTHERWISE = "请检查数据库地址、权限和磁盘空间再试。"


def advice(said: str) -> str:
    """What happened as a person would say it, and what to do; ``said`` is the database's own word."""
    found = next((told for sign, told in _ADVICE.items() if sign in said.lower()), _OTHERWISE)
    return f"{found}这一步没有做完；重做一次是安全的，不会重复。"
