"""The container files are linted, and the linters would say so if they were bad."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from tests.deployment.compose_shape import Compose

pytestmark = pytest.mark.containers

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
TOOLS = Path(sys.executable).parent


def hadolint(text: str) -> str:
    """What is wrong with a Dockerfile; nothing when all is well."""
    command = [str(TOOLS / "hadolint"), "--failure-threshold", "info", "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True).stdout


def compose_lint(path: Path) -> int:
    """How the linter of compose files ends, by the rules of this project."""
    options = ["--strict-config", "--fail-on", "low", "--config", str(ROOT / ".compose-lint.yml")]
    command = [str(TOOLS / "compose-lint"), "check", "--no-env", *options, str(path)]
    return subprocess.run(command, capture_output=True, cwd=path.parent).returncode


def shape_of(text: str) -> Compose:
    """The compose file as the specification reads it; raises ValidationError where it cannot be."""
    return Compose.model_validate(YAML(typ="safe").load(text))


def test_the_dockerfile_passes_its_linter() -> None:
    assert hadolint((ROOT / "Dockerfile").read_text()) == ""


@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        ("FROM python:3.13.18-slim-trixie AS bot", "FROM python:latest AS bot", "DL3007"),
        ("USER 10001:10001", "USER root", "DL3002"),
        ("WORKDIR /app", "WORKDIR app", "DL3000"),
        ('CMD ["serve"]', "CMD serve", "DL3025"),
    ],
)
def test_a_bad_dockerfile_does_not_pass(good: str, bad: str, rule: str) -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert good in text
    assert rule in hadolint(text.replace(good, bad))


def test_the_compose_file_passes_its_linter() -> None:
    assert compose_lint(COMPOSE) == 0


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("  cap_drop: [ALL]\n", ""),
        ("  read_only: true\n", "  privileged: true\n"),
        ('  security_opt: ["no-new-privileges:true"]\n', ""),
        ("postgres:17.12-trixie", "postgres:latest"),
        ("POSTGRES_PASSWORD_FILE: /run/secrets/keys_password", "POSTGRES_PASSWORD: b7Tq1x9zUw"),
    ],
)
def test_an_unsafe_compose_file_does_not_pass(tmp_path: Path, good: str, bad: str) -> None:
    text = COMPOSE.read_text()
    assert good in text
    (tmp_path / "docker-compose.yml").write_text(text.replace(good, bad))
    assert compose_lint(tmp_path / "docker-compose.yml") != 0


def test_the_compose_file_has_the_shape_of_the_specification() -> None:
    assert set(shape_of(COMPOSE.read_text()).services) == {"bot", "database", "keys", "proxy"}


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("read_only: true", "readonly: true"),
        ('user: "10001:10001"', 'user: "0:0"'),
        ("mem_limit: 768m", "mem_limit: much"),
        ("    mem_limit: 768m\n", ""),
        ("interval: 10s", "interval: 10"),
        ("erasures:/data", "/:/data"),
        ("key: {file: ./secrets/key}", "key: {environment: KEY}"),
    ],
)
def test_another_shape_is_refused(good: str, bad: str) -> None:
    text = COMPOSE.read_text()
    assert good in text
    with pytest.raises(ValidationError):
        shape_of(text.replace(good, bad))


def test_every_network_volume_and_secret_that_is_used_is_declared() -> None:
    compose = shape_of(COMPOSE.read_text())
    for service in compose.services.values():
        assert set(service.networks) <= set(compose.networks)
        assert set(service.secrets) <= set(compose.secrets)
        named = {mount.split(":")[0] for mount in service.volumes if not mount.startswith(".")}
        assert named <= set(compose.volumes)


def test_only_the_proxy_has_a_port_and_it_meets_no_database() -> None:
    compose = shape_of(COMPOSE.read_text())
    proxy = compose.services["proxy"]
    assert [name for name, service in compose.services.items() if service.ports] == ["proxy"]
    for name in ("database", "keys"):
        networks = compose.services[name].networks
        assert not set(networks) & set(proxy.networks)
        assert all(compose.networks[network].internal for network in networks)
    assert not set(compose.services["database"].networks) & set(compose.services["keys"].networks)


def test_every_variable_of_the_compose_file_is_explained_to_the_host() -> None:
    text = COMPOSE.read_text() + (ROOT / "deploy" / "telegram.yml").read_text()
    used = {part.split(":")[0].split("}")[0] for part in text.split("${")[1:]}
    example = (ROOT / ".env.example").read_text()
    assert used == {name for name in used if f"\n{name}=" in example}
    told = {line.split("=")[0] for line in example.splitlines() if line and line[0] != "#"}
    assert told == used
