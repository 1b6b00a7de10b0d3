"""Settings (`HYTEMAP_*`) and where the shipped content lies."""

from __future__ import annotations

import os
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from hytemap.errors import HytemapError

PACKAGE = Path(__file__).resolve().parent
#: a host as a content policy names it, with or without scheme, port and a star for what stands before a domain
FRAME_HOST = re.compile(r"^(https?://)?(\*\.(?=.+\.))?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:(\d{1,5}|\*))?$")
CONTENT_FOLDERS = ("boundaries", "layers", "static", "templates")

#: bytes of a logo on paper at most, and how a PNG begins
LARGEST_LOGO, PNG = 500_000, b"\x89PNG\r\n\x1a\n"
#: they become links, so nothing that could end an attribute or hide a scheme
MAIL = re.compile(r"[^@\s<>\"'?&]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z]{2,}$", re.IGNORECASE)
WEB_PAGE = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?(?:/[^\s<>\"']*)?$", re.IGNORECASE)


class Settings(BaseSettings):
    """Everything that can be set from outside; each is documented in docs/deploy.md.

    Addresses of publishers' services are read apart, by `service_address`, as their names come from the definitions.
    """

    model_config = SettingsConfigDict(env_prefix="HYTEMAP_", extra="ignore")

    data: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("hytemap", appauthor=False)),
        description="folder of snapshots and work files",
    )
    content: Path | None = Field(
        default=None, description="folder holding `boundaries/` and `layers/` to use in place of the shipped ones"
    )
    public_url: str | None = Field(
        default=None, description="address under which users reach the service; links are made from it"
    )
    allowed_hosts: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="host names (comma-separated) a request may carry; empty: any well-formed name",
    )
    contact: str = Field(
        default="", description="page or e-mail address publishers can reach you at; told to their services by `fetch`"
    )
    fetch_give_up_s: float = Field(
        default=27.0, gt=0, le=600, description="seconds after which `fetch` gives a source up that only fails"
    )
    fetch_max_mb: float = Field(
        default=200.0, gt=0, le=2000, description="megabytes of one answer that `fetch` reads at most"
    )
    default_level: str = Field(default="suuralue", description="level shown when an address names none")
    default_indicator: str = Field(
        default="unemployment_rate", description="indicator shown when an address names none"
    )
    background_tiles: str = Field(
        default="", description="address of background map tiles with {z}, {x} and {y} in it; empty: no background map"
    )
    background_wms: str = Field(default="", description="address of a background map's WMS, in place of tiles")
    background_wms_layers: str = Field(default="", description="layers of that WMS, comma-separated")
    background_attribution: str = Field(
        default="", description="whose background map it is; stands on the map whenever it is shown"
    )
    embed_hosts: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="hosts (comma-separated) whose pages may show the embedded map; empty: only this service's own",
    )
    keeper: str = Field(default="", description="who keeps the service, as the pages on accessibility and privacy say")
    feedback: str = Field(
        default="", description="page or e-mail address for feedback, also on accessibility; answered within two weeks"
    )
    supervisor: str = Field(
        default="", description="who supervises accessibility; empty: Traficom, as Finland's law 306/2019 says"
    )
    supervisor_contact: str = Field(default="", description="page or e-mail address of that supervisor")
    accessibility_reviewed: date | None = Field(
        default=None, description="day on which the keeper last went through the accessibility statement"
    )
    privacy_contact: str = Field(default="", description="page or e-mail address of whoever answers for personal data")
    privacy_notice: str = Field(default="", description="page of the keeper's own, fuller privacy notice")
    log_days: int | None = Field(
        default=None, ge=0, le=36500, description="days for which what `serve` writes about faults is kept"
    )
    access_log_days: int | None = Field(
        default=None,
        ge=0,
        le=36500,
        description="days for which the web server in front keeps its log of visits; 0: it keeps none",
    )
    workers: int = Field(default=2, ge=1, le=64, description="serving processes")
    cache_mb: float = Field(
        default=12, ge=0, le=4096, description="megabytes of answers each serving process keeps; 0: it keeps none"
    )

    print_logo: Path | None = Field(default=None, description="SVG or PNG file of the logo on printed sheets")
    print_colour: str = Field(default="#0b4a9e", description="colour of lines and links on printed sheets, #rrggbb")
    print_organisation: str = Field(default="", description="whose sheets they are, at the foot of each")
    print_footer: str = Field(default="", description="a few words more at the foot of each sheet")
    print_seconds: float = Field(default=30, gt=0, le=600, description="seconds one thing to print may take")
    print_mb: int = Field(default=1200, ge=300, le=16_000, description="megabytes one printing process may take")
    print_pages: int = Field(default=200, ge=2, le=400, description="pages one atlas may have")
    print_waiting: int = Field(
        default=4, ge=1, le=100, description="things to print that may wait in one serving process"
    )

    @field_validator("print_logo")
    @classmethod
    def _logo_file(cls, value: Path | None) -> Path | None:
        if value is not None and (value.suffix.lower() not in (".svg", ".png") or not value.is_file()):
            raise ValueError(f"{value} must be an SVG or PNG file that is there")
        if value is not None:
            said = value.read_bytes()
            if len(said) > LARGEST_LOGO:
                raise ValueError(f"{value} is larger than {LARGEST_LOGO // 1000} kB, and stands on every sheet")
            if not (said.startswith(PNG) if value.suffix.lower() == ".png" else b"<svg" in said):
                raise ValueError(f"{value} is no {value.suffix[1:].upper()}, whatever its name says")
        return value

    @model_validator(mode="after")
    def _named_logo(self) -> Settings:
        if self.print_logo is not None and not self.print_organisation:
            raise ValueError(
                "HYTEMAP_PRINT_LOGO needs HYTEMAP_PRINT_ORGANISATION: whoever hears a sheet hears that name"
            )
        return self

    @field_validator("print_colour")
    @classmethod
    def _dark_colour(cls, value: str) -> str:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
            raise ValueError(f"{value!r} must be a colour like #0b4a9e")
        # links are set in it: WCAG 2.2 asks 4.5:1 of small text on white
        if contrast_on_white(value) < 4.5:
            raise ValueError(f"{value!r} is too light for small text on white paper (less than 4.5:1)")
        return value.lower()

    @field_validator("print_organisation", "print_footer")
    @classmethod
    def _one_short_line(cls, value: str) -> str:
        if len(value) > 120 or "\n" in value:
            raise ValueError(f"{value[:40]!r}… must be one line of up to 120 characters")
        return value.strip()

    @field_validator("accessibility_reviewed", "log_days", "access_log_days", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("feedback", "supervisor_contact", "privacy_contact")
    @classmethod
    def _mail_or_page(cls, value: str) -> str:
        if value and not (MAIL.match(value) or WEB_PAGE.match(value)):
            raise ValueError(f"{value!r} must be an e-mail address or a page that starts with http:// or https://")
        return value

    @field_validator("privacy_notice")
    @classmethod
    def _page(cls, value: str) -> str:
        if value and not WEB_PAGE.match(value):
            raise ValueError(f"{value!r} must be a page that starts with http:// or https://")
        return value

    @model_validator(mode="after")
    def _contact_of_a_named_supervisor(self) -> Settings:
        if self.supervisor_contact and not self.supervisor:
            raise ValueError("HYTEMAP_SUPERVISOR_CONTACT needs HYTEMAP_SUPERVISOR: whose address it is")
        return self

    @field_validator("public_url")
    @classmethod
    def _plain_http_address(cls, value: str | None) -> str | None:
        if value is None or value == "":
            return None
        if not value.startswith(("http://", "https://")):
            raise ValueError(f"{value!r} must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("embed_hosts")
    @classmethod
    def _frame_hosts(cls, value: list[str]) -> list[str]:
        # they go into the content policy as they are
        for host in value:
            if not FRAME_HOST.match(host):
                raise ValueError(
                    f"{host!r} must be a host, like www.example.fi, *.example.fi or https://example.fi:8443"
                )
        return value

    @field_validator("background_tiles", "background_wms")
    @classmethod
    def _web_address(cls, value: str) -> str:
        # the host goes into the content policy as it is
        if value and not re.match(r"https?://[a-z0-9.-]+(:\d+)?/[^\s;,'\"]*$", value, re.IGNORECASE):
            raise ValueError(f"{value!r} must be a whole address, like https://tiles.example.org/{{z}}/{{x}}/{{y}}.png")
        return value

    @model_validator(mode="after")
    def _one_whole_background(self) -> Settings:
        if self.background_tiles and self.background_wms:
            raise ValueError("HYTEMAP_BACKGROUND_TILES and HYTEMAP_BACKGROUND_WMS: set one of them")
        missing = [
            mark for mark in ("{z}", "{x}", "{y}") if self.background_tiles and mark not in self.background_tiles
        ]
        if missing:
            raise ValueError(f"HYTEMAP_BACKGROUND_TILES needs {' '.join(missing)} in it")
        if self.background_wms and not self.background_wms_layers:
            raise ValueError("HYTEMAP_BACKGROUND_WMS needs HYTEMAP_BACKGROUND_WMS_LAYERS")
        return self

    @property
    def background_map(self) -> dict[str, str] | None:
        """What a script needs to draw the background map; None where none is set."""
        if not (self.background_tiles or self.background_wms):
            return None
        return {
            "address": self.background_tiles or self.background_wms,
            "layers": self.background_wms_layers if self.background_wms else "",
            "attribution": self.background_attribution,
        }

    @field_validator("allowed_hosts", "embed_hosts", mode="before")
    @classmethod
    def _comma_list(cls, value: object) -> object:
        return [part.strip().lower() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @property
    def boundaries(self) -> Path:
        """Folder of the levels' definitions: the setting's, else the shipped one."""
        return self.content / "boundaries" if self.content else content_folder("boundaries")

    @property
    def layers(self) -> Path:
        """Folder of services, tables, indicators and rasters: the setting's, else the shipped one."""
        return self.content / "layers" if self.content else content_folder("layers")

    @property
    def snapshots(self) -> Path:
        """Folder of what is published: snapshots and `CURRENT`."""
        return self.data / "snapshots"

    @property
    def work(self) -> Path:
        """Folder of fetched inputs; may hold what is not published, so only its owner reads it (mode 0700)."""
        return self.data / "work"

    @property
    def printed(self) -> Path:
        """Folder of sheets kept ready; only of what is published."""
        return self.data / "printed"

    @property
    def imports(self) -> Path:
        """Folder of the mappings that `hytemap import` keeps."""
        return self.work / "imports"


def contrast_on_white(colour: str) -> float:
    """Contrast of `#rrggbb` with white, 1-21 (WCAG 2.2, relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def service_address(name: str, default: str) -> str:
    """The address of service `name`: `HYTEMAP_SERVICE_<NAME>` where set, else the definition's own."""
    return os.environ.get(f"HYTEMAP_SERVICE_{name}", "").strip() or default


@cache
def content_folder(name: str) -> Path:
    """The shipped folder `name` (boundaries, layers, static, templates).

    In a wheel the folders lie inside the package; in an editable install and a checkout, beside it.
    """
    if name not in CONTENT_FOLDERS:
        raise HytemapError(f"{name!r} is no content folder; one of {', '.join(CONTENT_FOLDERS)}")
    for folder in (PACKAGE / name, PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise HytemapError(f"the folder {name!r} is missing beside and inside {PACKAGE}: the installation is incomplete")
