"""nginx: the bytes hytemap sends as a file, and the way to servers that speak FastCGI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.serving.processes import HOST, Answer, CannotMeasure, Group, Running, free_port

_TEMPORARY = ("client_body", "fastcgi", "proxy", "uwsgi", "scgi")
_MAIN = """worker_processes 2;
daemon off;
{user}pid {folder}/nginx.pid;
events {{ worker_connections 512; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  open_file_cache max=100 inactive=60s;
  keepalive_requests 100000000;
{temporary}
{content}
}}
"""
_FILE = """  server {{
    listen {host}:{port};
    root {folder}/files;
    default_type application/geo+json;
    gzip_static on;
  }}"""
_GZIP = "    gzip on;\n    gzip_proxied any;\n    gzip_types application/geo+json application/json;"
_FASTCGI = """  upstream pool {{ server {host}:{pool}; keepalive 16; }}
  server {{
    listen {host}:{port};
{coding}
    location / {{
      include /etc/nginx/fastcgi_params;
{parameters}
      fastcgi_keep_conn on;
      fastcgi_pass pool;
    }}
  }}"""


def start_files(group: Group, answer: Answer) -> tuple[int, str, Running]:
    """2 workers, `gzip_static`: port and path of the very bytes of hytemap's `answer`."""
    port, folder = free_port(), group.folder / "nginx"
    (folder / "files").mkdir(parents=True)
    if answer.headers.get("content-encoding") != "gzip":
        raise CannotMeasure("hytemap's answer is not gzip")
    (folder / "files" / "s.geojson.gz").write_bytes(answer.body)
    (folder / "files" / "s.geojson").write_bytes(b"{}")
    content = _FILE.format(host=HOST, port=port, folder=folder)
    return port, "/s.geojson", _start(group, "nginx", folder, content, port, "/s.geojson")


def start_before(
    group: Group, name: str, pool: int, parameters: Mapping[str, str], path: str, compress: bool = False
) -> tuple[int, Running]:
    """nginx before the FastCGI processes that listen at `pool`; the port, once `path` answers.

    `compress`: answers are sent in gzip, at the level nginx has unless told otherwise (1).
    """
    port, folder = free_port(), group.folder / f"{name}-nginx"
    folder.mkdir()
    lines = "\n".join(f'      fastcgi_param {key} "{value}";' for key, value in parameters.items())
    content = _FASTCGI.format(host=HOST, port=port, pool=pool, parameters=lines, coding=_GZIP if compress else "")
    return port, _start(group, f"{name}-nginx", folder, content, port, path)


def _start(group: Group, name: str, folder: Path, content: str, port: int, path: str) -> Running:
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        raise CannotMeasure("nginx is not installed")
    temporary = "\n".join(f"  {one}_temp_path {folder}/{one};" for one in _TEMPORARY)
    user = "user root;\n" if os.geteuid() == 0 else ""
    conf = folder / "nginx.conf"
    conf.write_text(_MAIN.format(folder=folder, user=user, temporary=temporary, content=content))
    return group.start(name, [program, "-c", str(conf), "-e", str(folder / "error.log")], port, path)


def fastcgi_pool(group: Group, name: str, program: str, env: Mapping[str, str]) -> tuple[int, Running]:
    """Two processes of a FastCGI program under spawn-fcgi and multiwatch; the port of the pool."""
    needed = {one: shutil.which(one) for one in ("spawn-fcgi", "multiwatch")}
    missing = [one for one, found in needed.items() if found is None]
    if not Path(program).exists():
        missing.append(program)
    if missing:
        raise CannotMeasure(f"not installed: {', '.join(missing)}")
    port = free_port()
    command = ["spawn-fcgi", "-n", "-a", HOST, "-p", str(port), "--", str(needed["multiwatch"]), "-f", "2", "--"]
    return port, group.start(name, [*command, program], port, env=env, wait=False)
