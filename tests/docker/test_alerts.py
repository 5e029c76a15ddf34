"""The alert rules, by Prometheus' own tester, and held against the metrics that there are."""

import os
import re
import shutil
import subprocess

import pytest
from prometheus_client import CollectorRegistry
from pytest_django import Settings

from fanout.metrics import FanoutCollector
from fanout.models import Canary, Channel
from lead.health.metrics import LeadCollector
from tests.processes import ROOT

FOLDER = ROOT / "docker" / "prometheus"
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(
    not PROMTOOL and os.environ.get("CI") != "true", reason="promtool is not here"
)


def promtool(*arguments: str) -> str:
    assert PROMTOOL, "CI needs promtool (Debian's package prometheus)"
    result = subprocess.run(
        [PROMTOOL, *arguments], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@needs_promtool
def test_the_rules_fire_when_they_should_and_only_then() -> None:
    assert "SUCCESS" in promtool("test", "rules", "alerts.test.yml")


@needs_promtool
def test_the_example_configuration_is_valid() -> None:
    promtool("check", "config", "--syntax-only", "prometheus.yml")


@pytest.mark.django_db
def test_the_rules_ask_for_metrics_that_there_are(settings: Settings) -> None:
    settings.CANARY_INTERVAL = 3600
    Canary.objects.set_out()
    Channel.objects.create(name="CRM", recipients="a@example.com")
    registry = CollectorRegistry()
    for collector in (FanoutCollector(), LeadCollector()):
        registry.register(collector)
    samples = {sample.name for family in registry.collect() for sample in family.samples}
    rules = (FOLDER / "alerts.yml").read_text()
    asked = set(re.findall(r"\b(?:lead|fanout)_[a-z_]+", rules))
    assert len(asked) >= 6
    assert asked <= samples
