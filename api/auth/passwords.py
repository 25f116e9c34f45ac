"""The embedded login: one password, kept only as an Argon2id hash (RFC 9106)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
"""Characters a password must have (NIST SP 800-63B asks for length, not for kinds of signs)."""
LONGEST = 256

_hasher = PasswordHasher()


class WeakPasswordError(ValueError):
    """A password that is not taken; the message says why, in Chinese."""


def hash_password(password: str) -> str:
    """The hash to put into the settings. Raises `WeakPasswordError`."""
    if len(password) < SHORTEST:
        raise WeakPasswordError(f"密码至少{SHORTEST}个字符，请换一个更长的。")
    if len(password) > LONGEST:
        raise WeakPasswordError(f"密码最长{LONGEST}个字符。")
    if len(set(password)) < 5:
        raise WeakPasswordError("密码里重复的字符太多，请换一个。")
    return _hasher.hash(password)


def verify_password(password: str, hashed: str) -> bool:
    """Whether the password is the hashed one; takes tens of milliseconds and 64 MiB."""
    if len(password) > LONGEST:
        return False
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def is_hash(text: str) -> bool:
    """Whether a text is a hash that `verify_password` can use."""
    try:
        _hasher.check_needs_rehash(text)
    except InvalidHashError:
        return False
    return text.startswith("$argon2id$")
