"""Who may ask: this machine's user, from a page of ours, with the token of this start; everybody else is refused."""

import hmac
from collections.abc import Callable
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lamppost.model.errors import LamppostError
from lamppost.model.language import number, tr

UPLOADING = "/look"
"""The one address that takes more than a form."""
LOOKS = "/static/"
"""What pages look like, the page of a refusal too: it is the same for everybody, and tells nothing."""
MOST_FORM_BYTES = 64 * 1024
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
"""Content-Security-Policy: nothing is loaded from elsewhere, nothing runs that is not a file of ours
(https://www.w3.org/TR/CSP3/)."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # no-referrer would make browsers send `Origin: null` with our own forms (https://fetch.spec.whatwg.org/)
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_READING = ("GET", "HEAD")

Refuse = Callable[[str, int, str, str], Response]
"""Address asked for, status, what is the matter, what to try → a response in words."""


class TooLargeError(LamppostError):
    """More was sent than is taken."""


class Guard:
    """Everything that is asked passes here; what is answered bears the headers that keep it in."""

    def __init__(self, app: ASGIApp, *, port: int, token: str, most_bytes: int, refuse: Refuse) -> None:
        """Keep whom to let in.

        Args:
            app: What answers those who are let in.
            port: Where it is listened.
            token: The secret of this start.
            most_bytes: Most bytes of an upload.
            refuse: Says no in words.
        """
        self._app, self._token, self._most_bytes, self._refuse = app, token, most_bytes, refuse
        names = ("127.0.0.1", "localhost", "[::1]")
        self._hosts = {f"{name}:{port}" for name in names} | (set(names) if port == 80 else set())
        self.cookie = f"lamppost-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http":
            return
        answer = self._answer_instead(scope)
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                held = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    held.setdefault(name, value)
            await send(message)

        if answer is not None:
            if answer.status_code == 413:
                await _drain(receive)
            await answer(scope, receive, sending)
            return
        try:
            await self._app(scope, _limited(receive, self._most(scope)), sending)
        except Exception:
            if not started:
                raise  # else it was answered in words, and nobody is to see a stack

    def _answer_instead(self, scope: Scope) -> Response | None:
        """A refusal, or the way from the printed address to a cookie; None where the application may answer."""
        headers, path = Headers(scope=scope), scope["path"]
        if headers.get("host") not in self._hosts or len(headers.getlist("host")) != 1:
            return self._refuse(
                path,
                421,
                tr("this is not the name of this place"),
                tr("Use the address that lamppost serve printed."),
            )
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        if path == "/" and scope["method"] in _READING and asked and self._is_token(asked[0]):
            return self._let_in()
        is_open = path.startswith(LOOKS) and scope["method"] in _READING
        if not is_open and not self._has_token(headers):
            return self._refuse(
                path,
                403,
                tr("this page is open only to whoever started it"),
                tr(
                    "Open the whole address that lamppost serve printed; it holds a token that changes with each start."
                ),
            )
        if scope["method"] not in _READING and not _is_from_here(headers):
            return self._refuse(
                path,
                403,
                tr("this did not come from a page of lamppost"),
                tr("Send the form from its own page."),
            )
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._most(scope):
            return self._refuse(path, 413, *_too_large(self._most(scope)))
        return None

    def _let_in(self) -> Response:
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(self.cookie, self._token, httponly=True, samesite="strict", path="/")
        return answer

    def _is_token(self, text: str) -> bool:
        return hmac.compare_digest(text.encode("utf-8", "replace"), self._token.encode())

    def _has_token(self, headers: Headers) -> bool:
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        kept = cookie_parser(headers.get("cookie", "")).get(self.cookie, "")
        return self._is_token(bearer) or self._is_token(kept)

    def _most(self, scope: Scope) -> int:
        return self._most_bytes if scope["path"] == UPLOADING else MOST_FORM_BYTES


def _is_from_here(headers: Headers) -> bool:
    """Whether a browser says that a page of ours asks; what says nothing is not believed."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is None or origin == "null":
        return site == "same-origin"
    return origin == f"http://{headers['host']}"


async def _drain(receive: Receive) -> None:
    """Take what is still sent, and drop it: a browser shows no answer before it has sent everything."""
    while (message := await receive()).get("more_body"):
        del message


def _limited(receive: Receive, most: int) -> Receive:
    """The same, but no more bytes than so many."""
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            what, hint = _too_large(most)
            raise TooLargeError(what, hint=hint)
        return message

    return receiving


def _too_large(most: int) -> tuple[str, str]:
    size = f"{number(most // 1_000_000)} MB" if most >= 1_000_000 else tr("{n} bytes", n=number(most))
    return (
        tr("more was sent than the {size} that are taken", size=size),
        tr(
            "Look at it with: lamppost look FILE -o result.json, and hand over that; or start with --most-mb."
        ),
    )
