"""The service runs tasks side by side, answers from the store, and cleans up after those who leave."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from quizdl.errors import EngineError
from quizdl.report.view.proof import reason_of
from quizdl.verdict import Verdict
from quizdl.verify import Control, Curve, Evidence, Measurement, at_most, within
from quizdl.verify.declared import Mutant
from quizdl.verify.events import ClaimAsked, HuntEnded, InOrder, TaskBegan, TaskEnded, TaskUpdated
from quizdl.verify.hunt_plans import HuntPlan
from quizdl.verify.judging import Catch, Hunt
from quizdl.verify.reading import read_family
from quizdl.verify.result import Result, decide
from quizdl.verify.service import Service
from quizdl.verify.store import ResultStore
from quizdl.verify.task import PinnedTask, Task
from quizdl.verify.updates import Progress, Update
from tests.verify.conftest import HEAD, MakeClaim

EVIDENCE = Evidence(
    measurements=[Measurement("m", 1.0, within(1.0, 0.0, because="test"))],
    controls=[Control("c", 2.0, at_most(1.0))],
    curves=[Curve("loss", y=[2.0, 1.0])],
)
OFF = replace(EVIDENCE, measurements=[Measurement("m", 2.0, within(1.0, 0.0, because="test"))])


class FakeRunner:
    """Answers after a while, and knows what ran beside what."""

    def __init__(self, error: Exception | None = None, turned: Collection[tuple[str, str | None]] = ()) -> None:
        self.error = error
        self.turned = turned  # claims that are not as declared, each with the mutant that is planted
        self.ran: list[tuple[str, str | None]] = []
        self.running: set[str] = set()
        self.beside: dict[str, set[str]] = {}
        self.cancelled: list[str] = []
        self.closed = False

    async def run(self, pinned: PinnedTask, on_update: Callable[[Update], None]) -> Result:
        task = pinned.task
        claim = task.claim.function
        run = claim, task.mutant.id if task.mutant else None
        self.ran.append(run)
        self.running.add(claim)
        seen = self.beside.setdefault(claim, set())
        on_update(Progress(0.5))
        try:
            for _ in range(5):  # the others begin in the meantime
                await asyncio.sleep(0)
                seen |= self.running - {claim}
            if self.error is not None and claim == "c0":
                raise self.error
            if self.error is not None:
                await asyncio.Event().wait()  # for ever
        except asyncio.CancelledError:
            self.cancelled.append(claim)
            raise
        finally:
            self.running.discard(claim)
        return decide(task, OFF if run in self.turned else EVIDENCE, 0.1)

    async def close(self) -> None:
        self.closed = True


def service_of(runner: FakeRunner) -> Service:
    return Service(runner=runner)  # type: ignore[arg-type]  # it speaks as much of the contract as the service uses


@pytest.fixture
def tasks(tmp_path: Path) -> Callable[[Sequence[bool]], list[Task]]:
    """Makes a task for each of these: a claim c0, c1, … that must run alone where it says so."""

    def make(alone: Sequence[bool]) -> list[Task]:
        claims = "".join(
            f'@claim(en="It holds.", seconds=0.1, alone={timed})\ndef c{place}() -> Evidence: ...\n'
            for place, timed in enumerate(alone)
        )
        path = tmp_path / "example.py"
        path.write_text(f'"""A test."""\n{HEAD}\n{claims}')
        return [Task(claim) for claim in read_family(path).claims]

    return make


MakeTasks = Callable[[Sequence[bool]], list[Task]]


async def test_claims_run_side_by_side_and_those_that_must_run_alone_follow_one_at_a_time(tasks: MakeTasks) -> None:
    runner = FakeRunner()
    async with service_of(runner) as service:
        events = [event async for event in service.run_all(tasks([True, False, False, True]), jobs=4)]
    assert [event.index for event in events if isinstance(event, TaskEnded)] == [1, 2, 0, 3]
    assert runner.beside == {"c0": set(), "c1": {"c2"}, "c2": {"c1"}, "c3": set()}


async def test_no_more_claims_run_at_a_time_than_jobs_allow(tasks: MakeTasks) -> None:
    runner = FakeRunner()
    async with service_of(runner) as service:
        await service.results(tasks([False] * 5), jobs=1)
    assert set(map(len, runner.beside.values())) == {0}


async def test_a_task_begins_reports_and_ends(tasks: MakeTasks) -> None:
    [task] = tasks([False])
    async with service_of(FakeRunner()) as service:
        events = [event async for event in service.run_all([task])]
    assert [type(event) for event in events] == [TaskBegan, TaskUpdated, TaskEnded]
    assert all((event.index, event.task) == (0, task) for event in events)


async def test_results_come_in_the_order_of_their_tasks(tasks: MakeTasks) -> None:
    async with service_of(FakeRunner()) as service:
        results = await service.results(tasks([True, False, True]))
    assert [result.claim for result in results] == ["example.c0", "example.c1", "example.c2"]


def test_results_wait_for_those_of_the_tasks_that_began_before(tasks: MakeTasks) -> None:
    made = tasks([True, False, False])
    ended = [TaskEnded(index, task, decide(task, EVIDENCE, 0.1)) for index, task in enumerate(made)]
    in_order = InOrder(made)
    told = [[event.index for event in in_order.add(ended[index])] for index in (2, 0, 1)]
    assert told == [[], [], [1, 2, 0]]


async def test_an_error_of_the_engine_ends_the_others_and_is_raised_as_it_is(tasks: MakeTasks) -> None:
    runner = FakeRunner(error=EngineError("the engine is gone"))
    async with service_of(runner) as service:
        with pytest.raises(EngineError, match="the engine is gone"):
            await service.results(tasks([False, False, True]), jobs=2)
    assert runner.cancelled == ["c1"]


async def test_leaving_the_iteration_early_ends_what_runs(tasks: MakeTasks) -> None:
    runner = FakeRunner()
    async with service_of(runner) as service:
        async with aclosing(service.run_all(tasks([False, False]), jobs=2)) as events:
            async for event in events:
                if isinstance(event, TaskUpdated):
                    break
        assert runner.cancelled == ["c0", "c1"]
        assert not runner.running


async def test_closing_the_service_ends_an_iteration_that_is_still_read(tasks: MakeTasks) -> None:
    runner = FakeRunner()
    service = service_of(runner)
    events = service.run_all(tasks([False]))
    await anext(events)
    await anext(events)
    await service.close()
    assert (runner.cancelled, runner.closed) == (["c0"], True)
    await events.aclose()


async def test_a_kept_result_is_given_unless_a_fresh_one_is_wanted(tasks: MakeTasks, tmp_path: Path) -> None:
    [task] = tasks([False])
    runner = FakeRunner()
    async with Service(ResultStore(tmp_path / "results.sqlite"), runner) as service:  # type: ignore[arg-type]  # as above
        kept = [(await service.run(task, fresh=fresh)).kept for fresh in (False, False, True)]
    assert kept == [False, True, False]


async def test_a_claim_whose_source_cannot_be_read_has_failed(make_claim: MakeClaim) -> None:
    task = Task(make_claim("return PROOF"))
    task.claim.path.unlink()
    async with service_of(FakeRunner()) as service:
        result = await service.run(task)
    assert (result.verdict, (result.reason or "").partition(": ")[0]) == (Verdict.FAILED, "crash")


def mutant_of(task: Task, name: str) -> Mutant:
    path = task.claim.path
    return Mutant(f"example.{name}", name, "1", "2", path, path.name, 1, path.read_text().replace("1", "2"))


async def hunts(service: Service, *plans: HuntPlan) -> list[Hunt]:
    return [event.hunt async for event in service.hunt(plans) if isinstance(event, HuntEnded)]


async def test_every_claim_of_a_plan_is_asked_and_says_whether_it_caught_the_mutant(tasks: MakeTasks) -> None:
    made = tasks([False, True, False])
    runner = FakeRunner(turned=[("c0", "example.bug"), ("c2", None), ("c2", "example.bug")])
    async with service_of(runner) as service:
        plan = HuntPlan(mutant_of(made[0], "bug"), made)
        events = [event async for event in service.hunt([plan])]
    asked = {event.claim.function: event.catch for event in events if isinstance(event, ClaimAsked)}
    assert asked == {"c0": Catch.CAUGHT, "c1": Catch.MISSED, "c2": Catch.UNJUDGED}
    assert isinstance(events[-1], HuntEnded)
    assert (events[-1].hunt.caught, list(events[-1].hunt.unjudged)) == (["example.c0"], ["example.c2"])
    assert runner.beside["c1"] == set()  # it must run alone


async def test_a_hunt_names_claims_in_the_order_of_its_plan(tasks: MakeTasks) -> None:
    made = tasks([True, False, False])
    async with service_of(FakeRunner(turned=[("c0", "example.bug"), ("c2", "example.bug")])) as service:
        [hunt] = await hunts(service, HuntPlan(mutant_of(made[0], "bug"), made))
    assert hunt.caught == ["example.c0", "example.c2"]


async def test_a_hunt_shows_the_runs_of_the_first_claim_of_its_plan_that_caught_the_mutant(tasks: MakeTasks) -> None:
    asked = tasks([False, False, False])
    async with service_of(FakeRunner(turned=[("c1", "example.bug"), ("c2", "example.bug")])) as service:
        [hunt] = await hunts(service, HuntPlan(mutant_of(asked[0], "bug"), [asked[0], asked[2], asked[1]]))
        [missed] = await hunts(service, HuntPlan(mutant_of(asked[0], "other"), asked))
    assert hunt.shown is not None
    assert [(run.claim, run.mutant) for run in hunt.shown] == [("example.c2", None), ("example.c2", "example.bug")]
    assert missed.shown is None


async def test_the_runs_that_show_a_mutant_keep_their_curves_also_where_the_original_ran_before(
    tasks: MakeTasks,
) -> None:
    [task] = tasks([False])
    async with service_of(FakeRunner(turned=[("c0", "example.bug")])) as service:
        await service.run(task)
        [hunt] = await hunts(service, HuntPlan(mutant_of(task, "bug"), [task], until_caught=True))
    assert hunt.shown is not None
    assert [[curve.name for curve in run.evidence.curves] for run in hunt.shown if run.evidence] == [["loss"]] * 2


async def test_a_mutant_is_judged_over_all_seeds_and_settings_of_a_claim(tasks: MakeTasks) -> None:
    [task] = tasks([False])
    turned = [replace(task, seed=seed, settings={"lr": 1.0}) for seed in range(3)]
    async with service_of(FakeRunner()) as service:
        events = [event async for event in service.hunt([HuntPlan(mutant_of(task, "bug"), turned)])]
    [asked] = [event for event in events if isinstance(event, ClaimAsked)]
    assert [(result.mutant, result.settings) for result in asked.results] == [("example.bug", {"lr": 1.0})] * 3


async def test_a_mutant_that_is_hunted_until_caught_meets_claims_in_their_order(tasks: MakeTasks) -> None:
    made = tasks([True, False, False])
    runner = FakeRunner(turned=[("c1", "example.bug")])
    async with service_of(runner) as service:
        [hunt] = await hunts(service, HuntPlan(mutant_of(made[0], "bug"), made, until_caught=True))
    assert (hunt.missed, hunt.caught) == (["example.c0"], ["example.c1"])
    assert runner.ran == [("c0", "example.bug"), ("c1", "example.bug"), ("c1", None)]


async def test_hunts_side_by_side_ask_the_claims_that_must_run_alone_last(tasks: MakeTasks) -> None:
    made = tasks([True, False])
    runner = FakeRunner(turned=[("c1", "example.first"), ("c0", "example.second")])
    async with service_of(runner) as service:
        first, second = await hunts(
            service, *(HuntPlan(mutant_of(made[0], name), made, until_caught=True) for name in ("first", "second"))
        )
    assert (first.caught, second.caught) == (["example.c1"], ["example.c0"])
    assert ("c0", "example.first") not in runner.ran  # caught before
    assert runner.beside["c0"] == set()


async def test_one_run_without_a_mutant_serves_all_hunts_and_the_runs_that_were_asked_for(tasks: MakeTasks) -> None:
    made = tasks([False, False])
    plans = [HuntPlan(mutant_of(made[0], name), made) for name in ("first", "second")]
    runner = FakeRunner(turned=[("c0", "example.first"), ("c0", "example.second")])
    async with service_of(runner) as service:
        await service.run(made[0])
        await hunts(service, *plans)
        await hunts(service, plans[0])
    assert sorted(claim for claim, mutant in runner.ran if mutant is None) == ["c0", "c1"]


async def test_the_run_that_shows_why_a_claim_cannot_judge_has_its_numbers_for_readers_of_any_language(
    tasks: MakeTasks,
) -> None:
    [task] = tasks([False])
    async with service_of(FakeRunner(turned=[("c0", None)])) as service:
        await service.run(task)
        [hunt] = await hunts(service, HuntPlan(mutant_of(task, "bug"), [task]))
    assert reason_of(hunt.unjudged["example.c0"], "ko") == reason_of(decide(task, OFF, 0.1), "ko") != ""


async def test_an_error_of_the_engine_in_a_hunt_is_raised_as_it_is(tasks: MakeTasks) -> None:
    made = tasks([False, False])
    async with service_of(FakeRunner(error=EngineError("the engine is gone"))) as service:
        with pytest.raises(EngineError, match="the engine is gone"):
            await hunts(service, HuntPlan(mutant_of(made[0], "bug"), made))
