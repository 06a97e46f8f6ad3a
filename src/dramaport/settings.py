"""What the surroundings decide: where things are kept, and which vendors may be asked. Secrets come only from here.

Every setting is an environment variable with the prefix `DRAMAPORT_`; a `.env` file is not read.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from dramaport.errors import BadInput


class Settings(BaseSettings):
    """The three knobs (database, store, cluster), the home folder, and the endpoints."""

    model_config = SettingsConfigDict(env_prefix="DRAMAPORT_", frozen=True)

    home: Path = Field(default_factory=lambda: platformdirs.user_data_path("dramaport"))
    database: str = ""
    store: str = ""
    cluster: str = ""
    workers: int = Field(default=0, ge=0, description="jobs at once in this process; 0 = one per core")

    translate_url: str = ""
    translate_model: str = ""
    translate_key: SecretStr = SecretStr("")
    translate_price_in: float | None = Field(default=None, ge=0, description="for a million tokens sent; for plans")
    translate_price_out: float | None = Field(default=None, ge=0, description="for a million tokens received")
    translate_currency: str = "USD"

    write_url: str = ""
    write_model: str = ""
    write_key: SecretStr = SecretStr("")
    write_price_in: Decimal | None = Field(default=None, ge=0, description="for a million tokens sent")
    write_price_out: Decimal | None = Field(default=None, ge=0, description="for a million tokens received")
    write_currency: str = "USD"
    write_answers: Path | None = Field(default=None, description="a file of recorded answers; no model is asked then")

    speak_url: str = ""
    speak_model: str = ""
    speak_key: SecretStr = SecretStr("")
    speak_voices: str = Field(default="", description="comma-separated name:gender:age of the endpoint's voices")
    speak_languages: str = Field(default="", description="comma-separated languages it is to speak; empty = all")

    hear_url: str = ""
    hear_model: str = ""
    hear_key: SecretStr = SecretStr("")

    comfyui_url: str = Field(default="", description="a ComfyUI server that paints")
    comfyui_workflow: Path = Field(
        default=Path("workflow.json"), description="its workflow in API format, with {prompt} in it"
    )
    images_url: str = Field(default="", description="an images endpoint of OpenAI's style, up to /v1")
    images_model: str = ""
    images_key: SecretStr = SecretStr("")

    media: Path | None = Field(default=None, description="where published files lie; default: in the home folder")
    media_keys: SecretStr = Field(default=SecretStr(""), description="name:hex,… of at least 32 bytes; the first signs")

    content_key: SecretStr = Field(
        default=SecretStr(""), description="hex of at least 32 bytes; episodes published with it are encrypted"
    )

    trusted_proxies: str = Field(
        default="127.0.0.1,::1", description="networks, such as 10.0.0.0/8, whose word on the client's address counts"
    )
    forwarded_header: Literal["x-forwarded-for", "forwarded"] = Field(
        default="x-forwarded-for", description="the one header in which those proxies say it"
    )
    territory_header: str = Field(default="", description="where a CDN says the client's country, such as CF-IPCountry")
    limits: float = Field(default=1.0, gt=0, description="multiplies every rate limit; a load test raises it")

    back: str = Field(default="", description="where a buyer returns to from a store's page; default: the app's wallet")
    stripe_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    apple_bundle: str = ""
    apple_key: SecretStr = Field(default=SecretStr(""), description="PEM; answers the App Store's consumption requests")
    apple_key_id: str = ""
    apple_issuer: str = ""
    apple_app_id: int | None = None
    apple_roots: tuple[Path, ...] = Field(default=(), description="files of Apple's root certificates in DER")
    google_package: str = ""
    google_account: SecretStr = Field(default=SecretStr(""), description="the service account's key file, as JSON")
    google_push_audience: str = ""
    google_push_account: str = ""
    admob_units: str = Field(default="", description="comma-separated ad units whose callbacks count")
    pepper: SecretStr = Field(default=SecretStr(""), description="keys the digests of network addresses")

    address: str = Field(default="", description="where viewers reach the app, https://…; for links in letters")
    smtp_host: str = ""
    smtp_port: int = Field(default=587, description="465: TLS from the first byte; else STARTTLS")
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = Field(default="", description="the sender of letters, such as Dramaport <hello@example.org>")
    apple_clients: str = Field(
        default="", description="comma-separated client ids of Sign in with Apple; the web's first"
    )
    google_clients: str = Field(default="", description="comma-separated client ids of Google; the web's first")

    @property
    def media_folder(self) -> Path:
        return self.media or self.home / "media"

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{(self.home / 'dramaport.db').absolute()}"

    @property
    def store_url(self) -> str:
        return self.store or str((self.home / "store").absolute())

    @property
    def work(self) -> Path:
        """Temporary folders of steps under way, one a drama; cleared when the drama is worked on again."""
        return self.home / "work"


def read_settings() -> Settings:
    """The settings of this process's environment. Raises BadInput naming each variable that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = (f"DRAMAPORT_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors())
        raise BadInput(f"{'; '.join(wrong)}; set it right or unset it") from error
