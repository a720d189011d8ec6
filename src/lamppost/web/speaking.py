"""The language that a request is answered in, chosen by its cookie or by its browser, and the switch that sets the cookie."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

import msgspec
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lamppost.model.errors import LamppostError
from lamppost.model.language import ENGLISH, LANGUAGES, language, show, speaking, tr
from lamppost.model.saying import Saying, sentences_in
from lamppost.web.accepting import preferred

COOKIE = "lamppost-lang"
"""Not of one port, as the token is: cookies are of a host (RFC 6265 §8.5), and each start has another port."""
SWITCH = "/language"
"""The address that the switch is sent to."""
PROGRAMS = "/api/"
"""Programs are answered in English."""
VARY = "Accept-Language, Cookie"
_WITHOUT_WORDS = ("/static/", "/map/outlines/")
_SAFE = "/:@!$&'()*+,;=~-._?%"
"""What stays in an address (RFC 3986 §3.3 and §3.4); the rest is written in percent."""
_A_YEAR_S = 365 * 24 * 3600
_MOST_KNOWN = 12
Document = TypeVar("Document")
Result = TypeVar("Result")
_address: ContextVar[str] = ContextVar("address", default="/")
_known: OrderedDict[int, "_Known"] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Known:
    """A document, and what its sentences were made of."""

    document: object
    sentences: dict[str, Saying]


class Tongue(msgspec.Struct, frozen=True, kw_only=True):
    """A language that may be chosen."""

    code: str
    name: str
    """In itself."""
    is_current: bool


class Speaking:
    """Whatever is asked is answered in the language of whoever asks, and says so."""

    def __init__(self, app: ASGIApp) -> None:
        """Keep what answers."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in a language."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        path = scope["path"]
        chosen = ENGLISH if path.startswith(PROGRAMS) else language_of(Headers(scope=scope))

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and not path.startswith(_WITHOUT_WORDS):
                held = MutableHeaders(scope=message)
                held.setdefault("Content-Language", chosen)
                if not path.startswith(PROGRAMS):
                    held.add_vary_header(VARY)
            await send(message)

        with speaking(chosen):
            _address.set(_address_of(scope))
            await self._app(scope, receive, sending)
        return None


def language_of(headers: Headers) -> str:
    """The language that a request asks for: by the cookie, else by what its browser prefers, else English."""
    chosen = cookie_parser(headers.get("cookie", "")).get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return preferred(", ".join(headers.getlist("accept-language")), LANGUAGES) or ENGLISH


def shown(document: Document) -> Document:
    """The document, whose sentences this request says in its language from here on."""
    if language() != ENGLISH:
        show(_known_of(document))
    return document


def in_language(chosen: str, work: Callable[[], Result]) -> Result:
    """What comes of some work, in another thread; the document that it makes is the same in every language.

    Args:
        chosen: The language in which it says what goes wrong.
        work: What is done.
    """
    with speaking(chosen):
        return work()


def tongues() -> list[Tongue]:
    """The languages that a page may be had in; none where there is but one."""
    if len(LANGUAGES) == 1:
        return []
    spoken = language()
    return [Tongue(code=code, name=name, is_current=code == spoken) for code, name in LANGUAGES.items()]


def address() -> str:
    """The address that was asked for, to come back to."""
    return _address.get()


async def choose(request: Request) -> Response:
    """Set the cookie, and go back to where the switch was used."""
    async with request.form() as form:
        chosen, back = str(form.get("lang", "")), str(form.get("back", ""))
    if chosen not in LANGUAGES:
        raise LamppostError(
            tr("this language is not spoken here"),
            hint=tr("There is {names}.", names=", ".join(LANGUAGES.values())),
        )
    answer = RedirectResponse(_within(back), status_code=303)
    answer.set_cookie(COOKIE, chosen, max_age=_A_YEAR_S, httponly=True, samesite="strict", path="/")
    return answer


def _within(back: str) -> str:
    """An address of these pages; the first one for anything else, as another host is."""
    is_ours = back.startswith("/") and back[1:2] not in ("/", "\\")
    return quote(back, safe=_SAFE) if is_ours else "/"


def _address_of(scope: Scope) -> str:
    """The path and the query that were asked for; the first page where a form was sent."""
    if scope["method"] not in ("GET", "HEAD"):
        return "/"
    path, query = scope.get("raw_path") or scope["path"].encode(), scope["query_string"]
    asked = quote(path.partition(b"?")[0], safe=_SAFE) + ("?" + quote(query, safe=_SAFE) if query else "")
    return _within(asked)


def _known_of(document: object) -> _Known:
    """What the sentences of a document were made of, which is found once: a long one has many."""
    with _lock:
        if (held := _known.get(id(document))) is not None:
            return held
    told = getattr(document, "sentences", {})
    held = _Known(document, {text: Saying(message=text) for text in sentences_in(document)} | told)
    with _lock:
        _known[id(document)] = held
        while len(_known) > _MOST_KNOWN:
            _known.popitem(last=False)
    return held
