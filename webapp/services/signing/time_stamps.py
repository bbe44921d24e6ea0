"""A time stamp authority, asked over https only: no redirect, a short wait, a short answer."""

from __future__ import annotations

import asyncio

import requests
from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError, set_tsp_headers

SECONDS = 10
MOST_BYTES = 100_000


class AuthorityOverHttps(TimeStamper):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return await asyncio.to_thread(self._ask, req.dump())

    def _ask(self, question: bytes) -> tsp.TimeStampResp:
        if not self.url.startswith("https://"):
            raise TimestampRequestError("not https")
        try:
            with requests.post(
                self.url, question, headers=set_tsp_headers({}), timeout=SECONDS, allow_redirects=False,
                stream=True,
            ) as answer:  # fmt: skip
                answer.raise_for_status()
                content = answer.raw.read(MOST_BYTES, decode_content=True)
            return tsp.TimeStampResp.load(content, strict=True)
        except (OSError, ValueError) as error:
            raise TimestampRequestError("no answer") from error
