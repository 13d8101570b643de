"""The ceiling: an application that does nothing but send, on the same server, the bytes that the forum sent.

`BENCH_ANSWERS` names a JSON file of answers by path; see `bench.scenes.keep_answers`.
"""

import base64
import json
import os
from pathlib import Path
from typing import Any

Message = dict[str, Any]


def _answers() -> dict[str, tuple[Message, Message]]:
    kept = json.loads(Path(os.environ["BENCH_ANSWERS"]).read_text())
    return {
        path: (
            {
                "type": "http.response.start",
                "status": answer["status"],
                "headers": [(name.encode(), value.encode("latin-1")) for name, value in answer["headers"]],
            },
            {"type": "http.response.body", "body": base64.b64decode(answer["body"])},
        )
        for path, answer in kept.items()
    }


ANSWERS = _answers()


async def application(scope: Message, receive: Any, send: Any) -> None:
    """The kept answer for the path; a body that was sent is read first, as every application has to."""
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
    start, body = ANSWERS[scope["path"]]
    if scope["method"] == "POST":
        while (await receive()).get("more_body"):
            pass
    await send(start)
    await send(body)
