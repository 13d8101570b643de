"""Reading a request: forms, ids and query strings, cleaned at the edge so that no room meets NUL or half a character."""

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from forum.errors import NotFound
from forum.text import normalize

#: SQLite's and PostgreSQL's largest id.
MAX_ID = 2**63 - 1
MAX_FIELDS = 200


async def form(request: Request) -> dict[str, str]:
    """The submitted fields, the last of each name; files are left out. Raises HTTPException 400 for what is no form."""
    return {name: values[-1] for name, values in (await form_lists(request)).items()}


async def form_lists(request: Request) -> dict[str, list[str]]:
    """The submitted fields with every value of each name."""
    found: dict[str, list[str]] = {}
    try:
        async with request.form(max_files=0, max_fields=MAX_FIELDS, max_part_size=1_000_000) as data:
            for name, value in data.multi_items():
                if isinstance(value, str):
                    found.setdefault(normalize.clean_line(name), []).append(normalize.clean_text(value))
    except (MultiPartException, UnicodeDecodeError, ValueError) as error:
        raise HTTPException(400) from error
    # Whatever goes wrong from here on, the page that says so still has the words.
    request.scope["sent"] = found
    return found


def query(request: Request, name: str, otherwise: str = "") -> str:
    """One parameter of the address, as one clean line."""
    return normalize.clean_line(request.query_params.get(name, otherwise))


def number(request: Request, name: str, otherwise: int, low: int = 1, high: int = 1_000_000) -> int:
    """A whole number of the address, held between `low` and `high`; `otherwise` when it is none."""
    text = request.query_params.get(name, "")
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        return otherwise
    return max(low, min(high, int(text)))


def path_id(request: Request, name: str = "id") -> int:
    """An id of the path. One that no row can have is not found, like one that no row has."""
    text = str(request.path_params[name])
    if not text.isascii() or not text.isdecimal() or len(text) > 19 or not 0 < int(text) <= MAX_ID:
        raise NotFound
    return int(text)


def takes_gzip(request: Request) -> bool:
    """Whether the browser wants the answer compressed."""
    for offer in request.headers.get("accept-encoding", "").lower().split(","):
        coding, _, weight = offer.replace(" ", "").partition(";q=")
        if coding == "gzip":
            return weight not in ("0", "0.0", "0.00", "0.000")
    return False
