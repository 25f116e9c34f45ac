"""HTTP/1.1 for `planqa serve`: uvicorn's own, with the one error shape for what is not HTTP."""

from __future__ import annotations

import json

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.errors import body

_MESSAGE = "请求不是有效的 HTTP；地址里的汉字要先做百分号编码。"


class JsonErrors(HttpToolsProtocol):
    """Answers a malformed request (raw Han characters in an address, say) with JSON."""

    def send_400_response(self, msg: str) -> None:
        """Send 400 in the error shape and close the connection."""
        content = json.dumps(body("bad_request", _MESSAGE), ensure_ascii=False).encode()
        head = (
            "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n"
            f"content-length: {len(content)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + content)
        self.transport.close()
