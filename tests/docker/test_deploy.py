"""docker/deploy and docker/rollback with real processes, as they run without containers."""

import fcntl
import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.docker.machine import ROLES, Machine
from tests.waiting import wait_until


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(tmp_path)
    yield machine
    machine.stop()


@pytest.mark.processes
def test_a_faulty_release_is_reported_and_rolled_back(machine: Machine) -> None:
    machine.add_release("v1")
    faulty = machine.add_release("v2")
    (faulty / "storefront" / "templates" / "parts" / "partner_form.html").write_text("")
    machine.fill("v1")

    first = machine.call("docker/deploy", "v1", "--submit-lead")
    assert first.returncode == 0, first.stdout
    assert machine.running() == dict.fromkeys(ROLES, "v1")
    assert (machine.state("current"), machine.state("previous")) == ("v1", "")

    second = machine.call("docker/deploy", "v2")
    assert second.returncode == 1
    assert "RELEASE v2 FAILED ITS SMOKE TEST" in second.stdout
    assert "Go back to v1 now: docker/rollback" in second.stdout
    assert machine.running() == dict.fromkeys(ROLES, "v2")

    back = machine.call("docker/rollback")
    assert back.returncode == 0, back.stdout
    assert machine.running() == dict.fromkeys(ROLES, "v1")
    assert (machine.state("current"), machine.state("good")) == ("v1", "v1")

    again = machine.call("docker/rollback")
    assert again.returncode == 1
    assert "no earlier good release" in again.stdout


ROLE = """#!/bin/sh
echo $$ >>"$VAR_DIR/starts"
trap 'echo told >>"$VAR_DIR/ends"; exit 0' TERM
[ "$1" = beat ] || while :; do sleep 0.05; done
"""


@pytest.fixture
def small(machine: Machine) -> Machine:
    """A release whose roles do nothing; its beat ends at once each time."""
    entrypoint = machine.add_release("v1") / "docker" / "entrypoint"
    entrypoint.write_text(ROLE)
    return machine


def lines(machine: Machine, name: str) -> list[str]:
    path = machine.folder / "var" / name
    return path.read_text().split() if path.exists() else []


def is_running(pid: int) -> bool:
    return Path("/proc", str(pid)).exists()


def test_a_role_that_ends_by_itself_is_started_again_and_stopped_with_its_keeper(
    small: Machine,
) -> None:
    engine = partial(small.call, "docker/engine/process", RESTART_SECONDS="0")
    assert engine("start", "v1", "worker").returncode == 0
    wait_until(lambda: lines(small, "starts"), hint="the first start")
    os.kill(int(lines(small, "starts")[0]), signal.SIGKILL)
    wait_until(lambda: len(lines(small, "starts")) == 2, hint="the second start")
    assert small.running() == {"worker": "v1"}
    assert engine("stop", "worker").returncode == 0
    assert lines(small, "ends") == ["told"]
    assert small.running() == {}
    assert not is_running(int(lines(small, "starts")[1]))


def test_a_role_that_keeps_ending_is_stopped_between_two_starts(small: Machine) -> None:
    engine = partial(small.call, "docker/engine/process", RESTART_SECONDS="600")
    engine("start", "v1", "beat")
    log = small.folder / "var" / "log" / "beat.log"
    wait_until(lambda: "is started again" in log.read_text(), hint="the end of the role")
    assert engine("stop", "beat").returncode == 0
    assert len(lines(small, "starts")) == 1


def test_an_unknown_tag_is_refused(machine: Machine) -> None:
    done = machine.call("docker/deploy", "v9")
    assert done.returncode == 1
    assert "There is no release v9" in done.stdout
    assert "Nothing was changed" in done.stdout
    assert machine.state("current") == ""


@pytest.mark.parametrize("tag", ["", "../v1", "-rf", "v1;id", "v 1"])
def test_what_is_no_tag_is_refused(machine: Machine, tag: str) -> None:
    done = machine.call("docker/deploy", tag)
    assert done.returncode == 1
    assert "is no release tag" in done.stdout


def test_a_rollback_with_nothing_to_go_back_to_is_refused(machine: Machine) -> None:
    done = machine.call("docker/rollback")
    assert done.returncode == 1
    assert "Nothing was done" in done.stdout


@pytest.mark.parametrize("words", [["docker/deploy", "v1"], ["docker/rollback"]])
def test_two_at_once_are_refused(machine: Machine, words: list[str]) -> None:
    folder = machine.folder / "var" / "release"
    folder.mkdir(parents=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = machine.call(*words)
    assert done.returncode == 1
    assert "Another deploy or rollback is running" in done.stdout


def test_a_release_that_cannot_be_prepared_restarts_nothing(machine: Machine) -> None:
    release = machine.add_release("v1")
    (release / "manage.py").write_text("raise SystemExit('broken')")
    done = machine.call("docker/deploy", "v1")
    assert done.returncode == 1
    assert "Nothing was restarted" in done.stdout
    assert machine.running() == {}
    assert machine.state("current") == ""


@pytest.mark.parametrize("words", [[], ["cook"], ["web", "--no-such-option"]])
def test_the_entry_script_refuses_what_it_does_not_know(machine: Machine, words: list[str]) -> None:
    assert machine.call("docker/entrypoint", *words).returncode != 0
