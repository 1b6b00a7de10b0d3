"""The Flask application, made by a factory: nothing is read or opened at import."""

from __future__ import annotations

import logging

from flask import Flask, g, request

from hytemap.atlas import AtlasHolder
from hytemap.settings import Settings, content_folder
from hytemap.web import (
    api,
    assets,
    compare,
    embed_pages,
    faults,
    gis_guide,
    guides,
    indicators,
    languages,
    law_pages,
    map_pages,
    navigation,
    operations,
    pages,
    profile_page,
    responses,
    security,
)
from hytemap.web.printing import pages as printing

#: where a WSGI environ may carry the atlas that the request is to be answered from
ATLAS = "hytemap.atlas"


def create_app(settings: Settings | None = None, watch: bool = True) -> Flask:
    """The application over the current snapshot; raises SnapshotError when there is none that is whole.

    `watch` starts the thread that swaps the atlas when a new snapshot appears.
    """
    settings = settings or Settings()
    logging.getLogger("hytemap").setLevel(logging.INFO)
    app = Flask(
        "hytemap.web",
        template_folder=str(content_folder("templates")),
        static_folder=str(content_folder("static")),
        static_url_path="/static",
    )
    app.config["SETTINGS"] = settings
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    holder = AtlasHolder(settings.snapshots)
    app.extensions["atlas"] = holder
    if watch:
        holder.watch()

    @app.before_request
    def take_atlas() -> None:
        # one look a request: the whole answer comes from one snapshot, the one that who is in front saw
        g.atlas = request.environ.get(ATLAS) or holder.current

    security.init_app(app)
    languages.init_app(app)
    responses.init_app(app)
    assets.init_app(app)
    navigation.init_app(app)
    faults.init_app(app)
    app.register_blueprint(operations.blueprint)
    api.init_app(app)
    app.register_blueprint(map_pages.blueprint)
    app.register_blueprint(embed_pages.blueprint)
    app.register_blueprint(guides.blueprint)
    app.register_blueprint(gis_guide.blueprint)
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(law_pages.blueprint)
    app.register_blueprint(indicators.blueprint)
    app.register_blueprint(compare.blueprint)
    app.register_blueprint(profile_page.blueprint)
    printing.init_app(app)
    return app
