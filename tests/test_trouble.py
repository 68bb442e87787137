"""What the command line says when the database does not answer."""

from __future__ import annotations

import pytest

from bot.trouble import advice


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("OperationalError: database or disk is full", "腾出空间"),
        ("OperationalError: database is locked", "占着数据库"),
        ("OperationalError: attempt to write a readonly database", "只能读"),
        ("DatabaseError: database disk image is malformed", "备份恢复"),
        ("ConnectionRefusedError: [Errno 111] Connection refused", "是否在运行"),
        ("InvalidPasswordError: password authentication failed for user", "用户名或密码"),
        ("SomethingNew: never heard of", "请检查数据库地址"),
    ],
)
def test_each_trouble_has_its_advice(said: str, told: str) -> None:
    """What to do, and that doing it again is safe."""
    shown = advice(f"The database did not answer: {said}")
    assert told in shown and "重做一次是安全的" in shown
