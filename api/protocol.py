"""HTTP/1.1 for `planqa serve`: uvicorn's own, with the one error shape for what is not HTTP."""

from __future__ import annotations

import json

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.errors import body

_MESSAGE = "请求不是有效的 HTTP；地址里的汉字要先做百分号编码。"


class JsonErrors(H11Protocol):
    """Answers a malformed request (raw Han characters in an address, say) with JSON."""

    def send_400_response(self, msg: str) -> None:
        """Send 400 in the error shape and close the connection."""
        content = json.dumps(body("bad_request", _MESSAGE), ensure_ascii=False).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode()),
            (b"connection", b"close"),
        ]
        response = h11.Response(status_code=400, headers=headers, reason=b"Bad Request")
        for event in (response, h11.Data(data=content), h11.EndOfMessage()):
            sent = self.conn.send(event)
            if sent:
                self.transport.write(sent)
        self.transport.close()
