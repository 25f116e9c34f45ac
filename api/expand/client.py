"""The model's server, asked through the official ``openai`` client (extra ``expand``).

The client repeats what may pass (429, 5xx, time-outs, lost connections) with growing pauses and
as the server's ``Retry-After`` says. Its messages may repeat the key or the text, so that only
the status is passed on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from api.expand.errors import MissingClient, Refused, Unanswered
from api.settings import Settings, SettingsError

if TYPE_CHECKING:
    import openai

RETRIES = 4
_NO_KEY = "none"
_FILTERED = "content_filter"
_NO_COMPLETION = (
    "the server's answer is no chat completion; check that PLANQA_EXPAND_URL ends as the server "
    "wants it (often /v1)"
)


class Model(Protocol):
    """What writes the questions."""

    name: str

    async def ask(self, system: str, user: str) -> str | None:
        """The reply's text; None where the model declines. Raises `Unanswered`, `Refused`."""
        ...

    async def close(self) -> None:
        """Let go of the connections."""
        ...


class ChatModel:
    """A model behind an OpenAI-compatible ``/chat/completions``."""

    def __init__(self, settings: Settings) -> None:
        """Raises `SettingsError` for a missing setting, `MissingClient` without the extra."""
        for name in ("url", "model"):
            if not getattr(settings, f"expand_{name}"):
                raise SettingsError(
                    f"PLANQA_EXPAND_{name.upper()} is not set: planqa expand needs the address "
                    "of an OpenAI-compatible server and the name of its model; "
                    "see docs/settings.md"
                )
        try:
            import openai
        except ImportError as error:
            raise MissingClient(
                "planqa expand needs the package openai: "
                ".venv/bin/pip install -e '.[expand]', then run it again"
            ) from error
        self.name = settings.expand_model
        self._openai = openai
        self._client = openai.AsyncOpenAI(
            base_url=settings.expand_url,
            # An empty key would make the client look for OPENAI_API_KEY.
            api_key=settings.expand_key.get_secret_value() or _NO_KEY,
            timeout=settings.expand_timeout,
            max_retries=RETRIES,
        )
        # Nothing that is meant for another service goes to this one.
        self._client.organization = self._client.project = None
        # Not every server knows it; the first that does not is asked without from then on.
        self._form: dict[str, Any] = {"response_format": {"type": "json_object"}}

    async def ask(self, system: str, user: str) -> str | None:
        """The reply's text; "" for a reply without one, None where the model declines."""
        try:
            return _text(await self._create(system, user))
        except self._openai.APIStatusError as error:
            if _code(error) == _FILTERED:
                return None
            raise self._fault(error) from None
        except self._openai.APIConnectionError as error:
            late = isinstance(error, self._openai.APITimeoutError)
            raise Unanswered(
                "the model's server did not answer in time (PLANQA_EXPAND_TIMEOUT)"
                if late
                else "the model's server cannot be reached; check PLANQA_EXPAND_URL"
            ) from None
        except (self._openai.APIError, ValueError, RecursionError):
            raise Unanswered(_NO_COMPLETION) from None

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.close()

    async def _create(self, system: str, user: str) -> object:
        form = self._form
        try:
            return await self._send(system, user, form)
        except (self._openai.BadRequestError, self._openai.UnprocessableEntityError) as error:
            if not form or _code(error) == _FILTERED:
                raise
            reply = await self._send(system, user, {})
            self._form = {}
            return reply

    async def _send(self, system: str, user: str, form: dict[str, Any]) -> object:
        return await self._client.chat.completions.create(
            model=self.name,
            messages=[
                {"role": "system", "content": system},
                {"role": "user", "content": user},
            ],
            **form,
        )

    def _fault(self, error: openai.APIStatusError) -> Exception:
        status, code = error.status_code, _code(error)
        said = f"the model's server says {status}{f' ({code})' if code else ''}"
        if status in (401, 403):
            return Refused(f"{said}: PLANQA_EXPAND_KEY is missing, wrong or not allowed to do this")
        if status == 404:
            return Refused(
                f"{said}: it does not know the model or the address; check PLANQA_EXPAND_MODEL, "
                "and that PLANQA_EXPAND_URL ends as the server wants it (often /v1)"
            )
        if status == 429 and code == "insufficient_quota":
            return Refused(f"{said}: the account has no quota left")
        if status in (408, 409, 429) or status >= 500:
            return Unanswered(f"{said}, also to further tries")
        return Refused(f"{said}: it does not take the request; check PLANQA_EXPAND_MODEL")


def _text(reply: object) -> str | None:
    """Text of a reply; servers differ in what they leave out. Raises `Unanswered`."""
    choices = getattr(reply, "choices", None)
    if not isinstance(choices, list):
        raise Unanswered(_NO_COMPLETION)
    if not choices:
        return ""
    message = getattr(choices[0], "message", None)
    ended = getattr(choices[0], "finish_reason", None)
    declined = getattr(message, "refusal", None) or ended == _FILTERED
    content = getattr(message, "content", None)
    return None if declined else content if isinstance(content, str) else ""


def _code(error: openai.APIStatusError) -> str:
    """The error's short code, where it is one and not a sentence."""
    code = error.code
    return code if isinstance(code, str) and re.fullmatch(r"[a-z_]{1,40}", code) else ""
