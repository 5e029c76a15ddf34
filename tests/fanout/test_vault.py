import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from fanout import vault


@given(st.text(st.characters(codec="utf-8")))
def test_what_was_encrypted_can_be_read_again(plain: str) -> None:
    token = vault.encrypt(plain)
    assert vault.decrypt(token) == plain
    assert token != plain


def test_older_key_still_reads_after_a_new_one_was_put_in_front(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = ["old"]
    token = vault.encrypt("secret")
    settings.ENCRYPTION_KEYS = ["new", "old"]
    assert vault.decrypt(token) == "secret"
    settings.ENCRYPTION_KEYS = ["new"]
    with pytest.raises(vault.UnreadableSecretError):
        vault.decrypt(token)
