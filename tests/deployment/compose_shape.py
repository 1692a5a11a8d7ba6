"""What docker-compose.yml may hold: the part of the Compose specification that it uses.

A misspelt key is ignored or refused, depending on the engine; here it is always refused.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Duration = Annotated[str, Field(pattern=r"^\d+(ms|s|m|h)$")]
Size = Annotated[str, Field(pattern=r"^\d+[kmg]$")]
Mount = Annotated[str, Field(pattern=r"^(\./[\w./-]+|[a-z]+):/[\w./-]+(:ro)?$")]
Words = Annotated[list[str], Field(min_length=1)]
Plain = str | int | bool


class Strict(BaseModel):
    """Nothing but what is named; what begins with `x-` is for people."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Build(Strict):
    """How an image is made."""

    context: str
    target: str


class Check(Strict):
    """How an engine learns whether a service is well."""

    test: Words
    interval: Duration
    timeout: Duration
    start_period: Duration
    retries: int


class Logging(Strict):
    """Where a service's log goes."""

    driver: str
    options: dict[str, str]


class Service(Strict):
    """One service. What has no default here is never left out."""

    image: str
    build: Build | None = None
    scale: str | int = 1
    user: Annotated[str, Field(pattern=r"^[1-9]\d*:[1-9]\d*$")]
    read_only: Literal[True]
    cap_drop: Annotated[list[Literal["ALL"]], Field(min_length=1)]
    security_opt: list[Literal["no-new-privileges:true"]]
    restart: Literal["unless-stopped"]
    command: str | None = None
    environment: dict[str, Plain]
    secrets: list[str] = []
    volumes: list[Mount]
    tmpfs: list[str]
    networks: Words
    depends_on: list[str] = []
    ports: list[str] = []
    healthcheck: Check
    logging: Logging
    mem_limit: Size
    shm_size: Size | None = None
    pids_limit: int
    stop_grace_period: Duration


class Subnet(Strict):
    """One range of addresses."""

    subnet: str


class Addresses(Strict):
    """How a network gives addresses."""

    config: list[Subnet]


class Network(Strict):
    """Which services meet."""

    internal: bool = False
    ipam: Addresses | None = None


class SecretFile(Strict):
    """A secret is a file, never a value."""

    file: Annotated[str, Field(pattern=r"^\./secrets/\w+$")]


class Volume(Strict):
    """A named volume of this machine."""


class Compose(Strict):
    """The whole file."""

    name: str
    services: dict[str, Service]
    networks: dict[str, Network]
    volumes: dict[str, Volume]
    secrets: dict[str, SecretFile]
    confined: object = Field(alias="x-confined")
    postgres: object = Field(alias="x-postgres")
