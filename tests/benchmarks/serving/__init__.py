"""How fast hytemap answers beside nginx, QGIS Server, pygeoapi and MapServer, in one alternating run on loopback.

`python -m tests.benchmarks.serving` prints a report in Markdown; `--quick` makes rounds of one second, `--only NAME`
(again and again) leaves other servers out. What is not installed is named in the report and left out.

From Debian: `wrk nginx-light spawn-fcgi multiwatch qgis-server python3-qgis cgi-mapserver libsqlite3-mod-spatialite
python3-gdal`. pygeoapi stands in a venv of Debian's Python (`/usr/bin/python3 -m venv --system-site-packages FOLDER`,
then `FOLDER/bin/pip install pygeoapi gunicorn`); say where with `--pygeoapi FOLDER` or HYTEMAP_BENCH_PYGEOAPI.

- `processes`: starting, finding, weighing and ending servers;  `data`: the sets S and L, for all servers alike
- `hytemap_server`, `nginx_server`, `qgis_server`, `pygeoapi_server`, `mapserver_server`: one each;  `sets` starts them
- `questions`: the addresses that are asked;  `cases`, `load`, `wrk.lua`: rounds of wrk;  `report`: figures and targets
"""
