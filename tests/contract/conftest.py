"""The served application of `tests/api`, for the contract's own tests."""

from tests.api.conftest import client, settings

__all__ = ["client", "settings"]
