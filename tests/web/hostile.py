"""What no honest client sends: values, filters, paths and headers that have broken services before."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

LONG = 100_000

#: as they stand in an address
VALUES = [
    *("", "%20", "+", ",", ",,,,", ";", "%", "%%%", "%zz", "null", "true", "[]", "%7B%7D", "{{7*7}}", "%24%7B7*7%7D"),
    # numbers: huge, negative, none, and digits of other scripts
    *("0", "-0", "-1", "9" * 400, "-" + "9" * 50, "1e308", "1e999", "1e-400", "0x10", "1_000", "1.5", "%D9%A3"),
    *("NaN", "nan", "Infinity", "-Infinity", "inf", "nan,nan,nan,nan", "inf,0,1,1", "1,2,3,1e309", "-180,-90,180,90"),
    # moments that are none
    *("0000", "9999", "2024-02-30", "2024-06-30T24:00:00Z", "9999-12-31T23:59:59%2B23:59", "2024/", "/", "../.."),
    # bytes and signs: NUL, right to left, a lone surrogate, overlong, beyond Unicode, no UTF-8 escaped and not
    *("%00", "a%00b", "%E2%80%AEabc", "%ED%A0%80", "%C0%AF", "%F4%90%80%80", "%FF", "\xff", "\xc3\xa4", "%F0%9F%92%A9"),
    # headers and pages within a value
    *("%0d%0aSet-Cookie:%20a=b", "%0D%0A%0D%0A%3Chtml%3E", "%3Cscript%3Ealert(1)%3C/script%3E", "%22%3E%3Cx"),
    # SQL, paths, programs
    *("%27%20OR%201=1--", "%27;DROP%20TABLE%20observations;--", "1%20UNION%20SELECT%20*%20FROM%20sqlite_master"),
    *("..", "../../etc/passwd", "%2e%2e%2f%2e%2e%2f", "%5c..%5c..", "//", "%24(id)", "%60id%60", "__class__"),
]
#: those of 100 kB, asked more seldom
LONG_VALUES = ["9" * LONG, "x" * LONG, "a," * (LONG // 2), "(" * LONG, "%00" * (LONG // 3), "1," * (LONG // 2) + "1"]

FILTERS = [
    *("population = NaN", "population > 1e999", "population = " + "9" * 60, "population / 0 > 1", "population % 0 = 1"),
    *("population ^ 99999 > 1", "population * 1e308 * 1e308 > 1", "-population < 0", "population div 0 = 1"),
    *("population BETWEEN 'a' AND 2", "population IN ()", "population IN (1,'a',NULL)", "name > 1", "name LIKE 1"),
    *(
        "name LIKE '%%%%%%%%%%a'",
        "name LIKE '\\'",
        "name LIKE '\\%'",
        "name = '\x00'",
        "name = '\u202e'",
        "name = name",
    ),
    *("code = ''; DROP TABLE observations; --'", "code = '' OR '1'='1'", "1 = 1; SELECT 1", "population > 1 -- x"),
    *("population > 1 /* x */", "code = '' UNION SELECT 1", "__class__ = 1", "foo(1) = 2", '"" > 1', "'a' 'b'"),
    *("NOT NOT NOT TRUE", "TRUE", "((((((((((population > 1))))))))))", "(" * 3_000, "NOT " * 900 + "TRUE"),
    " AND ".join(["population > 1"] * 200),
    *("year = DATE('2020-13-45')", "year = TIMESTAMP('x')", "T_INTERSECTS(INTERVAL('..','..'), year)"),
    *("A_CONTAINS(name, ('a'))", "(1,2) = (1,2)", "INTERVAL('..','..') = 1", "POINT(0 0) = POINT(0 0)"),
    *("geometry = geometry", "geometry IS NULL", "S_INTERSECTS(name, POINT(0 0))", "S_INTERSECTS(geometry, name)"),
    *("S_INTERSECTS(geometry, POINT(1e308 1e308))", "S_INTERSECTS(geometry, POINT(NaN NaN))"),
    *("S_INTERSECTS(geometry, POLYGON((0 0)))", "S_INTERSECTS(geometry, POLYGON((0 0,1 1,0 1,1 0,0 0)))"),
    *("S_INTERSECTS(geometry, GEOMETRYCOLLECTION EMPTY)", "S_INTERSECTS(geometry, CIRCULARSTRING(0 0, 1 1, 2 2))"),
    *(
        "S_CROSSES(geometry, LINESTRING(0 0))",
        "S_DWITHIN(geometry, POINT(0 0), 1)",
        "S_RELATE(geometry, POINT(0 0), 'T')",
    ),
]

#: paths as they stand in a request line
PATHS = [
    *(
        "/api/..",
        "/api/%2e%2e/",
        "/api/./collections",
        "/./api/",
        "//api/collections",
        "/api//collections",
        "/api\\view",
    ),
    *("/api/collections/..%2f..%2fetc%2fpasswd", "/api/collections/%5c..%5c..", "/api/collections/suuralue%00"),
    *(
        "/api/collections/suuralue/items/%00",
        "/api/collections/suuralue/items/..%2f0492000000",
        "/api/%ff",
        "/api/\xff",
    ),
    *("/api/collections/%2e%2e/items", "/api/collections/suuralue;x=1/items", "/api/indicators/" + "x" * 5_000),
    *(
        "/static/../../etc/passwd",
        "/static/%2e%2e/%2e%2e/setup.cfg",
        "/static/..%5c..%5csetup.cfg",
        "/static//etc/passwd",
    ),
    *("/static/css/tokens.css%00", "/static/%00", "/static/%ff", "/static/css/", "/static/css", "/static/."),
    *("/static/" + "a" * 5_000, "/static/" + "a/" * 3_000, "/static/v-0000000000/../../setup.cfg"),
    *("/fi/%ff", "/%ff", "/fi/areas/%00/%00", "/fi/areas/suuralue/..%2f", "/fi/indicators/%2e%2e", "/fi/guide/..%2fx"),
    *("*", "", "/%0d%0aSet-Cookie:%20a=b", "//evil.example/%2e%2e", "/fi//evil.example", "/\\evil.example"),
]

#: headers a service may look at, each sent with each of HEADER_VALUES
HEADERS = [
    *("Accept", "Accept-Encoding", "Accept-Language", "If-None-Match", "If-Match", "If-Modified-Since", "If-Range"),
    *("Host", "X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Prefix", "Forwarded", "Range"),
    *("X-Script-Name", "X-Original-URL", "X-HTTP-Method-Override", "Transfer-Encoding", "Content-Length", "Expect"),
    *("Authorization", "Cookie", "Origin", "Access-Control-Request-Method", "Referer", "User-Agent", "Cache-Control"),
]
HEADER_VALUES = [
    *(
        "",
        "*",
        "-",
        "_",
        '"',
        ";;;,,,",
        "\xff\xfe",
        "a\x00b",
        "evil.example",
        "localhost\r\nX-Evil: 1",
        "127.0.0.1, evil",
    ),
    *(
        "a..b",
        "x" * 300 + ".example",
        "[::1",
        "localhost:99999",
        "bytes=0-1",
        "bytes=-0",
        "chunked",
        "/admin",
        "DELETE",
    ),
    *(
        "*/*;q=nan",
        "*/*;q=1e999",
        "*/*;q=-1",
        "gzip;q=nan",
        "br;q=1.0001",
        "fi;q=inf",
        "en_US.UTF-8",
        'text/html;x="\\',
    ),
    *(
        "application/json;charset*=x",
        'W/"' * 500,
        '"a", ' * 500,
        "gzip, " * 500,
        "zz, " * 500,
        "a/b, " * 500,
        "x" * LONG,
    ),
]

#: values that would show in an answer they got into
BENDING = ["sv", "en;q=0.9", "text/html", "text/csv", "gzip", "br", "*", "evil.example", "https", "bytes=0-1", "/admin"]

#: nothing of the machine may stand in an answer
TELLTALE = re.compile(rb"Traceback|File \"|site-packages|/work/|/home/|/tmp/|root:x:0")


@dataclass(frozen=True)
class Told:
    """An answer: status, headers (names in small letters), body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def faults(self, path: str) -> list[str]:
        """What is wrong with it, whatever was asked."""
        found = []
        if self.status >= 500:
            found.append(f"status {self.status}")
        if TELLTALE.search(self.body):
            found.append(f"tells of the machine: {TELLTALE.findall(self.body)}")
        if any(sign in value for value in self.headers.values() for sign in "\r\n\x00"):
            found.append(f"a header that ends early: {self.headers}")
        is_api = path == "/api" or path.startswith("/api/")
        if self.status >= 400 and is_api and self.headers.get("content-type") != "application/problem+json":
            found.append(f"a fault that is no problem+json but {self.headers.get('content-type')}")
        return found


Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def ask(wsgi: Wsgi, path: str, query: str = "", method: str = "GET", **headers: str) -> Told:
    """Ask a WSGI callable as a server would, without what a client library would put right. `_` is `-` in headers."""
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path.encode("latin-1")).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_LENGTH" else f"HTTP_{key}"] = value
    said: list[tuple[str, list[tuple[str, str]]]] = []
    body = b"".join(wsgi(environ, lambda status, told, _=None: said.append((status, told))))
    status, told = said[-1]
    return Told(int(status.split()[0]), {name.lower(): value for name, value in told}, body)
