"""What the surroundings decide: where things are kept, and which vendors may be asked. Secrets come only from here.

Every setting is an environment variable with the prefix `DRAMAPORT_`; a `.env` file is not read.
"""

from __future__ import annotations

from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


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

    speak_url: str = ""
    speak_model: str = ""
    speak_key: SecretStr = SecretStr("")
    speak_voices: str = Field(default="", description="comma-separated name:gender:age of the endpoint's voices")

    hear_url: str = ""
    hear_model: str = ""
    hear_key: SecretStr = SecretStr("")

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{(self.home / 'dramaport.db').absolute()}"

    @property
    def store_url(self) -> str:
        return self.store or str((self.home / "store").absolute())

    @property
    def work(self) -> Path:
        """Temporary folders of steps under way; cleared when no process works."""
        return self.home / "work"
